/** Kind `service`: the target of one service in one environment. */
import { artifactSource } from "../catalog/pipeline/stores";
import { Ec2InPlace } from "../components/targets/ec2-in-place";
import { environmentOf, serviceOf, stageOf } from "./declared";
import { type StackContext, targetProvider } from "./provider";

export async function serviceStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const service = serviceOf(catalog, stack);
  const environment = environmentOf(catalog, stack);
  const target = new Ec2InPlace(
    "target",
    {
      names: catalog.names,
      service: service.name,
      environment,
      target: service.target,
      rollout: stageOf(catalog, stack).rollout,
      artifacts: artifactSource(catalog, service, environment),
    },
    { provider: targetProvider(context) },
  );
  return {
    application: target.applicationName,
    deploymentGroup: target.deploymentGroupName,
    instances: target.instanceIds,
    alarms: target.alarmNames,
    healthUrl: target.healthUrl,
  };
}
