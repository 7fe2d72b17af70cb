/** The adapter against a loopback server that speaks the JSON protocol of both services. */
import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetConnectionCommand } from "@aws-sdk/client-codestar-connections";
import { connectionsClient, deliveryServices } from "../../../runner/pipelines/aws";
import type { DeliveryServices } from "../../../runner/pipelines/services";
import { connectionArn } from "./scene";

interface Asked {
  target: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}
type Answer = { status?: number; body: unknown };

describe("the services of AWS", () => {
  let server: Server;
  let services: DeliveryServices;
  let asked: Asked[];
  let answer: (request: Asked) => Answer;

  before(async () => {
    server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      request.on("end", () => {
        const target = String(request.headers["x-amz-target"]);
        const one = { target, headers: request.headers, body: JSON.parse(text) };
        asked.push(one);
        const { status = 200, body } = answer(one);
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    services = deliveryServices({
      region: "eu-west-1",
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  });
  beforeEach(() => {
    asked = [];
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  const list = "CodePipeline_20150709.ListPipelineExecutions";
  const summary = (pipelineExecutionId: string, status: string) => ({
    pipelineExecutionId,
    status,
    startTime: 1_777_885_950,
  });
  const open = (pipelineExecutionId: string) => ({ pipelineExecutionId, status: "InProgress" });

  it("finds running executions on every page, and where each one is", async () => {
    const done = ["Succeeded", "Failed", "Stopped", "Superseded", "Cancelled"].map((status) => summary(status, status));
    answer = ({ target, body }) => {
      if (target !== list) {
        const action = (actionName: string, status: string) => ({ actionName, latestExecution: { status } });
        return {
          body: {
            stageStates: [
              { stageName: "Build", latestExecution: { pipelineExecutionId: "old", status: "Succeeded" } },
              {
                stageName: "Production",
                latestExecution: open("old"),
                actionStates: [action("Previous", "Succeeded"), action("Approve", "InProgress")],
                inboundExecutions: [open("new")],
              },
            ],
          },
        };
      }
      return body["nextToken"]
        ? { body: { pipelineExecutionSummaries: [...done, summary("old", "InProgress")] } }
        : { body: { pipelineExecutionSummaries: [summary("new", "Stopping"), ...done], nextToken: "more" } };
    };
    const startedAt = new Date(1_777_885_950_000);
    assert.deepEqual(await services.running("acme-orders"), [
      { id: "new", status: "Stopping", startedAt, place: "waits for stage Production" },
      { id: "old", status: "InProgress", startedAt, place: "stage Production, action Approve" },
    ]);
    assert.deepEqual(
      asked.map(({ target, body }) => [target.split(".").at(-1), body["pipelineName"] ?? body["name"]]),
      [
        ["ListPipelineExecutions", "acme-orders"],
        ["ListPipelineExecutions", "acme-orders"],
        ["GetPipelineState", "acme-orders"],
      ],
    );
  });

  it("does not ask for the state of a pipeline that is idle", async () => {
    answer = () => ({ body: { pipelineExecutionSummaries: [summary("a", "Succeeded")] } });
    assert.deepEqual(await services.running("acme-orders"), []);
    assert.equal(asked.length, 1);
  });

  it("knows no executions of a pipeline that somebody deleted", async () => {
    answer = () => ({ status: 400, body: { __type: "PipelineNotFoundException", message: "not found" } });
    assert.deepEqual(await services.running("acme-orders"), []);
  });

  it("hands on that it may not look", async () => {
    answer = () => ({ status: 400, body: { __type: "AccessDeniedException", message: "is not authorized" } });
    await assert.rejects(services.running("acme-orders"), { name: "AccessDeniedException" });
  });

  it("asks CodeConnections, under its present name, for a connection", async () => {
    answer = () => ({ body: { Connection: { ConnectionName: "acme-github", ConnectionStatus: "PENDING" } } });
    assert.deepEqual(await services.connection(connectionArn), { name: "acme-github", status: "PENDING" });
    const [request] = asked;
    assert.equal(request?.target, "com.amazonaws.codeconnections.CodeConnections_20231201.GetConnection");
    assert.match(String(request?.headers.authorization), /\/eu-west-1\/codeconnections\/aws4_request/);
    assert.deepEqual(request?.body, { ConnectionArn: connectionArn });
  });

  for (const [region, host] of [
    ["us-east-1", "codeconnections.us-east-1.amazonaws.com"],
    ["us-gov-west-1", "codeconnections.us-gov-west-1.amazonaws.com"],
  ] as const) {
    it(`finds CodeConnections of ${region} where AWS has it`, async () => {
      const client = connectionsClient({ region, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
      const sent: unknown[] = [];
      client.middlewareStack.add(
        () => async (args) => {
          sent.push((args.request as { hostname: string }).hostname);
          throw new Error("caught before it is sent");
        },
        { step: "finalizeRequest", priority: "low" },
      );
      await assert.rejects(client.send(new GetConnectionCommand({ ConnectionArn: connectionArn })), /caught/);
      assert.deepEqual(sent, [host]);
    });
  }
});
