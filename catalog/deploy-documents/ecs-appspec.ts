/**
 * The appspec of an ECS deployment in CodeDeploy
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html).
 */
import { type EcsHookEvent, ecsHookEvents, type HookList, type Hooks, hookList, hookMap, hookProblems } from "./hooks";
import { type DocumentProblem, problem, refuse } from "./problem";
import { type TrafficChoice, trafficPort } from "./traffic";

export interface CapacityProviderItem {
  CapacityProvider: string;
  Weight?: number;
  Base?: number;
}

export interface EcsAppSpec {
  version: 0;
  Resources: [
    {
      TargetService: {
        Type: "AWS::ECS::Service";
        Properties: {
          TaskDefinition: string;
          LoadBalancerInfo: { ContainerName: string; ContainerPort: number };
          PlatformVersion?: string;
          CapacityProviderStrategy?: CapacityProviderItem[];
        };
      };
    },
  ];
  Hooks?: HookList;
}

export interface EcsAppSpecInput extends TrafficChoice {
  /** ARN with its revision. */
  taskDefinition: string;
  /** The task definition itself, which container and port are chosen from. */
  definition: Record<string, unknown>;
  hooks?: Hooks<EcsHookEvent>;
  /** Default: the service's. */
  platformVersion?: string;
  /** Default: the service's. */
  capacityProviders?: CapacityProviderItem[];
}

const taskDefinitionArn = /^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:task-definition\/[\w-]{1,255}:\d+$/;

/** Throws one `DocumentError` with every problem; of several containers or ports none is taken unasked. */
export function ecsAppSpec(input: EcsAppSpecInput): EcsAppSpec {
  const { found, problems } = trafficPort(input.definition, input);
  refuse("The appspec of an ECS deployment", [
    ...arnProblems(input.taskDefinition),
    ...problems,
    ...hookProblems(ecsHookEvents, input.hooks ?? {}),
    ...capacityProblems(input.capacityProviders),
  ]);
  const hooks = hookList(ecsHookEvents, input.hooks ?? {});
  return {
    version: 0,
    Resources: [
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            TaskDefinition: input.taskDefinition,
            LoadBalancerInfo: { ContainerName: found!.container, ContainerPort: found!.port },
            ...(input.platformVersion ? { PlatformVersion: input.platformVersion } : {}),
            ...(input.capacityProviders ? { CapacityProviderStrategy: input.capacityProviders } : {}),
          },
        },
      },
    ],
    ...(hooks.length > 0 ? { Hooks: hooks } : {}),
  };
}

/** Everything that is wrong with a document, as a file may hold it, beside the task definition that it deploys. */
export function lintEcsAppSpec(document: unknown, definition?: Record<string, unknown>): DocumentProblem[] {
  const { version, Resources, Hooks } = (document ?? {}) as Partial<Record<keyof EcsAppSpec, unknown>>;
  const resources = Array.isArray(Resources) ? (Resources as unknown[]) : [];
  const named = Object.values((resources[0] ?? {}) as Record<string, { Type?: unknown; Properties?: object }>);
  const { hooks, problems } = hookMap(Hooks);
  const common = [
    ...(version === 0 ? [] : [problem(["version"], version, "must be 0.0")]),
    ...problems,
    ...hookProblems(ecsHookEvents, hooks),
  ];
  if (resources.length !== 1 || named.length !== 1) {
    return [...common, problem(["Resources"], undefined, "must hold exactly one service")];
  }
  const { Type, Properties = {} } = named[0]!;
  const { TaskDefinition, LoadBalancerInfo, CapacityProviderStrategy } = Properties as Record<string, unknown>;
  const { ContainerName, ContainerPort } = (LoadBalancerInfo ?? {}) as {
    ContainerName?: string;
    ContainerPort?: number;
  };
  return [
    ...common,
    ...(Type === "AWS::ECS::Service" ? [] : [problem(["Resources", 0, "Type"], Type, "must be AWS::ECS::Service")]),
    ...arnProblems(TaskDefinition),
    ...(ContainerName ? [] : [problem(["LoadBalancerInfo", "ContainerName"], ContainerName, "is missing")]),
    ...(ContainerPort ? [] : [problem(["LoadBalancerInfo", "ContainerPort"], ContainerPort, "is missing")]),
    ...(definition ? trafficPort(definition, { container: ContainerName, port: ContainerPort }).problems : []),
    ...capacityProblems(CapacityProviderStrategy as CapacityProviderItem[] | undefined),
  ];
}

function arnProblems(value: unknown): DocumentProblem[] {
  if (typeof value === "string" && taskDefinitionArn.test(value)) return [];
  return [problem(["TaskDefinition"], value, "must be the ARN of a task definition with its revision")];
}

/** Base counts tasks of one provider only: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html */
function capacityProblems(items: CapacityProviderItem[] | undefined): DocumentProblem[] {
  if (!items || items.filter(({ Base = 0 }) => Base > 0).length <= 1) return [];
  return [problem(["CapacityProviderStrategy"], undefined, "gives a base to more than one provider; give it to one")];
}
