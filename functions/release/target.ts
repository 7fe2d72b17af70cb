/**
 * What a release has to know of its target: one JSON document in Parameter Store, published by the stack that owns
 * the template, so that pipeline and command read the same.
 */

import type { LambdaHookEvent } from "../../catalog/deploy-documents/hooks";
import {
  type EcsHookEvent,
  ecsHookEvents,
  type Hooks,
  hookProblems,
  lambdaHookEvents,
} from "../../catalog/deploy-documents/hooks";
import { Refusal } from "../gates/refusal";

/** Application and deployment group in CodeDeploy. */
export interface Group {
  application: string;
  group: string;
}

export interface EcsTarget {
  kind: "ecs";
  cluster: string;
  service: string;
  /** ARN of the template, with its revision. */
  template: string;
  /** Family that releases register in. */
  family: string;
  /** Container to the name of the image that the build makes for it. */
  containers: Record<string, string>;
  /** Where each of these images lies: registry and repository. Images of no other are released. */
  repositories: Record<string, string>;
  /** The image of the template's containers that releases fill. */
  placeholder?: string;
  /** Alarms that roll back, to be named when one does. */
  alarms: string[];
  /** Set in CodeDeploy mode; otherwise ECS itself shifts the traffic. */
  codedeploy?: Group & { container?: string; port?: number; hooks?: Hooks<EcsHookEvent> };
}

export interface LambdaTarget {
  kind: "lambda";
  function: string;
  alias: string;
  /** Name of the image that the build makes for it; a zip otherwise. */
  image?: string;
  /** Where it lies: registry and repository, by its name. Images of no other are released. */
  repositories?: Record<string, string>;
  alarms: string[];
  codedeploy: Group & { hooks?: Hooks<LambdaHookEvent> };
}

export type Target = EcsTarget | LambdaTarget;

/** Names of the images that a release brings, each once. */
export function targetImages(target: Target): string[] {
  if (target.kind === "lambda") return target.image === undefined ? [] : [target.image];
  return [...new Set(Object.values(target.containers))];
}

/** Reads the document. Throws one `Refusal` with everything that is wrong. */
export function targetOf(parameter: string, value: string | undefined): Target {
  if (value === undefined) {
    throw new Refusal(
      `The parameter ${parameter} does not exist. Apply the service's stack first.`,
      "ConfigurationError",
    );
  }
  const document = parse(value);
  const problems = document ? problemsOf(document) : ["is no JSON object"];
  if (problems.length > 0) {
    throw new Refusal(
      `The parameter ${parameter} is no release target: ${problems.join("; ")}. Apply the service's stack.`,
      "ConfigurationError",
    );
  }
  return document as unknown as Target;
}

function parse(value: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function problemsOf(document: Record<string, unknown>): string[] {
  const { kind, alarms, codedeploy, containers, image, repositories } = document;
  const texts = (of: Record<string, unknown>, ...names: string[]) =>
    names.filter((name) => !isText(of[name])).map((name) => `${name} must be text`);
  if (kind !== "ecs" && kind !== "lambda") return [`kind must be ecs or lambda (found ${JSON.stringify(kind)})`];
  const grouped = isObject(codedeploy) ? codedeploy : {};
  const events: readonly string[] = kind === "ecs" ? ecsHookEvents : lambdaHookEvents;
  const hooks = isObject(grouped["hooks"]) ? grouped["hooks"] : {};
  return [
    ...(Array.isArray(alarms) && alarms.every(isText) ? [] : ["alarms must be a list of names"]),
    ...(codedeploy === undefined && kind === "ecs" ? [] : texts(grouped, "application", "group")),
    ...hookProblems(events, hooks).map(({ path, message }) => `${path} ${message}`),
    ...(kind === "lambda"
      ? [
          ...texts(document, "function", "alias"),
          ...(image === undefined || isText(image) ? [] : ["image must be text"]),
        ]
      : texts(document, "cluster", "service", "template", "family")),
    ...(kind === "lambda" || (isObject(containers) && Object.values(containers).every(isText))
      ? []
      : ["containers must map container to image"]),
    ...imagesOf(document)
      .filter((name) => !isObject(repositories) || !isText(repositories[name]))
      .map((name) => `repositories.${name} must be text`),
  ];
}

/** Names of images, of a document that may be wrong. */
function imagesOf({ image, containers }: Record<string, unknown>): string[] {
  const named = [image, ...(isObject(containers) ? Object.values(containers) : [])];
  return [...new Set(named.filter(isText))];
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
