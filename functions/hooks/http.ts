/** One request to a load balancer, without following where it redirects to. */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { SmokePlace } from "../../catalog/smoke-test";
import type { Answer } from "./world";

/** Bytes of a body that are read; a smoke test needs no more. */
const mostBytes = 1024 * 1024;

export function ask(
  { origin, anyName }: Extract<SmokePlace, { origin: string }>,
  path: string,
  milliseconds: number,
): Promise<Answer> {
  // Joined, not resolved: a path is never another place than the target.
  const url = new URL(origin);
  const [pathname = "/", ...query] = path.split("?");
  url.pathname = pathname;
  url.search = query.join("?");
  const secure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const options = {
      method: "GET",
      // A kept connection would be the old revision's, when the listener has moved on since.
      agent: false as const,
      signal: AbortSignal.timeout(milliseconds),
      headers: { "user-agent": "slipway-smoke-test" },
      ...(secure && anyName ? { checkServerIdentity: () => undefined } : {}),
    };
    const late = (error: Error) =>
      reject(error.name === "AbortError" ? new Error(`no answer within ${milliseconds} ms`) : error);
    const request = (secure ? requestHttps : requestHttp)(url, options, (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on("data", (part: Buffer) => {
        if (bytes < mostBytes) parts.push(part);
        bytes += part.length;
        if (bytes >= mostBytes) response.destroy();
      });
      response.on("error", late);
      response.on("close", () => {
        const body = Buffer.concat(parts).subarray(0, mostBytes).toString("utf8");
        if (response.complete || bytes >= mostBytes) resolve({ status: response.statusCode ?? 0, body });
        else late(new Error("the connection ended before the answer did"));
      });
    });
    request.on("error", late);
    request.end();
  });
}
