import { z } from "zod";
import { type FoundStatement, place, resourceStatements, resourceTypes, role, trustStatements } from "../../documents";
import { pins } from "../../principals";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const sources = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];
/** Keys that name a resource, and keys that name its account. */
const exact = ["aws:sourcearn"];
const accounts = sources.filter((key) => !exact.includes(key));
const permission = "aws:lambda/permission:Permission";

const config = z.strictObject({
  silent: z
    .array(z.string())
    .default(["ec2", "s3"])
    .describe("Services that do not say for whom they work; their statements are not judged"),
  exact: z
    .array(z.string())
    .default(["chatbot", "codebuild", "codepipeline", "ecs-tasks", "events", "vpc-flow-logs"])
    .describe("Services that say for which resource they work; aws:SourceArn must name it, beside the account"),
  sometimes: z
    .array(z.string())
    .default(["chatbot", "codepipeline"])
    .describe("Services that do not always say for whom they work; conditions with IfExists suffice"),
});

/**
 * Where an AWS service is let in, a condition says for which account or resource it must be working.
 *
 * Else anyone can have the service do it for him (the confused deputy). Covers trust policies, policies of
 * resources, and permissions to invoke a function.
 *
 * Service: iam. Severity: high. Topics: trust.
 */
export const iamServiceTrustNamesItsSource: ResourceRule<z.infer<typeof config>> = {
  name: "iam-service-trust-names-its-source",
  description: "Where an AWS service is let in, a condition says for which account or resource it must be working.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["trust"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  remedy: "Add StringEquals aws:SourceAccount, and ArnLike aws:SourceArn where the service sends it.",
  unknowns: "An unknown document is judged in the update; an unknown source of a permission counts as named.",
  config,
  types: [role, permission, ...resourceTypes],
  check(resource, report, settings) {
    if (resource.type === permission) {
      const { principal, sourceAccount, sourceArn, principalOrgId } = resource.props;
      const named = [sourceAccount, sourceArn, principalOrgId].some((value) => Boolean(value) || isUnknown(value));
      const service = String(principal);
      if (!named && /\.amazonaws\.com/.test(service)) {
        report.violation(`${service} may invoke the function for any account.`);
      }
      return;
    }
    for (const statement of [...trustStatements(resource, report), ...resourceStatements(resource, report)]) {
      for (const [service, what] of openServices(statement, settings)) {
        report.violation(`${place(statement)} lets in ${service} for any ${what}.`);
      }
    }
  },
};

/** Services without a source, and what the conditions leave open. */
function openServices(
  { effect, principals, conditions }: FoundStatement,
  settings: z.infer<typeof config>,
): Array<[string, string]> {
  if (effect !== "Allow") return [];
  const named = (keys: readonly string[], operator: (text: string) => string) =>
    conditions.some((each) => keys.includes(each.key) && pins({ ...each, operator: operator(each.operator) }));
  return (principals["Service"] ?? []).flatMap((principal): Array<[string, string]> => {
    const [service = ""] = principal.split(".");
    if (settings.silent.includes(service)) return [];
    const loose = settings.sometimes.includes(service);
    const names = (keys: readonly string[]) =>
      named(keys, (operator) => (loose ? operator.replace(/IfExists$/, "") : operator));
    if (!names(sources)) return [[principal, "account or resource"]];
    if (!settings.exact.includes(service)) return [];
    return [
      ...(names(accounts) ? [] : [[principal, "account"] as [string, string]]),
      ...(names(exact) ? [] : [[principal, "resource"] as [string, string]]),
    ];
  });
}
