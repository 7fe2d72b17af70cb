/** Who asks about a stack's pipelines: the role that the engine itself changes them as. */
import { targetRole } from "../../catalog/target-role";
import type { StackPlan } from "../../catalog/types";
import { assume, enter, type Identity } from "../identity";
import { systemClock } from "../lock";
import type { Session } from "../session";
import type { GuardContext } from "./guard";

/** Milliseconds after which the roles are entered anew: a chained role's session ends after an hour. */
const freshMs = 30 * 60_000;

export function guardContext(session: Session, plan: StackPlan): GuardContext {
  let inside: { identity: Identity; since: number } | undefined;
  return {
    stack: plan,
    note: session.terminal.progress,
    async services(region) {
      const cloud = await session.cloud();
      const now = systemClock.now();
      if (!inside || now - inside.since > freshMs) inside = { identity: await enterAccount(session, plan), since: now };
      return cloud.delivery(region, inside.identity.credentials);
    },
  };
}

async function enterAccount(session: Session, plan: StackPlan): Promise<Identity> {
  const cloud = await session.cloud();
  const identity = await enter(cloud, session.catalog, plan, "update");
  const role = targetRole(session.catalog, plan, "update");
  return role ? assume(cloud, plan, plan.region, role, identity) : identity;
}
