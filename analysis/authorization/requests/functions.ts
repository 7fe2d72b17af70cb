/** What the functions of services ask for, those that rollouts run among them, and CodeDeploy for their sake. */
import type { Context } from "../../../catalog/iam";
import { arnAt, type Inventory, type Placed } from "../inventory";
import { at, listAt, textAt } from "../values";
import {
  type Asking,
  everywhereRequests,
  plainRequests,
  roleCaller,
  roleName,
  serviceAssumes,
  type WantedRequest,
} from "./request";
import { tagsOf } from "./tags";

/** Requests of a role in the account and region of a resource; `*` for actions that know none. */
export function asked(
  ask: Asking,
  place: Placed,
  what: string,
  roleArn: string,
  resource: string,
  actions: string[],
  context: Context = {},
): WantedRequest[] {
  const caller = roleCaller(ask, roleArn);
  return resource === "*"
    ? everywhereRequests(ask, what, caller, place, actions, context)
    : plainRequests(ask, what, caller, resource, actions, context);
}

export function functionRequests(inventory: Inventory, asking: (stack: string) => Asking): WantedRequest[] {
  const ofServices = (type: string) => inventory.all(type).filter(({ stack }) => stack.kind === "service");
  return [
    ...ofServices("aws:lambda/function:Function").flatMap((code) =>
      runRequests(inventory, asking(code.stack.name), code),
    ),
    ...ofServices("aws:lambda/alias:Alias").flatMap((alias) =>
      shiftRequests(inventory, asking(alias.stack.name), alias),
    ),
  ];
}

function runRequests(inventory: Inventory, ask: Asking, code: Placed): WantedRequest[] {
  const { inputs } = code.resource;
  const roleArn = arnAt(code, inventory.roles, "role");
  if (!roleArn) return [];
  const name = textAt(inputs, "name") ?? "unknown";
  const log = textAt(inputs, "loggingConfig", "logGroup") ?? "unknown";
  const does = (what: string, resource: string, ...actions: string[]) =>
    asked(ask, code, `${name} ${what}`, roleArn, resource, actions);
  return [
    serviceAssumes(ask, "lambda", roleArn, arnOf(code, "lambda", `function:${name}`)),
    ...does("writes its log", arnOf(code, "logs", `log-group:${log}:log-stream:new`), "logs:CreateLogStream"),
    ...does("writes its log", arnOf(code, "logs", `log-group:${log}:log-stream:new`), "logs:PutLogEvents"),
    ...(textAt(inputs, "tracingConfig", "mode") === "Active"
      ? does("is traced", "*", "xray:PutTelemetryRecords", "xray:PutTraceSegments")
      : []),
    ...networkRequests(inventory, ask, code, roleArn),
    ...hookRequests(inventory, ask, code, roleArn),
  ];
}

