/** Kind `pipeline`: a service's artifact stores, its build, and its delivery pipeline. */
import { deliveryPipeline } from "../catalog/pipeline/delivery";
import { ArtifactStore } from "../components/toolchain/artifact-store";
import { BuildProject } from "../components/toolchain/build-project";
import { DeliveryPipeline } from "../components/toolchain/delivery-pipeline";
import { serviceOf } from "./declared";
import { type StackContext, targetProvider } from "./provider";

export async function pipelineStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const { names, organization } = catalog;
  const { accountId, region, partition } = stack;
  const service = serviceOf(catalog, stack);
  const provider = targetProvider(context);
  const model = deliveryPipeline(catalog, service);

  const stores = model.stores.map(
    (store) =>
      new ArtifactStore(
        store.region === region ? "artifacts" : `artifacts-${store.region}`,
        {
          store,
          accountId,
          partition,
          organizationId: organization.id,
          owner: names.platformRoleArn(partition, accountId, "update"),
          production: model.stages.some((stage) => stage.production),
        },
        { provider },
      ),
  );
  const home = stores.find((store) => store.region === region)!;
  const build = new BuildProject(
    "build",
    {
      projectName: names.buildProject(service.name),
      logGroupName: names.buildLogGroup(service.name),
      roleArn: names.platformRoleArn(partition, accountId, "build"),
      build: service.build,
      encryptionKeyArn: home.keyArn,
      region,
    },
    { provider },
  );
  const delivery = new DeliveryPipeline("delivery", { model, stores }, { provider, dependsOn: [build, ...stores] });
  return {
    pipeline: delivery.pipelineName,
    consoleUrl: delivery.consoleUrl,
    artifactBucket: home.bucketName,
  };
}
