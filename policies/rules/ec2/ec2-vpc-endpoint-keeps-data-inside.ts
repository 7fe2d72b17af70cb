import { narrows } from "../../conditions";
import { type FoundStatement, place, statements } from "../../documents";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/**
 * An endpoint lets the organisation's callers reach the organisation's data, and nothing else.
 *
 * Reading from named buckets, such as those with packages of AWS, is left alone, and so are AWS's own services.
 *
 * Service: ec2. Severity: high. Topics: network, cross-account.
 */
export const ec2VpcEndpointKeepsDataInside: ResourceRule = {
  name: "ec2-vpc-endpoint-keeps-data-inside",
  description: "An endpoint lets the organisation's callers reach the organisation's data, and nothing else.",
  level: "mandatory",
  severity: "high",
  service: "ec2",
  topics: ["network", "cross-account"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html",
  remedy:
    "Add aws:PrincipalOrgID or aws:PrincipalAccount, and for S3 and DynamoDB aws:ResourceOrgID or aws:ResourceAccount.",
  unknowns: "An unknown policy is judged in the update.",
  types: ["aws:ec2/vpcEndpoint:VpcEndpoint"],
  check({ props }, report) {
    const { policy, serviceName = "" } = props;
    const stores = /\.(s3|dynamodb)$/.test(String(serviceName));
    if (!isUnknown(policy) && !policy && stores)
      report.violation("The endpoint has no policy, and so reaches every account.");
    for (const statement of statements(policy, "policy", report).filter(({ effect }) => effect === "Allow")) {
      if (readsNamed(statement) || isService(statement)) continue;
      if (!pinned(statement, "principal"))
        report.violation(`${place(statement)} lets callers of any organisation through.`);
      else if (stores && !pinned(statement, "resource"))
        report.violation(`${place(statement)} reaches data of any account.`);
    }
  },
};

function pinned(statement: FoundStatement, what: "principal" | "resource"): boolean {
  const named = what === "principal" && !statement.everyone && Object.keys(statement.principals).length > 0;
  return named || ["orgid", "account"].some((by) => narrows(statement, `aws:${what}${by}`));
}

/** Reading of what somebody offers, such as packages, from buckets that are named. */
function readsNamed({ actions, otherActions, resources }: FoundStatement): boolean {
  const reads = actions.every((action) => /^[a-z0-9-]+:(Get|List|Describe|BatchGet)[A-Za-z]+$/.test(action));
  return reads && !otherActions && resources.every((arn) => /^arn:[^:]*:[^:]*:[^:]*:[^:]*:[^*?]/.test(arn));
}

function isService({ conditions }: FoundStatement): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      operator === "Bool" && key === "aws:principalisawsservice" && values.every((value) => value === "true"),
  );
}
