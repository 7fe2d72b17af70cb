/**
 * The access token of Pulumi Cloud for one run of the engine: given, or made for a short time from the identity
 * token of a CI job. It stands in the engine's environment only, never in a file, an argument or a message.
 */
import { readFileSync } from "node:fs";
import type { Catalog } from "../../catalog/types";
import { laptopAccessToken } from "../../local/model/pulumi-cloud";
import { RefusedError } from "../exit";
import type { Cloud } from "./types";

/** Pulumi Cloud's API, which is also its address as a backend. */
export const pulumiApi = "https://api.pulumi.com";

/** File with the identity token (JWT) of the CI job, whose issuer is registered in Pulumi Cloud. */
export const tokenFileVariable = "SLIPWAY_PULUMI_OIDC_TOKEN_FILE";

export interface TokenWish {
  /** What needs the token, for messages: `Stack deployments`. */
  user: string;
  /** Organisation in Pulumi Cloud. */
  organization: string;
  /** Whether a made token may do what only administrators of the organisation may. */
  admin: boolean;
}

/** @throws RefusedError when there is neither a token nor a file, or the exchange is refused. */
export async function pulumiAccessToken(
  wish: TokenWish,
  environment: NodeJS.ProcessEnv = process.env,
  api = pulumiApi,
): Promise<string> {
  const file = environment[tokenFileVariable];
  if (file) return exchanged(wish, identityToken(wish, file), api);
  const given = environment["PULUMI_ACCESS_TOKEN"];
  if (given) return given;
  throw new RefusedError(
    `${wish.user}: needs an access token of Pulumi Cloud. Set PULUMI_ACCESS_TOKEN, or in CI set ${tokenFileVariable} ` +
      `to a file with the job's OIDC token for the audience urn:pulumi:org:${wish.organization}, which is exchanged for a ` +
      "short-lived one.",
  );
}

/** The token that the providers of a stack in our own store need; only the stack of Pulumi Cloud's own settings does. */
export async function providerToken(
  { catalog }: { catalog: Pick<Catalog, "deployments"> },
  cloud: Cloud,
  stack: { kind: string; name: string },
) {
  if (stack.kind !== "deployments") return undefined;
  if (cloud.kind === "laptop") return laptopAccessToken;
  const organization = catalog.deployments?.organization ?? "";
  return pulumiAccessToken({ user: `Stack ${stack.name}`, organization, admin: true });
}

function identityToken({ user }: TokenWish, file: string): string {
  let token = "";
  try {
    token = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new RefusedError(`${user}: ${tokenFileVariable} cannot be read: ${(error as Error).message}.`);
  }
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return token;
  throw new RefusedError(`${user}: the file of ${tokenFileVariable} (${file}) does not hold an OIDC token.`);
}

/**
 * https://www.pulumi.com/docs/reference/cloud-rest-api/oauth-token-exchange. Without `expiration` the token lives for
 * two hours (https://www.pulumi.com/docs/pulumi-cloud/access-management/oidc-client/).
 */
async function exchanged({ user, organization, admin }: TokenWish, subject: string, api: string): Promise<string> {
  const refused = (why: string) =>
    new RefusedError(
      `${user}: Pulumi Cloud did not exchange the OIDC token for an access token of ${organization}: ${why}. ` +
        "Register the CI's issuer there, with a policy that admits this job.",
    );
  const body = new URLSearchParams({
    audience: `urn:pulumi:org:${organization}`,
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    requested_token_type: "urn:pulumi:token-type:access_token:organization",
    subject_token: subject,
    ...(admin ? { scope: "admin" } : {}),
  });
  const signal = AbortSignal.timeout(30_000);
  const answer = await fetch(`${api}/api/oauth/token`, { method: "POST", body, signal, redirect: "error" }).catch(
    (error: Error & { cause?: Error }) => {
      throw refused(error.cause?.message ?? error.message);
    },
  );
  // An answer may repeat what was sent, so nothing of it is shown.
  if (!answer.ok) throw refused(`it answered ${answer.status}`);
  const { access_token: token } = (await answer.json().catch(() => ({}))) as { access_token?: unknown };
  if (typeof token !== "string" || token === "") throw refused("its answer holds none");
  return token;
}
