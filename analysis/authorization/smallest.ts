/** The smallest statement that would allow a request on one side. */
import { exactRoles, type Request, type Side, type Statement } from "../../catalog/iam";

/** Facts without which a grant would be wider than the request: who a role is handed to, and what a new role is bounded by. */
const bound = ["iam:PassedToService", "iam:PermissionsBoundary", "iam:AWSServiceName"];

/** One action on one resource; a resource's own policy names the caller as exactly as it can be named. */
export function smallestStatement(request: Request, side: Side): Statement {
  const { action, resource } = request;
  const grant = { Effect: "Allow" as const, Action: action };
  if (side === "identity policy" || side === "boundary" || side === "scp") {
    return { ...grant, Resource: resource, ...condition(equal(request, bound)) };
  }
  const where = side === "trust policy" ? {} : { Resource: side === "key policy" ? "*" : resource };
  return { ...principalOf(request), ...grant, ...where };
}

function principalOf(request: Request): Pick<Statement, "Principal" | "Condition"> {
  const { caller, context = {} } = request;
  switch (caller.kind) {
    case "principal": {
      const { arn, accountId, organizationId } = caller;
      const partition = arn.split(":")[1]!;
      return exactRoles({ partition, accountId, roleArns: [arn], ...(organizationId ? { organizationId } : {}) });
    }
    case "service": {
      const source = equal(request, ["aws:SourceAccount", "aws:SourceArn"]);
      return { Principal: { Service: caller.service }, ...condition(source) };
    }
    case "federated":
      return { Principal: { Federated: caller.provider }, ...condition(equal(request, Object.keys(context))) };
  }
}

/** Those of the request's facts that have one value. */
function equal({ context = {} }: Request, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap((key): [string, string][] => {
      const value = context[key];
      return typeof value === "string" ? [[key, value]] : [];
    }),
  );
}

function condition(values: Record<string, string>): Pick<Statement, "Condition"> {
  return Object.keys(values).length === 0 ? {} : { Condition: { StringEquals: values } };
}
