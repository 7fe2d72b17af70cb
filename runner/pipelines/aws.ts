/** CodePipeline and CodeConnections themselves, in one account and region. */
import {
  CodePipelineClient,
  GetPipelineStateCommand,
  paginateListPipelineExecutions,
  type StageState,
} from "@aws-sdk/client-codepipeline";
import { CodeStarConnectionsClient, GetConnectionCommand } from "@aws-sdk/client-codestar-connections";
import type { ClientOptions } from "../cloud/types";
import type { Connection, DeliveryServices, Execution } from "./services";

export function deliveryServices(options: ClientOptions): DeliveryServices {
  const pipelines = new CodePipelineClient(options);
  const connections = connectionsClient(options);
  return {
    async running(pipeline) {
      const found = await unlessGone(() => listRunning(pipelines, pipeline));
      if (!found || found.length === 0) return [];
      const state = await unlessGone(() => pipelines.send(new GetPipelineStateCommand({ name: pipeline })));
      return found.map((execution) => ({ ...execution, ...placeOf(execution.id, state?.stageStates ?? []) }));
    },
    async connection(arn) {
      const { Connection: found } = await connections.send(new GetConnectionCommand({ ConnectionArn: arn }));
      return { name: found!.ConnectionName!, status: found!.ConnectionStatus as Connection["status"] };
    },
  };
}

/**
 * All pages, since an old execution may still wait for an approval and the service filters by no status: at most
 * those of twelve months, a hundred a page.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html
 */
async function listRunning(client: CodePipelineClient, pipelineName: string): Promise<Execution[]> {
  const found: Execution[] = [];
  for await (const page of paginateListPipelineExecutions({ client, pageSize: 100 }, { pipelineName })) {
    for (const { pipelineExecutionId: id, status, startTime } of page.pipelineExecutionSummaries ?? []) {
      if (!id || (status !== "InProgress" && status !== "Stopping")) continue;
      found.push({ id, status, ...(startTime ? { startedAt: startTime } : {}) });
    }
  }
  return found;
}

/** The stage that an execution is in or waits for; unknown for pipelines whose executions run in parallel. */
function placeOf(id: string, stages: StageState[]): Pick<Execution, "place"> {
  const inside = stages.find(({ latestExecution: latest }) => latest?.pipelineExecutionId === id && isOpen(latest));
  if (inside) {
    const actions = (inside.actionStates ?? []).filter(({ latestExecution }) => isOpen(latestExecution));
    const names = actions.map(({ actionName }) => actionName).join(", ");
    return { place: `stage ${inside.stageName}${names ? `, action ${names}` : ""}` };
  }
  const next = stages.find(({ inboundExecutions = [], inboundExecution }) =>
    [...inboundExecutions, inboundExecution].some((waiting) => waiting?.pipelineExecutionId === id),
  );
  return next ? { place: `waits for stage ${next.stageName}` } : {};
}

function isOpen(execution: { status?: string | undefined } | undefined): boolean {
  return execution?.status === "InProgress" || execution?.status === "Stopping";
}

/** A pipeline that the state still names but somebody deleted has no executions. */
async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if ((error as Error).name === "PipelineNotFoundException") return undefined;
    throw error;
  }
}

/**
 * The SDK's package for connections still speaks to the service under its former name, which IAM knows by other
 * actions. The operation is the same, so it is sent to CodeConnections as the provider does it: host, target and
 * signing name of https://docs.aws.amazon.com/general/latest/gr/codeconnections.html, and the right that it needs
 * is `codeconnections:GetConnection` (https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html).
 */
export function connectionsClient(options: ClientOptions): CodeStarConnectionsClient {
  const client = new CodeStarConnectionsClient({
    ...options,
    httpAuthSchemeProvider: () => [
      {
        schemeId: "aws.auth#sigv4",
        signingProperties: { signingName: "codeconnections", region: options.region },
        propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
      },
    ],
  });
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { hostname: string; headers: Record<string, string> };
      request.hostname = request.hostname.replace(/^codestar-connections(?=[.-])/, "codeconnections");
      const operation = request.headers["x-amz-target"]?.split(".").at(-1);
      request.headers["x-amz-target"] = `com.amazonaws.codeconnections.CodeConnections_20231201.${operation}`;
      return next(args);
    },
    { step: "build", name: "codeConnections" },
  );
  return client;
}
