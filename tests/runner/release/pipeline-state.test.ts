import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pipelineStages } from "../../../runner/release/pipeline-state";

describe("the state of a pipeline", () => {
  it("is asked of CodePipeline by name, and comes stage by stage", async () => {
    const seen: unknown[] = [];
    const stageStates = [
      { stageName: "prod", actionStates: [{ actionName: "Release", latestExecution: { status: "InProgress" } }] },
    ];
    const server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      request.on("end", () => {
        seen.push(request.headers["x-amz-target"], JSON.parse(text));
        response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify({ stageStates }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const credentials = async () => ({ accessKeyId: "a", secretAccessKey: "s" });
      const found = await pipelineStages("acme-orders", { region: "us-east-1", endpoint, credentials });
      assert.deepEqual(found, stageStates);
      assert.deepEqual(seen, ["CodePipeline_20150709.GetPipelineState", { name: "acme-orders" }]);
    } finally {
      server.close();
    }
  });
});
