/**
 * What a service's roles ask of customer keys of parameters and secrets. Nothing but their policies says which keys
 * those are, as keys and secrets are made elsewhere, so that this proves that nothing of ours is in the way: boundary,
 * guardrails and conditions.
 */
import type { PolicyDocument, Statement } from "../../../catalog/iam";
import type { Inventory } from "../inventory";
import { type Asking, roleCaller, roleName, type WantedRequest, wanted } from "./request";

const context = "kms:EncryptionContext:";
const listOf = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());

export function secretKeyRequests({ roles }: Inventory, asking: (stack: string) => Asking): WantedRequest[] {
  return roles
    .filter(({ stack }) => stack.kind === "service")
    .flatMap(({ arn, identity, stack, accountId, region, partition }) => {
      const ask = asking(stack.name);
      const resource = `arn:${partition}:kms:${region}:${accountId}:key/of-a-secret`;
      const what = `${roleName(arn)} opens a secret with its key`;
      const request = { caller: roleCaller(ask, arn), action: "kms:Decrypt", resource, resourceAccount: accountId };
      return identity
        .flatMap(({ document }) => (document ? (JSON.parse(document) as PolicyDocument).Statement : []))
        .filter(opensSecrets)
        .flatMap(uses)
        .map((facts) => ({
          ...wanted(ask, `${what} ${facts.of}`, { ...request, context: facts.sent }),
          callerOnly: true,
        }));
    });
}

function opensSecrets({ Effect, Action, Condition = {} }: Statement): boolean {
  const keys = Object.values(Condition).flatMap((block) => Object.keys(block));
  return Effect === "Allow" && listOf(Action).includes("kms:Decrypt") && keys.some((key) => key.startsWith(context));
}

/** Every parameter and secret with every key. */
function uses({ Condition = {} }: Statement): { of: string; sent: Record<string, string | string[]> }[] {
  const entries = Object.values(Condition).flatMap((block) => Object.entries(block));
  const find = (wanted: string) => entries.filter(([key]) => key === wanted).flatMap(([, value]) => listOf(value));
  return find("kms:ResourceAliases").flatMap((alias) =>
    entries
      .filter(([key]) => key.startsWith(context))
      .flatMap(([key, arns]) =>
        listOf(arns).map((arn) => ({
          of: `${alias} for ${arn}`,
          sent: {
            "kms:ResourceAliases": [alias],
            "kms:ViaService": find("kms:ViaService")[0] ?? "",
            // Six characters of Secrets Manager's own.
            [key]: arn.replace("??????", "AbCdEf"),
          },
        })),
      ),
  );
}
