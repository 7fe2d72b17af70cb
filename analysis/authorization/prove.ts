/** Decides requests by the policies of a graph. */
import {
  decide,
  type NamedPolicy,
  type Request,
  readPolicy,
  type Side,
  type Statement,
  type Verdict,
} from "../../catalog/iam";
import type { Graph } from "../graph/types";
import { type Inventory, inventoryOf, type Role, type ShownPolicy } from "./inventory";
import { regionOf } from "./region";
import { requestsOf, type WantedRequest } from "./requests";
import { smallestStatement } from "./smallest";
import { listAt, textAt } from "./values";

export type ProofVerdict =
  | Verdict
  /** The graph does not show enough. */
  | { verdict: "undecidable"; reason: string };

export interface Proof {
  request: WantedRequest;
  verdict: ProofVerdict;
  /** Of a request that is missing something: the smallest statement that would allow it, by side. */
  allowing?: Partial<Record<Side, Statement>>;
}

/** Every request that the deliveries of a graph make, decided. */
export function proveRequests(graph: Graph): Proof[] {
  const prove = prover(graph);
  const regions = new Map(graph.stacks.map(({ name, region }) => [name, region]));
  return requestsOf(graph).map((wanted) => {
    const { request, callerOnly = false, stack } = wanted;
    const verdict = prove(request, { callerOnly, region: regions.get(stack) });
    return {
      request: wanted,
      verdict,
      ...(verdict.verdict === "missing" ? { allowing: allowing(request, verdict) } : {}),
    };
  });
}

function allowing(request: Request, { sides }: { sides: Side[] }): Partial<Record<Side, Statement>> {
  return Object.fromEntries(sides.map((side) => [side, smallestStatement(request, side)]));
}

export interface ProofOptions {
  /**
   * Whether the resource is taken to have no policy of its own, and a key that of KMS, as the graph cannot tell.
   * Default false.
   */
  callerOnly?: boolean;
  /** Region that a request is sent to when its resource tells none. Default: that of the caller's stack. */
  region?: string;
}

/** Decides any request by the graph's policies, those of the organisation among them. */
export function prover(graph: Graph): (request: Request, options?: ProofOptions) => ProofVerdict {
  const inventory = inventoryOf(graph);
  return (asked, { callerOnly = false, region } = {}) => {
    const caller = callerRole(inventory, asked);
    if (typeof caller === "string") return { verdict: "undecidable", reason: caller };
    const sent = regionOf(inventory, asked) ?? region ?? caller?.region;
    const request = sent ? { ...asked, context: { "aws:RequestedRegion": sent, ...asked.context } } : asked;
    const guardrails = caller ? inventory.guardrails(caller.accountId) : [];
    const resource = callerOnly ? unsaid(request) : resourcePolicy(inventory, request);
    if (typeof resource === "string") return { verdict: "undecidable", reason: resource };
    const identity = caller?.identity ?? [];
    // What is unknown may also deny, so nothing is proved while one document is; AWS's own only allow.
    const unread = [...identity, caller?.boundary, resource, ...guardrails].filter(
      (each) => each && each.document === undefined,
    );
    const unknown = unread.filter((each) => !each!.byAws || each === caller?.boundary);
    if (unknown.length > 0) return notRead(unknown);
    const verdict = decide(request, {
      identity: identity.flatMap(read),
      boundary: read(caller?.boundary)[0],
      resource: read(resource)[0],
      ...(guardrails.length > 0 ? { scps: [guardrails.flatMap(read)] } : {}),
    });
    return verdict.verdict === "missing" && unread.length > 0 ? notRead(unread) : verdict;
  };
}

/** A key without a word about its policy leaves all to its account's: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function unsaid({ action, resource, resourceAccount }: Request): ShownPolicy | undefined {
  if (!action.startsWith("kms:")) return undefined;
  const AWS = `arn:${resource.split(":")[1]}:iam::${resourceAccount}:root`;
  const Statement = [{ Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource: "*" }];
  return { name: "default key policy", document: JSON.stringify({ Version: "2012-10-17", Statement }), byAws: true };
}

/** Documents by policy, each read once. */
const documents = new WeakMap<ShownPolicy, NamedPolicy>();

