/**
 * A rollout by CodeDeploy, of an ECS service or of a function's alias: CreateDeployment with an appspec, then what the
 * deployment group says of traffic, hooks, alarms, waiting and rollback
 * (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html).
 */
import { ecsAppSpec } from "../../catalog/deploy-documents/ecs-appspec";
import { lambdaAppSpec } from "../../catalog/deploy-documents/lambda-appspec";
import { renderJson } from "../../catalog/deploy-documents/render";
import { errorName } from "../gates/refusal";
import { groupFailure, groupText } from "./codedeploy-failure";
import { rollingBack, stoppedBecause, underWay } from "./overdue";
import { revisionName } from "./record";
import { failed, lookSeconds, type StepResult, waiting } from "./result";
import type { State } from "./state";
import type { EcsTarget, Group, LambdaTarget } from "./target";
import type { Deployment, World } from "./world";

const ended = ["Succeeded", "Failed", "Stopped"];
export const goesOn = ({ status }: Deployment) => !ended.includes(status);

export function startEcsGroup(
  state: State,
  world: World,
  target: EcsTarget,
  { hooks, container, port, ...group }: NonNullable<EcsTarget["codedeploy"]>,
): Promise<StepResult> {
  const { ecs } = world;
  return start(state, world, group, {
    async current() {
      const service = await ecs.service(target.cluster, target.service);
      return service?.taskSets.find(({ status }) => status === "PRIMARY")?.taskDefinition === state.revision;
    },
    async appSpec() {
      const { described = {} } = (await ecs.taskDefinition(state.revision!)) ?? {};
      return ecsAppSpec({ taskDefinition: state.revision!, definition: described, container, port, hooks });
    },
  });
}

export function startLambda(state: State, world: World, target: LambdaTarget): Promise<StepResult> {
  const { hooks, ...group } = target.codedeploy;
  const alias = () => world.lambda.alias(target.function, target.alias);
  return start(state, world, group, {
    async current() {
      const { version, weights } = await alias();
      return version === state.revision && Object.keys(weights).length === 0;
    },
    async appSpec() {
      const { version } = await alias();
      const versions = { currentVersion: version, targetVersion: state.revision! };
      return lambdaAppSpec({ functionName: target.function, alias: target.alias, ...versions, hooks });
    },
  });
}

interface Platform {
  /** Whether the revision takes all traffic already. */
  current(): Promise<boolean>;
  appSpec(): Promise<object>;
}

async function start(state: State, world: World, group: Group, platform: Platform): Promise<StepResult> {
  const { codedeploy } = world;
  const deployments = await codedeploy.deployments(group, state.after!);
  // A group's deployments are told apart by it: CodeDeploy has no token that would make a second request the first.
  const description = `Slipway release of ${revisionName(state, world)}`;
  const own = deployments.find(
    (each) => each.description === description && (each.created > state.after! || goesOn(each)),
  );
  if (own) return { state: { ...state, phase: "watch", deployment: own.id }, wait: 0 };
  const other = deployments.find(goesOn);
  if (other) return waiting(state, `the deployment ${other.id} of another release to end`, lookSeconds);
  if (await platform.current()) return { state: { ...state, phase: "record" }, wait: 0 };
  const appSpec = renderJson(await platform.appSpec());
  try {
    const deployment = await codedeploy.create({ ...group, appSpec, description });
    return { state: { ...state, phase: "watch", deployment }, wait: 0 };
  } catch (error) {
    // Another run was faster; the next look tells whether it is this release.
    if (errorName(error) !== "DeploymentLimitExceededException") throw error;
    return waiting(state, "the deployment group to be free", lookSeconds);
  }
}

export async function watchGroup(state: State, world: World, group: Group): Promise<StepResult> {
  const { codedeploy } = world;
  const deployment = await codedeploy.deployment(state.deployment!);
  if (deployment.status === "Succeeded") return { state: { ...state, phase: "record" }, wait: 0 };
  if (goesOn(deployment)) {
    return underWay(state, world, groupText(deployment, world.request), () => codedeploy.stop(deployment.id));
  }
  const back = deployment.rollback?.id ? await codedeploy.deployment(deployment.rollback.id) : undefined;
  if (back && goesOn(back)) return rollingBack(state, back.id);
  const events = await codedeploy.events(deployment.id);
  const reason = groupFailure({ deployment, events, back, group, alarms: world.target.alarms });
  return failed(state, stoppedBecause(state, world) + reason);
}
