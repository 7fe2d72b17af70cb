/** Checks of a service's stages and waves: environments that exist, approvals, and what the mode allows. */
import type { Files } from "../files";
import { approvalsAudience } from "../naming";
import { isProduction } from "../production";
import { pathText, type Step } from "../schema/path";
import type { ServiceSettings } from "../schema/service";
import type { StageOrWave, StageSettings } from "../schema/stages";
import { didYouMean } from "../suggest";
import { approvalWaitInQueue, stagesIn } from "../tracks";
import type { Add } from "./add";

/** Every stage of a file, also those inside waves, with its path. */
export function placedStages({ stages }: Pick<ServiceSettings, "stages">): { stage: StageSettings; path: Step[] }[] {
  return stages.flatMap((entry, index) =>
    stagesIn(entry).map((stage, inside) => ({
      stage,
      path: "wave" in entry ? ["stages", index, "stages", inside] : ["stages", index],
    })),
  );
}

export function checkStages(files: Files, settings: ServiceSettings, add: Add): void {
  checkEnvironments(files, settings, add);
  settings.stages.forEach((entry, index) => {
    checkWaveName(settings.stages, entry, index, add);
    checkApproval(files, settings, entry, index, add);
    checkFlow(settings, entry, ["stages", index], add);
  });
  checkBranches(files, settings, add);
}

function checkEnvironments({ environments }: Files, settings: ServiceSettings, add: Add): void {
  const names = environments.map(({ name }) => name);
  const placed = placedStages(settings);
  placed.forEach(({ stage, path }, index) => {
    const { environment } = stage;
    if (!names.includes(environment)) {
      const remedy = names.length === 0 ? "" : ` Known: ${names.join(", ")}.`;
      const message = `is no environment: there is no Pulumi.${environment}.yaml.${didYouMean(environment, names)}${remedy}`;
      add([...path, "environment"], environment, message);
    }
    const first = placed.findIndex((each) => each.stage.environment === environment);
    if (first !== index) {
      const message = `is the environment of ${pathText(placed[first]!.path)} already; remove one of them`;
      add([...path, "environment"], environment, message);
    }
  });
}

/** Stages of the pipeline bear these names. */
function checkWaveName(entries: StageOrWave[], entry: StageOrWave, index: number, add: Add): void {
  const nameOf = (each: StageOrWave) => ("wave" in each ? each.wave : each.environment);
  if (!("wave" in entry)) return;
  const first = entries.findIndex((each) => nameOf(each) === entry.wave);
  if (first !== index) add(["stages", index, "wave"], entry.wave, `is the name of stages[${first}] already; rename it`);
}

function checkApproval(files: Files, settings: ServiceSettings, entry: StageOrWave, index: number, add: Add): void {
  const { approval } = entry;
  const path = ["stages", index, "approval"];
  const production = stagesIn(entry).find(({ environment }) => {
    const declared = files.environments.find(({ name }) => name === environment)?.settings;
    return declared && isProduction(environment, declared.production);
  });
  if (approval === false && production) {
    const message = `must be true, or be left out: ${production.environment} is production, and a person approves what goes there`;
    add(path, approval, message);
  }
  if (typeof approval !== "object") return;
  const audiences = [...new Set([approvalsAudience, ...Object.keys(files.toolchain?.notifications ?? {})])];
  if (approval.audience !== undefined && files.toolchain && !audiences.includes(approval.audience)) {
    const message = `is no audience of Pulumi.toolchain.yaml.${didYouMean(approval.audience, audiences)} Known: ${audiences.join(", ")}.`;
    add([...path, "audience"], approval.audience, message);
  }
  if (settings.execution === "QUEUED" && (approval.minutes ?? 0) > approvalWaitInQueue) {
    const message = `must be at most ${approvalWaitInQueue} with execution QUEUED: every later run waits behind it`;
    add([...path, "minutes"], approval.minutes, message);
  }
}

function checkFlow({ execution }: ServiceSettings, entry: StageOrWave, path: Step[], add: Add): void {
  const { skipUnchanged, window, variables, failure } = entry;
  if (skipUnchanged === true && (window || variables.length > 0)) {
    const message =
      "must be false with window or variables: a stage has one entry condition, and one that skips takes no other rules";
    add([...path, "skipUnchanged"], skipUnchanged, message);
  }
  if (execution === "PARALLEL" && failure === "rollback") {
    add([...path, "failure"], failure, "must be stop or retry with execution PARALLEL: CodePipeline rolls none back");
  }
}

/** In branch mode all stages of an account are of one branch, and a wave is in one account. */
function checkBranches({ environments }: Files, settings: ServiceSettings, add: Add): void {
  const accountOf = ({ environment }: StageSettings) =>
    environments.find(({ name }) => name === environment)?.settings?.account;
  const branchMode = settings.mode === "branch";
  const branches = new Map<string, string>();
  for (const { stage, path } of placedStages(settings)) {
    const { branch } = stage;
    const account = accountOf(stage);
    if (!branchMode && branch !== undefined) {
      add([...path, "branch"], branch, "must be left out in trunk mode: the source names the one branch");
    }
    if (!branchMode || account === undefined) continue;
    if (branch === undefined) {
      add(
        [...path, "branch"],
        undefined,
        "is missing: in branch mode each stage names the branch that is released to it",
      );
      continue;
    }
    const first = branches.get(account) ?? branch;
    branches.set(account, first);
    if (first !== branch) {
      const message = `must be ${first}, like the other stages in account ${account}: an account has one pipeline`;
      add([...path, "branch"], branch, message);
    }
  }
  if (!branchMode) return;
  settings.stages.forEach((entry, index) => {
    const accounts = new Set(stagesIn(entry).map(accountOf));
    if (accounts.size > 1) {
      add(["stages", index, "stages"], [...accounts], "must be in one account in branch mode; make a wave for each");
    }
  });
}
