/** Every statement of every policy document, weakened in every way that a statement can be. */
import type { GraphResource, GraphStack } from "../../../analysis/graph/types";
import { isEveryOfType } from "../../../policies/actions";
import { shortType, type Weakened, withInputs } from "./weakened";

interface Statement {
  Sid?: string;
  Effect: string;
  Principal?: "*" | Record<string, string | string[]>;
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** Weak forms of one statement by the name of the control; undefined leaves the statement out. */
function* weakForms(statement: Statement, account: string): Generator<[string, Statement | undefined]> {
  const { Effect, Principal, Action, Resource, Condition = {} } = statement;
  if (Effect === "Deny") {
    yield ["denial", undefined];
    for (const [operator, keys] of Object.entries(Condition)) {
      for (const [key, values] of Object.entries(keys).filter(([name]) => name === "aws:PrincipalArn")) {
        const everyRole = [values, `arn:aws:iam::${account}:role/*`].flat();
        yield [
          "callers that a denial leaves out",
          { ...statement, Condition: { ...Condition, [operator]: { ...keys, [key]: everyRole } } },
        ];
      }
    }
    return;
  }
  for (const [operator, keys] of Object.entries(Condition)) {
    for (const key of Object.keys(keys)) {
      const { [key]: values, ...others } = keys;
      const name = `${operator.replace(/^(String|Arn)(Like|Equals)/, "$1")} ${key}`;
      yield [`condition ${name}`, { ...statement, Condition: { ...Condition, [operator]: others } }];
      if (/(String|Arn)(Equals|Like)/.test(operator) && ![values].flat().every((value) => value === "*")) {
        const { [operator]: _, ...rest } = Condition;
        const like = operator.replace("Equals", "Like");
        const any = {
          ...rest,
          [operator]: others,
          [like]: { ...(operator === like ? others : rest[like]), [key]: "*" },
        };
        yield [`values of ${name}`, { ...statement, Condition: any }];
      }
    }
  }
  if (Principal) {
    const open = Object.keys(Condition).length === 0;
    if (!(open && Principal === "*"))
      yield ["principal, for everyone", { ...statement, Principal: "*", Condition: {} }];
    const all = { AWS: `arn:aws:iam::${account}:root` };
    const wider = Principal !== "*" && !(open && JSON.stringify(Principal) === JSON.stringify(all));
    if (wider) yield ["principal, for all of an account", { ...statement, Principal: all, Condition: {} }];
  }
  const services = new Set([Action ?? []].flat().map((action) => `${action.split(":")[0]}:*`));
  if (Action && [...services].join() !== [Action].flat().join()) {
    yield ["list of actions", { ...statement, Action: [...services] }];
  }
  // In a resource's own policy "*" is that resource, and every other is refused or never asked about; and where a
  // statement names every resource of a type already, "*" is no more than that.
  if (!Principal && ![Resource ?? "*"].flat().some(isEveryOfType)) yield ["resources", { ...statement, Resource: "*" }];
}

export function* weakenedStatements(stack: GraphStack, resource: GraphResource): Generator<Weakened> {
  for (const [property, text] of Object.entries(resource.inputs)) {
    if (typeof text !== "string" || !/^\{.*"Statement"/s.test(text) || !resource.type.startsWith("aws:")) continue;
    const document = JSON.parse(text) as { Statement?: Statement[] };
    for (const [index, statement] of (document.Statement ?? []).filter((each) => each.Effect).entries()) {
      const sid = (statement.Sid ?? String(index)).replaceAll(/\d+/g, "#");
      const account = stack.account ?? "111111111111";
      for (const [control, weak] of weakForms(statement, account)) {
        const Statement = document.Statement!.toSpliced(index, 1, ...(weak ? [weak] : []));
        const policy = JSON.stringify({ ...document, Statement });
        yield {
          kind: `${shortType(resource)} ${resource.name.includes("boundary") ? "(boundary) " : ""}${sid}: ${control}`,
          ...{ stack, resource },
          weak: withInputs(resource, { ...resource.inputs, [property]: policy }),
        };
      }
    }
  }
}
