/** What a command shows of the guard: its options, and its outcome for machines. */
import assert from "node:assert/strict";
import { Command } from "commander";
import type { Catalog, StackPlan } from "../../../catalog/types";
import { applyStacks } from "../../../runner/apply";
import { addEngineCommands } from "../../../runner/commands/engine";
import { addPulumiCommand } from "../../../runner/commands/pulumi";
import { PipelinesRefusedError, runningExecution, unfinishedConnection } from "../../../runner/pipelines/findings";
import type { Session } from "../../../runner/session";
import { connectionArn, execution, scene } from "./scene";

describe("a command that changes pipelines", () => {
  const program = new Command().enablePositionalOptions();
  addEngineCommands(program);
  addPulumiCommand(program);
  const command = (name: string) => program.commands.find((one) => one.name() === name)!;

  for (const name of ["up", "destroy", "refresh", "pulumi"]) {
    it(`explains with ${name} --help what --wait waits for`, () => {
      const help = command(name).helpInformation().replace(/\s+/g, " ");
      assert.match(help, /--wait \[time\] .*lock and for executions .*30m, 2h/);
    });
  }

  it("does not wait unless asked, and an hour when no time is said", () => {
    const wait = (...args: string[]) => {
      const up = command("up");
      up.setOptionValue("wait", 0);
      up.parseOptions(args);
      return up.opts()["wait"];
    };
    assert.deepEqual(
      [wait(), wait("--wait"), wait("--wait", "90"), wait("--wait=2h")],
      [0, 3_600_000, 90_000, 7_200_000],
    );
  });

  it("hands executions and connections to machines, not only as text", async () => {
    const { stack } = scene().context;
    const running = runningExecution(
      stack,
      { pipeline: "acme-orders", region: "us-east-1", change: "update" },
      execution,
    );
    const pending = unfinishedConnection(connectionArn, { name: "acme-github", status: "PENDING" }, ["acme-orders"]);
    const plan = { name: stack.name, dependsOn: [] } as unknown as StackPlan;
    const refuse = async () => {
      throw new PipelinesRefusedError(stack.name, [running], [pending]);
    };
    const silent = { json: true, progress: () => {}, say: () => {}, result: () => {} };
    const catalog = { stacks: [plan] } as unknown as Catalog;
    const session: Session = { catalog, terminal: silent, cloud: refuse, pulumi: refuse };
    const options = { waitMs: 0, acceptState: false, verbose: false };
    const [outcome] = await applyStacks(session, "refresh", [stack.name], options);
    assert.equal(outcome?.status, "refused");
    const { executions, connections } = JSON.parse(JSON.stringify(outcome));
    assert.equal(executions[0].id, execution.id);
    assert.equal(executions[0].startedAt, "2026-05-04T09:12:30.000Z");
    assert.equal(connections[0].url, "https://console.aws.amazon.com/codesuite/settings/connections?region=us-east-1");
  });
});
