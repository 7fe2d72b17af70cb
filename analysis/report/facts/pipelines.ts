/** The pipelines of a graph as they are declared: any number of stages, actions, conditions and triggers. */
import type { Inventory, Placed } from "../../authorization/inventory";
import { listAt, textAt } from "../../authorization/values";
import type { GraphValue } from "../../graph/types";
import { type Condition, conditionsOf } from "./conditions";
import { shownEntries } from "./shown";
import { type Trigger, triggersOf } from "./triggers";

export interface PipelineFacts {
  /** Anchor in the page. */
  id: string;
  stack: string;
  name: string;
  accountId: string;
  region: string;
  executionMode: string;
  roleArn: string;
  triggers: Trigger[];
  stages: StageFacts[];
  artifacts: ArtifactFacts[];
}

export interface StageFacts {
  name: string;
  conditions: Condition[];
  actions: ActionFacts[];
}

export interface ActionFacts {
  stage: string;
  name: string;
  category: string;
  provider: string;
  runOrder: number;
  /** Account of the role that acts. */
  accountId: string;
  /** Absent for an approval, which happens in no region. */
  region?: string;
  /** Role that acts: its own, or the pipeline's. */
  roleArn: string;
  /** Whether the pipeline's role enters another one for it. */
  entered: boolean;
  inputs: string[];
  outputs: string[];
  namespace?: string;
  timeoutMinutes?: string;
  configuration: [name: string, text: string][];
}

export interface ArtifactFacts {
  name: string;
  /** Numbers of stages, from 0. Absent: no action makes it. */
  producer?: number;
  consumers: number[];
}

export function pipelinesOf(inventory: Inventory): PipelineFacts[] {
  return inventory.all("aws:codepipeline/pipeline:Pipeline").map((placed, index) => {
    const { inputs } = placed.resource;
    const name = textAt(inputs, "name") ?? placed.resource.name;
    const roleArn = textAt(inputs, "roleArn") ?? "";
    const stages = listAt(inputs, "stages").map((stage) => stageOf(stage, placed, roleArn));
    return {
      id: `pipeline-${index + 1}`,
      stack: placed.stack.name,
      name,
      accountId: placed.accountId,
      region: placed.region,
      executionMode: textAt(inputs, "executionMode") ?? "SUPERSEDED",
      roleArn,
      triggers: triggersOf(inventory, placed, name),
      stages,
      artifacts: artifactsOf(stages),
    };
  });
}

function stageOf(stage: GraphValue, placed: Placed, pipelineRole: string): StageFacts {
  const name = textAt(stage, "name") ?? "";
  return {
    name,
    conditions: conditionsOf(stage),
    actions: listAt(stage, "actions").map((action) => actionOf(action, name, placed, pipelineRole)),
  };
}

function actionOf(action: GraphValue, stage: string, placed: Placed, pipelineRole: string): ActionFacts {
  const own = textAt(action, "roleArn");
  const roleArn = own ?? pipelineRole;
  const category = textAt(action, "category") ?? "";
  const field = (name: string) => numberText(action, name);
  const region = textAt(action, "region") ?? placed.region;
  const namespace = textAt(action, "namespace");
  const timeoutMinutes = field("timeoutInMinutes");
  const texts = (name: string) => listAt(action, name).flatMap((each) => textAt(each) ?? []);
  const computed = listAt(action, "outputArtifactsForComputeActions").flatMap((each) => textAt(each, "name") ?? []);
  return {
    stage,
    name: textAt(action, "name") ?? "",
    category,
    provider: textAt(action, "provider") ?? "",
    runOrder: Number(field("runOrder") ?? 1),
    accountId: roleArn.split(":")[4] || placed.accountId,
    ...(category === "Approval" ? {} : { region }),
    roleArn,
    entered: own !== undefined && own !== pipelineRole,
    inputs: texts("inputArtifacts"),
    outputs: [...texts("outputArtifacts"), ...computed],
    ...(namespace ? { namespace } : {}),
    ...(timeoutMinutes ? { timeoutMinutes } : {}),
    configuration: shownEntries((action as Record<string, GraphValue>)["configuration"]),
  };
}

function numberText(value: GraphValue, name: string): string | undefined {
  const found = (value as Record<string, GraphValue>)[name];
  return typeof found === "number" || typeof found === "string" ? String(found) : undefined;
}

function artifactsOf(stages: StageFacts[]): ArtifactFacts[] {
  const names = stages.flatMap(({ actions }) => actions.flatMap(({ inputs, outputs }) => [...outputs, ...inputs]));
  return [...new Set(names)].map((name) => {
    const producer = stages.findIndex(({ actions }) => actions.some(({ outputs }) => outputs.includes(name)));
    const consumers = stages.flatMap(({ actions }, index) =>
      actions.some(({ inputs }) => inputs.includes(name)) ? [index] : [],
    );
    return { name, ...(producer >= 0 ? { producer } : {}), consumers };
  });
}
