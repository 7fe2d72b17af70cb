import { z } from "zod";
import { narrows } from "../../conditions";
import { type FoundStatement, place, statementsOfAll } from "../../documents";
import { joinedTo } from "../../joined";
import { secretsOfPulumi, usesOfKeys, worksWithKeyItself } from "../../key-use";
import { matches } from "../../patterns";
import type { StackRule } from "../../rule";

const key = "aws:kms/key:Key";
const alias = "aws:kms/alias:Alias";
const config = z.strictObject({
  direct: z
    .array(z.string())
    .default(secretsOfPulumi)
    .describe("Aliases, * for any characters, of keys that callers use themselves, such as those of Pulumi's secrets"),
  granting: z
    .array(z.string())
    .default(["ecr"])
    .describe("Services that make grants in the caller's name; for others kms:GrantIsForAWSResource must be true"),
});

/**
 * A key's policy lets callers use the key through the services that keep what it encrypts.
 *
 * A statement that allows `kms:DescribeKey` as well is for a caller that works with the key itself, such as
 * CodePipeline; so are those of keys with an alias that is configured. Grants are for services only.
 *
 * Service: kms. Severity: medium. Topics: encryption, least-privilege.
 */
export const kmsKeyIsUsedThroughServices: StackRule<z.infer<typeof config>> = {
  name: "kms-key-is-used-through-services",
  description: "A key's policy lets callers use the key through the services that keep what it encrypts.",
  level: "mandatory",
  severity: "medium",
  service: "kms",
  topics: ["encryption", "least-privilege"],
  frameworks: ["ControlTower CT.KMS.PV.1"],
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service",
  remedy: "Add StringEquals kms:ViaService, and Bool kms:GrantIsForAWSResource for grants.",
  unknowns:
    "A key whose id is unknown is joined to its alias by dependency; an unknown policy is judged in the update.",
  config,
  reads: [key, alias],
  checkStack(resources, report, { direct, granting }) {
    for (const each of resources.filter(({ type }) => type === key)) {
      const { found, unknown } = statementsOfAll([each.props["policy"]]);
      if (unknown) report.undecided("policy", each.urn);
      const names = joinedTo(each, resources, { types: [alias], by: "targetKeyId", names: ["keyId", "id", "arn"] });
      const itself = names.some(({ props }) => direct.some((pattern) => matches(pattern, String(props["name"]))));
      for (const statement of found.filter(({ principals }) => principals["AWS"])) {
        const uses = usesOfKeys(statement);
        if (uses.length === 0 || worksWithKeyItself(statement)) continue;
        if (!itself && !narrows(statement, "kms:viaservice")) {
          report.violation(
            `${place(statement)} allows ${uses.join(", ")} without a service in kms:ViaService.`,
            each.urn,
          );
        }
        if (uses.includes("kms:CreateGrant") && !grantsToServices(statement, granting)) {
          report.violation(`${place(statement)} allows grants to others than services.`, each.urn);
        }
      }
    }
  },
};

function grantsToServices({ conditions }: FoundStatement, granting: readonly string[]): boolean {
  return conditions.some(
    ({ operator, key: name, values }) =>
      (operator === "Bool" && name === "kms:grantisforawsresource" && values.includes("true")) ||
      (name === "kms:viaservice" && values.every((value) => granting.includes(value.split(".")[0]!))),
  );
}
