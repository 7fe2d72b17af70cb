/** Roles that services make of their own in an account, with the first thing of a kind. */
import { type Need, on, type Where } from "./row";

/** `service`: principal of the service, such as `ecs.amazonaws.com`. */
export function linkedRole(service: string): Need {
  const where: Where = {
    arn: `arn:{partition}:iam::{account}:role/aws-service-role/${service}/{id}`,
    when: () => ({ StringEquals: { "iam:AWSServiceName": service } }),
    facts: () => ({ "iam:AWSServiceName": service }),
  };
  return on(where, "iam:CreateServiceLinkedRole");
}
