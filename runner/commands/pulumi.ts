/** `slipway pulumi -- <args>`: any Pulumi command, guarded. */
import type { Command } from "commander";
import { stackNamed } from "../../catalog/stacks";
import { isStored } from "../../catalog/stored";
import type { StackPlan } from "../../catalog/types";
import { bootstrapState } from "../bootstrap";
import type { EngineStep } from "../engine/events";
import { type Guarded, guarded } from "../engine/guarded";
import { deploymentOf } from "../engine/inspect";
import type { PulumiRun } from "../engine/pulumi";
import { onPulumiCloud, stackReference } from "../engine/pulumi-cloud";
import { listStacks } from "../engine/stack-list";
import { checkSteps } from "../engine/verb";
import { afterCommand, needsStack, type PulumiWords, previewArgs, readWords, withStack } from "../engine/words";
import { exitCodes, RefusedError, UsageError } from "../exit";
import { guardingPipelines, pipelineType } from "../pipelines";
import { checkBefore, pinnedPack } from "../policies";
import { refuseRemovals } from "../removal";
import { openSession, type Session } from "../session";
import { globals } from "./globals";
import { waitOption } from "./wait";

export function addPulumiCommand(program: Command): void {
  program
    .command("pulumi")
    .description("run any Pulumi command under lock, secrets key, policies and checks: slipway pulumi -- up -s dev")
    .addOption(waitOption())
    .option("--accept-state", "go on although the state was written around the lock")
    .argument("[args...]", "arguments of pulumi, after --")
    .passThroughOptions()
    .action(async (args: string[], options: { wait: number; acceptState?: boolean }, command: Command) => {
      const words = readWords(args);
      if (words.refusal) throw new RefusedError(`pulumi ${words.command}: not run, because ${words.refusal}.`);
      const session = openSession(globals(command));
      process.exitCode = await run(session, args, words, options);
    });
}

async function run(
  session: Session,
  args: string[],
  words: PulumiWords,
  options: { wait: number; acceptState?: boolean },
): Promise<number> {
  if (words.command === "stack ls") return listStacks(session, args);
  if (!words.stack && needsStack(words) && !args.some((arg) => arg === "--help" || arg === "-h")) {
    throw new UsageError(
      `pulumi ${words.command}: name the stack with -s (see \`slipway catalog show\`); none is kept selected.`,
    );
  }
  const plan = stackNamed(session.catalog, words.stack ?? session.catalog.stacks[0]!.name);
  const deploys = words.command === "up" || words.command === "preview";
  // Pulumi Cloud guards its stacks itself, so the command is passed on as it is, with the pack.
  if (!isStored(plan)) {
    if (deploys) await checkBefore(session, [plan]);
    const pack = deploys ? { pack: pinnedPack(session.catalog) } : {};
    const line: PulumiRun = {
      args: withStack(args, stackReference(session.catalog, plan)),
      output: "inherit",
      ...pack,
    };
    const access = words.writes ? "update" : "preview";
    return (await onPulumiCloud(session, plan, access, (run) => run.pulumi(line))).code;
  }
  const removes = words.command === "destroy" || words.command === "stack rm";
  if (words.writes && (removes || words.command === "up")) {
    await refuseRemovals(session, removes ? "destroy" : "up", [plan]);
  }
  if (deploys) await checkBefore(session, [plan]);
  if (words.command === "up" && plan.name === "state") await bootstrapState(session, plan);
  const guard = {
    operation: `pulumi ${words.command}`,
    access: words.writes ? ("update" as const) : ("preview" as const),
    writes: words.writes,
    waitMs: options.wait,
    acceptState: options.acceptState ?? false,
    // These are the commands that repair an interrupted run.
    allowPending: !deploys,
  };
  const code = await guardingPipelines(session, plan, options.wait, (pipelines) =>
    guarded(session, plan, guard, async (run) => {
      if (words.command === "up") await run.create();
      else if (needsStack(words) && !run.checkpoint)
        throw new RefusedError(`Stack ${plan.name} does not exist yet; \`slipway up ${plan.name}\` makes it.`);
      const refreshes = ["refresh", "destroy"].includes(words.command) && !args.includes("--run-program");
      const extra = refreshes ? ["--run-program"] : [];
      const judges = deploys || (words.command === "policy analyze" && !words.ownPacks);
      const judged = judges ? { pack: pinnedPack(session.catalog) } : {};
      const line = (words: string[]) => ({ args: afterCommand(words, extra), ...judged });
      if (words.writes && changesPipelines(words, plan, run)) {
        await checkSteps(run, plan, pipelines, await planned(run, plan, line(previewArgs(args))));
      }
      const { code } = await run.pulumi({ ...line(args), output: "inherit" });
      return code;
    }),
  );
  if (code === 0) return exitCodes.done;
  return words.writes ? exitCodes.failed : code;
}

/** Whether a pipeline can be among what the command changes: only then is a preview of our own worth its seconds. */
function changesPipelines({ command }: PulumiWords, plan: StackPlan, { checkpoint }: Guarded): boolean {
  if (command !== "up" && command !== "destroy") return false;
  const { resources = [] } = deploymentOf(checkpoint);
  return plan.kind === "pipeline" || resources.some(({ type }) => type === pipelineType);
}

async function planned(run: Guarded, plan: StackPlan, line: PulumiRun): Promise<EngineStep[]> {
  const steps: EngineStep[] = [];
  const { code, stdout, stderr } = await run.pulumi({
    ...line,
    onEvent: ({ resOutputsEvent }) => {
      if (resOutputsEvent) steps.push(resOutputsEvent.metadata);
    },
  });
  if (code === 0) return steps;
  throw new RefusedError(
    `Stack ${plan.name}: whether a pipeline would be changed could not be found out, because the preview failed. Nothing was changed.\n${stdout}\n${stderr}`,
  );
}
