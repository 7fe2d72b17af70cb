/** What a hook's function may do: report, and, of a function that is deployed, ask the version that is. */
import { type PolicyDocument, policy, type Statement } from "../../../catalog/iam/document";
import { each } from "../../../catalog/iam/each";
import { type FunctionNetwork, interfaceStatements, logStatement } from "../lambda/function-documents";

export interface HookRights {
  partition: string;
  accountId: string;
  region: string;
  logGroupName: string;
  /** Deployment group of CodeDeploy; ECS itself takes the function's answer. */
  reportTo?: { application: string; group: string };
  /** Function whose new version is asked. */
  invokes?: string;
  /** Network that they run in. */
  network?: FunctionNetwork;
}

export function hookPolicy(rights: HookRights): PolicyDocument {
  const { partition, accountId, region, reportTo, invokes, network } = rights;
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  return policy(
    logStatement(regional("logs", `log-group:${rights.logGroupName}:*`)),
    ...(reportTo
      ? [
          {
            // https://docs.aws.amazon.com/codedeploy/latest/userguide/tutorial-lambda-sam-template.html
            Sid: "Report",
            Effect: "Allow" as const,
            Action: "codedeploy:PutLifecycleEventHookExecutionStatus",
            Resource: regional("codedeploy", `deploymentgroup:${reportTo.application}/${reportTo.group}`),
          },
        ]
      : []),
    ...(invokes ? invocation(regional("lambda", `function:${invokes}`)) : []),
    ...(network ? interfaceStatements(rights, network) : []),
  );
}

function invocation(functionArn: string): Statement[] {
  return [
    {
      // Targets are no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodedeploy.html
      Sid: "FindVersion",
      Effect: "Allow",
      Action: each("codedeploy:", "BatchGetDeploymentTargets", "ListDeploymentTargets"),
      Resource: "*",
    },
    { Sid: "AskVersion", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: `${functionArn}:*` },
  ];
}
