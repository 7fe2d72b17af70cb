/**
 * What the engine's provider asks of AWS for the resources of every stack: as the account's update role to make, read,
 * change and delete them, as its preview role to read them. All of it stands in the table of rights.
 */
import type { Request } from "../../../catalog/iam";
import { type Column, columns, type Need, type Row, rights, rowOf } from "../../../catalog/iam/rights";
import { platformPath } from "../../../catalog/naming";
import type { Inventory, Placed } from "../inventory";
import { engineContext } from "./engine-context";
import { type Locator, locatorOf } from "./engine-places";
import { type Asking, accountOf, roleCaller, type WantedRequest, wanted } from "./request";

/** How the names of update roles end, and those of preview roles. */
const updating = "-update";
const previewing = "-preview";

const verbs: Record<Column, string> = { create: "makes", read: "reads", update: "changes", delete: "deletes" };

/** Each request once, under the first stack that makes it. */
export function engineRequests(
  inventory: Inventory,
  asking: (stack: string) => Asking,
  table: readonly Row[] = rights,
): WantedRequest[] {
  const locator = locatorOf(inventory, table);
  const requests = inventory.placed.flatMap((placed) => {
    const roleArn = updateRole(placed);
    const row = rowOf(placed.resource.type, table);
    if (roleArn === undefined || !row) return [];
    // The preview role is the table's reading column.
    const preview = `${roleArn.slice(0, -updating.length)}${previewing}`;
    const asked: [string, Column][] = [...columns.map((each): [string, Column] => [roleArn, each]), [preview, "read"]];
    const ask = asking(placed.stack.name);
    return asked.flatMap(([role, column]) => {
      const caller = roleCaller(ask, role);
      const made = row[column].flatMap((need) => calls(inventory, locator, placed, column, need));
      return made.map((request) => engineRequest(ask, placed, column, { ...request, caller }));
    });
  });
  return merged(requests);
}

/** The calls of one need: each action at each place. */
function calls(
  inventory: Inventory,
  locator: Locator,
  placed: Placed,
  column: Column,
  { actions, on }: Need,
): Omit<Request, "caller">[] {
  return locator.places(placed, on).flatMap((located) =>
    actions
      .filter((action) => isAsked(action, located.arn, placed))
      .map((action) => ({
        action,
        resource: located.arn,
        resourceAccount: ownerOf(located.arn, placed),
        context: engineContext(inventory, locator, placed, column, action, on, located),
      })),
  );
}

function engineRequest(ask: Asking, { resource }: Placed, column: Column, request: Request): WantedRequest {
  const what = `a run ${verbs[column]} ${resource.type.split(":").at(-1)} ${resource.name}`;
  return { ...wanted(ask, what, request), engine: true };
}

/** Types that update roles make and the table has no row for, with what to do about each. */
export function typesWithoutRights({ placed }: Inventory, table: readonly Row[] = rights): string[] {
  const without = placed.filter((each) => updateRole(each) !== undefined && !rowOf(each.resource.type, table));
  const first = new Map(without.map(({ resource, stack }) => [resource.type, stack.name] as const).reverse());
  return [...first].map(
    ([type, stack]) =>
      `${type} (stack ${stack}): no row says which actions its provider calls; add one to the file of its service in catalog/iam/rights`,
  );
}

/** The update role that a run acts with; undefined for an administrator's own stacks and for components. */
function updateRole({ resource }: Placed): string | undefined {
  if (!resource.custom || resource.type.startsWith("pulumi:")) return undefined;
  return resource.provider?.assumeRoles.find((arn) => arn.includes(`:role${platformPath}`) && arn.endsWith(updating));
}

/** A role of another account is entered and never handed on; an action knows ARNs of its own service only. */
function isAsked(action: string, arn: string, { accountId }: Placed): boolean {
  if (arn === "*") return true;
  if (action === "iam:PassRole" && accountOf(arn) !== accountId) return false;
  return arn.split(":")[2] === action.split(":")[0];
}

/** Account of an ARN; of one that names none, or any, what decides is the caller's own. */
function ownerOf(arn: string, { accountId }: Placed): string {
  return /^\d+$/.test(accountOf(arn)) ? accountOf(arn) : accountId;
}

function merged(requests: WantedRequest[]): WantedRequest[] {
  const found = new Map<string, WantedRequest>();
  for (const each of requests) {
    const { caller, action, resource, context } = each.request;
    const key = JSON.stringify([caller, action, resource, context]);
    if (!found.has(key)) found.set(key, each);
  }
  return [...found.values()];
}