function read(policy: ShownPolicy | undefined): NamedPolicy[] {
  if (policy?.document === undefined) return [];
  const { name } = policy;
  const known = documents.get(policy) ?? { name, document: readPolicy(policy.document, name) };
  documents.set(policy, known);
  return [known];
}

function notRead(policies: Array<ShownPolicy | undefined>): ProofVerdict {
  return { verdict: "undecidable", reason: `the graph does not show ${policies.map((each) => each!.name).join(", ")}` };
}

/** The caller's role; undefined for a service and a token; a reason when the graph does not show it. */
function callerRole(inventory: Inventory, request: Request): Role | string | undefined {
  const { roles, graph } = inventory;
  const { caller } = request;
  if (caller.kind === "federated") return untrustedIssuer(inventory, request, caller.provider);
  if (caller.kind !== "principal") return undefined;
  return roles.find(({ arn }) => arn === caller.arn) ?? notShown(graph, `role ${caller.arn}`, caller.accountId);
}

/** STS looks at a role only when its account has an identity provider of the token's issuer, for its audience. */
function untrustedIssuer({ all, graph }: Inventory, { resourceAccount, context = {} }: Request, arn: string) {
  const [, path] = arn.split(":oidc-provider/");
  if (path === undefined) return undefined;
  const provider = all("aws:iam/openIdConnectProvider:OpenIdConnectProvider").find(
    (each) => each.accountId === arn.split(":")[4] && textAt(each.resource.inputs, "url") === `https://${path}`,
  );
  if (!provider) return notShown(graph, `identity provider ${arn}`, resourceAccount);
  const audience = context[`${path}:aud`];
  const known = listAt(provider.resource.inputs, "clientIdLists").some((each) => each === audience);
  return known ? undefined : `the identity provider ${arn} does not take the audience ${audience}`;
}

/** The policy of the resource, undefined where it has none; a reason when the graph does not show the resource. */
function resourcePolicy(inventory: Inventory, request: Request): ShownPolicy | string | undefined {
  const { resource, resourceAccount, action } = request;
  const shown = (found: { policy?: ShownPolicy } | undefined, what: string) =>
    found ? found.policy : notShown(inventory.graph, what, resourceAccount);
  const [service] = action.split(":");
  if (service === "sts") {
    const role = inventory.roles.find(({ arn }) => arn === resource);
    return role ? role.trust : notShown(inventory.graph, `role ${resource}`, resourceAccount);
  }
  // The list of an account's buckets is nobody's.
  if (service === "s3" && resource !== "*") {
    const name = resource.split(":").at(-1)!.split("/")[0]!;
    return shown(
      inventory.buckets.find((each) => each.name === name),
      `bucket ${name}`,
    );
  }
  if (service === "kms" && resource.includes(":key/")) {
    return shown(
      inventory.keys.find(({ arn }) => arn === resource),
      `key ${resource}`,
    );
  }
  if (service === "sns")
    return shown(
      // A subscription's ARN is its topic's and an id more.
      inventory.topics.find(({ arn }) => arn === resource || resource.startsWith(`${arn}:`)),
      `topic ${resource}`,
    );
  if (service === "lambda") return functionPolicy(inventory, request);
  // One that the graph does not show has no policy of ours; caches make theirs when an image is first fetched.
  if (service === "ecr") return inventory.repositories.find(({ arn }) => arn === resource)?.policy;
  return undefined;
}

/**
 * A function has no policy here: inside one account its caller's own decides. It has to exist, though, or be one that
 * Synthetics makes for a canary.
 */
function functionPolicy({ all, graph }: Inventory, { resource, resourceAccount }: Request): string | undefined {
  if (/:(function:cwsyn-|layer:)/.test(resource)) return undefined;
  const [, , , region, , , name] = resource.split(":");
  const exists = all("aws:lambda/function:Function").some(
    (each) =>
      textAt(each.resource.inputs, "name") === name && each.accountId === resourceAccount && each.region === region,
  );
  return exists ? undefined : notShown(graph, `function ${resource}`, resourceAccount);
}

function notShown({ complete }: Graph, what: string, accountId: string): string {
  return complete.includes(accountId)
    ? `${what} does not exist, and account ${accountId} is shown whole`
    : `the graph does not show ${what}; record the stacks of account ${accountId} too`;
}