/** Lambda enters the network with the function's role: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
export function networkRequests(inventory: Inventory, ask: Asking, code: Placed, roleArn: string): WantedRequest[] {
  const network = at(code.resource.inputs, "vpcConfig");
  if (network === undefined) return [];
  const made = arnOf(code, "ec2", "network-interface/new");
  const enters = (resource: string, action: string, context: Context = {}) =>
    asked(ask, code, `${roleName(roleArn)} enters its network`, roleArn, resource, [`ec2:${action}`], context);
  const beside = (type: string) =>
    inventory.all(type).filter((each) => each.accountId === code.accountId && each.region === code.region);
  const subnet = beside("aws:ec2/subnet:Subnet").find(
    (each) => each.stack.kind === "environment" && tagsOf(each)["aws:ResourceTag/SubnetType"] === "Private",
  );
  const dependencies = code.resource.propertyDependencies["vpcConfig"] ?? [];
  const group = beside("aws:ec2/securityGroup:SecurityGroup").find(({ resource }) =>
    dependencies.includes(resource.urn),
  );
  return [
    ...enters("*", "DescribeNetworkInterfaces"),
    ...enters("*", "DescribeSubnets"),
    ...[
      "CreateNetworkInterface",
      "AssignPrivateIpAddresses",
      "UnassignPrivateIpAddresses",
      "DeleteNetworkInterface",
    ].flatMap((action) => enters(made, action)),
    ...enters(arnOf(code, "ec2", "subnet/used"), "CreateNetworkInterface", tagsOf(subnet)),
    ...enters(arnOf(code, "ec2", "security-group/used"), "CreateNetworkInterface", tagsOf(group)),
  ];
}

/** What a smoke test asks for: it reports to CodeDeploy, and asks the version that is deployed. */
function hookRequests(inventory: Inventory, ask: Asking, code: Placed, roleArn: string): WantedRequest[] {
  const settings = textAt(code.resource.inputs, "environment", "variables", "SMOKE_TEST");
  if (settings === undefined) return [];
  const what = `test ${textAt(code.resource.inputs, "name")}`;
  const tested = testedFunction(settings);
  return [
    ...groupsBeside(inventory, code).flatMap((group) =>
      asked(ask, code, `${what} reports`, roleArn, groupArn(group), [
        "codedeploy:PutLifecycleEventHookExecutionStatus",
      ]),
    ),
    ...(tested === undefined
      ? []
      : [
          ...asked(ask, code, `${what} finds the version`, roleArn, "*", [
            "codedeploy:BatchGetDeploymentTargets",
            "codedeploy:ListDeploymentTargets",
          ]),
          ...asked(ask, code, `${what} asks the version`, roleArn, arnOf(code, "lambda", `function:${tested}:2`), [
            "lambda:InvokeFunction",
          ]),
        ]),
  ];
}

/** CodeDeploy moves the alias, looks at the alarms, and runs the hooks. */
function shiftRequests(inventory: Inventory, ask: Asking, alias: Placed): WantedRequest[] {
  const name = textAt(alias.resource.inputs, "functionName") ?? "unknown";
  const functions = inventory
    .all("aws:lambda/function:Function")
    .filter((each) => each.stack === alias.stack)
    .filter(({ resource }) => textAt(resource.inputs, "environment", "variables", "SMOKE_TEST") !== undefined);
  return groupsBeside(inventory, alias).flatMap((group) => {
    const roleArn = textAt(group.resource.inputs, "serviceRoleArn");
    if (!roleArn) return [];
    const does = (what: string, resource: string, ...actions: string[]) =>
      asked(ask, alias, `${roleName(roleArn)} ${what}`, roleArn, resource, actions);
    const moved = arnOf(alias, "lambda", `function:${name}`);
    return [
      ...does(`moves the alias of ${name}`, moved, "lambda:GetAlias", "lambda:UpdateAlias"),
      ...(listAt(group.resource.inputs, "alarmConfiguration", "alarms").length > 0
        ? does("looks at alarms", "*", "cloudwatch:DescribeAlarms")
        : []),
      ...functions.flatMap(({ resource }) =>
        does(
          "runs a hook",
          arnOf(alias, "lambda", `function:${textAt(resource.inputs, "name")}`),
          "lambda:InvokeFunction",
        ),
      ),
    ];
  });
}

function groupsBeside(inventory: Inventory, { stack }: Placed): Placed[] {
  return inventory.all("aws:codedeploy/deploymentGroup:DeploymentGroup").filter((each) => each.stack === stack);
}

function groupArn(group: Placed): string {
  const { inputs } = group.resource;
  const name = `${textAt(inputs, "appName")}/${textAt(inputs, "deploymentGroupName")}`;
  return arnOf(group, "codedeploy", `deploymentgroup:${name}`);
}

export function arnOf({ partition, region, accountId }: Placed, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

function testedFunction(settings: string): string | undefined {
  try {
    const { place } = JSON.parse(settings) as { place?: { function?: string } };
    return place?.function;
  } catch {
    return undefined;
  }
}
