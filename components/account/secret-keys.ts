/** Keys of the organisation's secrets and parameters, in the boundaries of roles of services. */
import type { Statement } from "../../catalog/iam/document";
import { viaService } from "../../catalog/iam/services";
import { type AccountPlace, regional } from "./place";

/** Through Secrets Manager and Parameter Store only, so that nothing else is opened that such a key encrypts. */
export function secretKeys(place: AccountPlace): Statement {
  return {
    Sid: "SecretKeys",
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: regional(place, "kms", "key/*"),
    Condition: {
      "ForAnyValue:StringLike": { "kms:ResourceAliases": `alias/${place.names.prefix}/*` },
      StringLike: {
        "kms:ViaService": ["secretsmanager", "ssm"].map((service) => viaService(service, place.partition, "*")),
      },
    },
  };
}
