/** What a build's variables ask for: CodeBuild reads parameters and secrets with the build's role. */
import type { Caller } from "../../../catalog/iam";
import { viaService } from "../../../catalog/iam/services";
import type { GraphValue } from "../../graph/types";
import type { Inventory, Key, Placed } from "../inventory";
import { listAt, textAt } from "../values";
import { type Asking, plainRequests, type WantedRequest } from "./request";

/** @param given `EnvironmentVariables` of the action, as JSON text. */
export function variableRequests(
  inventory: Inventory,
  ask: Asking,
  project: Placed,
  caller: Caller,
  given: string | undefined,
): WantedRequest[] {
  const variables = [...listAt(project.resource.inputs, "environment", "environmentVariables"), ...parsed(given)];
  return variables.flatMap((variable) => {
    const value = textAt(variable, "value");
    if (value === undefined) return [];
    switch (textAt(variable, "type")) {
      case "PARAMETER_STORE":
        return parameterRequests(inventory, ask, project, caller, value);
      case "SECRETS_MANAGER":
        return secretRequests(inventory, ask, project, caller, value);
      default:
        return [];
    }
  });
}

function parsed(given: string | undefined): GraphValue[] {
  try {
    const value: unknown = JSON.parse(given ?? "[]");
    return Array.isArray(value) ? (value as GraphValue[]) : [];
  } catch {
    return [];
  }
}

function parameterRequests(
  { all, keys }: Inventory,
  ask: Asking,
  project: Placed,
  caller: Caller,
  name: string,
): WantedRequest[] {
  const path = name.startsWith("/") ? name : `/${name}`;
  const arn = here(project, "ssm", `parameter${path}`);
  const made = all("aws:ssm/parameter:Parameter").find((each) => isNamed(each, project, name));
  return [
    ...plainRequests(ask, "the build reads a parameter", caller, arn, ["ssm:GetParameters"]),
    ...decryption(ask, project, caller, "ssm", keyNamed(keys, made, "keyId")),
  ];
}

/** A reference is `<name>:<json key>:<version stage>`, or an ARN in the place of the name. */
function secretRequests(
  { all, keys }: Inventory,
  ask: Asking,
  project: Placed,
  caller: Caller,
  reference: string,
): WantedRequest[] {
  const given = reference.startsWith("arn:");
  const name = given ? reference.split(":").slice(0, 7).join(":") : reference.split(":")[0]!;
  // Secrets Manager adds a hyphen and six characters of its own to the name.
  const arn = given ? name : here(project, "secretsmanager", `secret:${name}-Abc123`);
  const made = all("aws:secretsmanager/secret:Secret").find((each) => isNamed(each, project, name));
  return [
    ...plainRequests(ask, "the build reads a secret", caller, arn, ["secretsmanager:GetSecretValue"]),
    ...decryption(ask, project, caller, "secretsmanager", keyNamed(keys, made, "kmsKeyId")),
  ];
}

function here({ partition, region, accountId }: Placed, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

function isNamed({ resource, accountId, region }: Placed, project: Placed, name: string): boolean {
  return textAt(resource.inputs, "name") === name && accountId === project.accountId && region === project.region;
}

/** Customer key of a parameter or secret that the graph shows. AWS's own keys need no right. */
function keyNamed(keys: Key[], made: Placed | undefined, property: string): Key | undefined {
  const named = textAt(made?.resource.inputs, property);
  const dependencies = made?.resource.propertyDependencies[property] ?? [];
  return keys.find(({ resource, aliases, arn }) =>
    named === undefined ? dependencies.includes(resource.urn) : aliases.includes(named) || named === arn,
  );
}

function decryption(
  ask: Asking,
  { partition, region }: Placed,
  caller: Caller,
  service: string,
  key: Key | undefined,
): WantedRequest[] {
  if (!key) return [];
  return plainRequests(ask, "the build opens a variable", caller, key.arn, ["kms:Decrypt"], {
    "kms:ResourceAliases": key.aliases,
    "kms:ViaService": viaService(service, partition, region),
  });
}
