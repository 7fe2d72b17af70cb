/** Questions of hooks to CodeDeploy and Lambda. */
import type { Call } from "../release/sdk";
import { ask } from "./http";
import type { Answer, World } from "./world";

interface Targets {
  deploymentTargets?: { lambdaTarget?: { lambdaFunctionInfo?: { targetVersion?: string } } }[];
}

/** An earlier run of the same hook has reported already. */
const done = ["LifecycleEventAlreadyCompletedException"];

export function worldOf(codedeploy: Call, lambda: Call): World {
  return {
    request: ask,
    async invoke(FunctionName, Qualifier, path, milliseconds) {
      const Payload = Buffer.from(JSON.stringify(requestEvent(path)));
      const answer = await within(
        milliseconds,
        lambda<{ FunctionError?: string; Payload?: Uint8Array }>("Invoke", { FunctionName, Qualifier, Payload }),
      );
      // What the function says of its error may hold secrets; its own log has it.
      if (answer.FunctionError) throw new Error(`version ${Qualifier} failed: ${answer.FunctionError}`);
      return answerOf(Buffer.from(answer.Payload ?? []).toString("utf8"));
    },
    async targetVersion(deploymentId) {
      const listed = await codedeploy<{ targetIds?: string[] }>("ListDeploymentTargets", { deploymentId });
      const targetIds = listed.targetIds ?? [];
      if (targetIds.length === 0) return undefined;
      const { deploymentTargets = [] } = await codedeploy<Targets>("BatchGetDeploymentTargets", {
        deploymentId,
        targetIds,
      });
      return deploymentTargets[0]?.lambdaTarget?.lambdaFunctionInfo?.targetVersion;
    },
    async report(deploymentId, lifecycleEventHookExecutionId, status) {
      const input = { deploymentId, lifecycleEventHookExecutionId, status };
      try {
        await codedeploy("PutLifecycleEventHookExecutionStatus", input);
      } catch (error) {
        if (!(error instanceof Error) || !done.includes(error.name)) throw error;
      }
    },
    now: () => performance.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}

/** The event of an HTTP request: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function requestEvent(path: string): object {
  const [rawPath = "/", rawQueryString = ""] = path.split("?");
  const headers = { "user-agent": "slipway-smoke-test" };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    headers,
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    requestContext: { http: { method: "GET", path: rawPath, protocol: "HTTP/1.1", sourceIp: "127.0.0.1" } },
    isBase64Encoded: false,
  };
}

/** As API Gateway reads it: what has no `statusCode` is the body of a 200. */
function answerOf(payload: string): Answer {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return { status: 200, body: payload };
  }
  if (typeof value !== "object" || value === null || !("statusCode" in value)) return { status: 200, body: payload };
  const { statusCode, body, isBase64Encoded } = value as {
    statusCode: unknown;
    body?: unknown;
    isBase64Encoded?: unknown;
  };
  const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
  return {
    status: Number(statusCode),
    body: isBase64Encoded === true ? Buffer.from(text, "base64").toString("utf8") : text,
  };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
