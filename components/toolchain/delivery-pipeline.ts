import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { pipelineUrl } from "../../catalog/console";
import type { ConfigurationValue, PipelineAction, PipelineModel } from "../../catalog/pipeline/model";
import { validatePipeline } from "../../catalog/pipeline/validate";
import { type Finding, refuse } from "../problems";
import { conditions, renderTrigger } from "./delivery-rendering";

/** The made store of one region. */
export interface PipelineStore {
  region: string;
  bucketName: pulumi.Input<string>;
  /** By ARN: another account cannot resolve an alias. */
  keyArn: pulumi.Input<string>;
}

export interface DeliveryPipelineArgs {
  model: PipelineModel;
  /** One for each store of the model; the pipeline is told of those in whose regions it acts. */
  stores: PipelineStore[];
}

/**
 * A pipeline model as a CodePipeline V2. The model is checked as a whole first.
 *
 * Errors: an `InputPropertiesError` with all problems of the model and of the stores.
 */
export class DeliveryPipeline extends pulumi.ComponentResource {
  readonly pipelineName: pulumi.Output<string>;
  readonly pipelineArn: pulumi.Output<string>;
  readonly consoleUrl: pulumi.Output<string>;

  constructor(name: string, args: DeliveryPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:DeliveryPipeline", name, {}, opts);
    refuse("DeliveryPipeline", name, findings(args));
    const { model } = args;
    const regions = new Set(model.stages.flatMap(({ actions }) => actions.map(({ region }) => region)));
    const stores = args.stores.filter(({ region }) => region === model.region || regions.has(region));
    const parameters = new Map<string, pulumi.Output<string>>();
    const resolve = (value: ConfigurationValue): pulumi.Input<string> => {
      if (typeof value === "string") return value;
      const known = parameters.get(value.parameter);
      if (known) return known;
      const read = aws.ssm.getParameterOutput({ name: value.parameter, region: model.region }, { parent: this });
      parameters.set(value.parameter, read.insecureValue);
      return read.insecureValue;
    };
    // Published before the pipeline changes: until both agree, a run stops at its first action.
    const definition = new aws.ssm.Parameter(
      `${name}-definition`,
      {
        name: model.definition.parameter,
        description: `Digest of the definition of ${model.name}; its runs compare it with their own`,
        type: "String",
        insecureValue: model.definition.digest,
        region: model.region,
      },
      { parent: this, dependsOn: opts?.dependsOn },
    );
    const pipeline = new aws.codepipeline.Pipeline(
      `${name}-pipeline`,
      {
        name: model.name,
        pipelineType: model.type,
        executionMode: model.executionMode,
        roleArn: model.roleArn,
        artifactStores: stores.map((store) => ({
          type: "S3",
          location: store.bucketName,
          encryptionKey: { type: "KMS", id: store.keyArn },
          // CodePipeline wants a region here exactly when there are several stores.
          ...(stores.length > 1 ? { region: store.region } : {}),
        })),
        stages: model.stages.map((stage) => ({
          name: stage.name,
          actions: stage.actions.map((action) => renderAction(action, resolve)),
          ...conditions(stage),
        })),
        ...(model.triggers.length > 0 ? { triggers: model.triggers.map(renderTrigger) } : {}),
        tags: model.tags,
        region: model.region,
      },
      // Children do not inherit what a component waits for, and a pipeline runs as soon as it exists.
      {
        parent: this,
        dependsOn: pulumi
          .all([pulumi.output(opts?.dependsOn ?? []), definition])
          .apply(([given, own]) => [given, own].flat()),
      },
    );
    this.pipelineName = pipeline.name;
    this.pipelineArn = pipeline.arn;
    this.consoleUrl = pipeline.name.apply((pipelineName) => pipelineUrl(model, pipelineName));
    this.registerOutputs({ pipelineName: pipeline.name, pipelineArn: pipeline.arn, consoleUrl: this.consoleUrl });
  }
}

function renderAction(
  action: PipelineAction,
  resolve: (value: ConfigurationValue) => pulumi.Input<string>,
): aws.types.input.codepipeline.PipelineStageAction {
  const configuration = Object.entries(action.configuration).map(([key, value]) => [key, resolve(value)] as const);
  return {
    name: action.name,
    category: action.category,
    owner: action.owner,
    provider: action.provider,
    version: action.version,
    runOrder: action.runOrder,
    configuration: Object.fromEntries(configuration),
    ...(action.inputs.length > 0 ? { inputArtifacts: action.inputs } : {}),
    ...(action.outputs.length > 0 ? { outputArtifacts: action.outputs } : {}),
    ...(action.roleArn ? { roleArn: action.roleArn } : {}),
    ...(action.namespace ? { namespace: action.namespace } : {}),
    // An approval happens in no region of its own.
    ...(action.category === "Approval" ? {} : { region: action.region }),
    ...(action.timeoutMinutes ? { timeoutInMinutes: action.timeoutMinutes } : {}),
  };
}

function findings({ model, stores }: DeliveryPipelineArgs): Finding[] {
  const found: Finding[] = validatePipeline(model).map(({ path, value, message }) => ({
    property: `model.${path}`,
    value,
    reason: message,
  }));
  const wanted = model.stores.map((store) => store.region).sort();
  const given = stores.map((store) => store.region).sort();
  if (wanted.join() !== given.join()) {
    found.push({ property: "stores", value: given, reason: `must be one store for each of ${wanted.join(", ")}` });
  }
  return found;
}
