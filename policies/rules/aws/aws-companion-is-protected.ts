import { bucketsOf, bucketTypes, isStateStore, settingsBeside } from "../../buckets";
import { joinedTo } from "../../joined";
import type { Resource, StackRule } from "../../rule";
import { isProduction, tagsOf } from "../../values";

const key = "aws:kms/key:Key";
const alias = "aws:kms/alias:Alias";
const versioning = "aws:s3/bucketVersioning:BucketVersioning";
const policy = "aws:iam/policy:Policy";
const guardrail = "aws:organizations/policy:Policy";

/**
 * What a protected store cannot be used without is protected as well.
 *
 * That is the alias of a protected key, by which others are granted it, and its key; the versioning of a protected bucket of
 * state; a boundary, which is a policy called `<name>-boundary`; and
 * the organisation's guardrails.
 *
 * Service: aws. Severity: medium. Topics: recovery.
 */
export const awsCompanionIsProtected: StackRule = {
  name: "aws-companion-is-protected",
  description: "What a protected store cannot be used without is protected as well.",
  level: "mandatory",
  severity: "medium",
  service: "aws",
  topics: ["recovery"],
  source: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  remedy: "Set the resource option protect.",
  unknowns: "An alias whose target is unknown is joined to its key by dependency.",
  reads: [...bucketTypes, versioning, key, alias, policy, guardrail],
  checkStack(resources, report) {
    const names = ["keyId", "id", "arn"];
    const needed = [
      ...resources
        .filter(({ type, protect }) => type === key && protect)
        .flatMap((each) => joinedTo(each, resources, { types: [alias], by: "targetKeyId", names })),
      ...bucketsOf(resources)
        .filter((each) => each.protect && isStateStore(each))
        .flatMap((each) => settingsBeside(each, resources, [versioning])),
      ...resources
        .filter(({ type, props }) => type === key && !isProduction(tagsOf(props)))
        .filter((each) =>
          joinedTo(each, resources, { types: [alias], by: "targetKeyId", names }).some(({ protect }) => protect),
        ),
      ...resources.filter((each) => isBoundary(each) || isGuardrail(each)),
    ];
    for (const { urn } of needed.filter(({ protect }) => !protect)) {
      report.violation("Nothing keeps Pulumi from deleting it, and others are useless without it.", urn);
    }
  },
};

function isGuardrail({ type, props }: Resource): boolean {
  return type === guardrail && props["type"] === "SERVICE_CONTROL_POLICY";
}

function isBoundary({ type, props }: Resource): boolean {
  return type === policy && /-boundary$/.test(String(props["name"]));
}
