/** How far a session in a target account goes: to one service in one environment, of all that the release role may. */
import { naming } from "../../catalog/naming";
import type { ReleaseParameters } from "./request";

/**
 * Session policy for the release role. The session has what both the role and this allow
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html), so that resources are named here and actions
 * there; those that know no resources, or whose resources have ids, are named for themselves. At most 2,048 characters.
 */
export function sessionPolicy({
  role,
  service,
  environment,
}: Pick<ReleaseParameters, "role" | "service" | "environment">): string {
  const [, partition = "", , , accountId = ""] = role.split(":");
  const roleName = role.split("/").at(-1)!;
  const names = naming(roleName.slice(0, -"-release".length));
  // The role reaches no other account, and the environment's name is in all of these: short, since STS packs the text.
  const arn = (of: string, resource: string) => `arn:${partition}:${of}:*:*:${resource}`;
  const itself = names.ecsService(service, environment);
  const cluster = names.cluster(environment);
  const named = names.lambdaFunction(service, environment);
  const roleArn = (kind: "task" | "execution") =>
    names.serviceRoleArn(partition, accountId, service, environment, kind);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "*",
        Resource: [
          arn("ssm", `parameter${names.parameter(environment, service, "target")}`),
          arn("codedeploy", `application:${names.application(service)}`),
          arn(
            "codedeploy",
            `deploymentgroup:${names.application(service)}/${names.deploymentGroup(service, environment)}`,
          ),
          arn("codedeploy", "deploymentconfig:*"),
          arn("ecs", `service/${cluster}/${itself}`),
          // Its deployments and revisions.
          arn("ecs", `service-*/${cluster}/${itself}/*`),
          arn("ecs", `task-definition/${itself}:*`),
          // What runs before the first release, for a task that runs once.
          arn("ecs", `task-definition/${names.taskTemplate(service, environment)}:*`),
          arn("ecs", `task/${cluster}/*`),
          ...(["task", "execution"] as const).map(roleArn),
          arn("lambda", `function:${named}`),
          arn("lambda", `function:${named}:*`),
          // Images and zips lie in the toolchain's account; the store's name ends with account and region.
          arn("ecr", `repository/${names.imageRepository(service, "*")}`),
          `arn:${partition}:s3:::${names.artifactBucket(service, undefined, "*", "*")}/*`,
        ],
      },
      {
        Effect: "Allow",
        Action: [
          "codedeploy:BatchGetDeploymentTargets",
          "codedeploy:ListDeploymentTargets",
          "codedeploy:StopDeployment",
          "ecs:DescribeTaskDefinition",
          "ecs:ListTasks",
          "kms:Decrypt",
        ],
        Resource: "*",
      },
    ],
  });
}
