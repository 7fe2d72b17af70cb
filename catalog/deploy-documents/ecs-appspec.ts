/**
 * The appspec of an ECS deployment in CodeDeploy
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html).
 */
import { readAppSpec } from "./appspec";
import { type EcsHookEvent, ecsHookEvents, type HookList, type Hooks, hookList, hookProblems } from "./hooks";
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

/**
 * Everything that is wrong with a document, as a file may hold it, beside the task definition that it deploys.
 * `placeholder`: what must stand for the revision. Default: it is an ARN.
 */
export function lintEcsAppSpec(
  document: unknown,
  definition?: Record<string, unknown>,
  placeholder?: string,
): DocumentProblem[] {
  const { problems, properties } = readAppSpec(document, {
    type: "AWS::ECS::Service",
    what: "service",
    events: ecsHookEvents,
  });
  if (!properties) return problems;
  const { TaskDefinition, LoadBalancerInfo, CapacityProviderStrategy } = properties;
  const { ContainerName, ContainerPort } = (LoadBalancerInfo ?? {}) as {
    ContainerName?: string;
    ContainerPort?: number;
  };
  return [
    ...problems,
    ...(placeholder === undefined ? arnProblems(TaskDefinition) : wordProblems(TaskDefinition, placeholder)),
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

function wordProblems(value: unknown, word: string): DocumentProblem[] {
  return value === word ? [] : [problem(["TaskDefinition"], value, `must be ${word}`)];
}

/** Base counts tasks of one provider only: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html */
function capacityProblems(items: CapacityProviderItem[] | undefined): DocumentProblem[] {
  if (!items || items.filter(({ Base = 0 }) => Base > 0).length <= 1) return [];
  return [problem(["CapacityProviderStrategy"], undefined, "gives a base to more than one provider; give it to one")];
}
