/** Lambda: the function of the gates. */
import { each, on, pass, provider, type Row, regional } from "./row";

const gates = regional("lambda", "function:{name}", { name: ({ names }) => names.gates });
const itsFunction = regional("lambda", "function:{functionName}", { functionName: ({ names }) => names.gates });
const handedOn = pass("lambda", "role", ({ names, partition, accountId }) =>
  names.platformRoleArn(partition, accountId, "gates"),
);

export const lambdaRows: Row[] = [
  {
    type: "aws:lambda/function:Function",
    source: provider("lambda/function.go"),
    parts: { toolchain: "gates" },
    create: [on(gates, "lambda:CreateFunction", "lambda:TagResource"), handedOn],
    read: [
      on(
        gates,
        ...each("lambda:GetFunction", "", "CodeSigningConfig", "Configuration"),
        ...each("lambda:", "GetRuntimeManagementConfig", "ListTags", "ListVersionsByFunction"),
      ),
    ],
    update: [
      on(
        gates,
        ...each("lambda:UpdateFunction", "Code", "Configuration"),
        ...each("lambda:", "TagResource", "UntagResource"),
      ),
      handedOn,
    ],
    delete: [on(gates, "lambda:DeleteFunction")],
  },
  {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    source: provider("lambda/function_event_invoke_config.go"),
    parts: { toolchain: "gates" },
    create: [on(itsFunction, "lambda:PutFunctionEventInvokeConfig")],
    read: [on(itsFunction, "lambda:GetFunctionEventInvokeConfig")],
    update: [on(itsFunction, ...each("lambda:", "PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"))],
    delete: [on(itsFunction, "lambda:DeleteFunctionEventInvokeConfig")],
  },
];
