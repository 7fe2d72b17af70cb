/**
 * Weights of two target groups, where a load balancer keeps them: in a rule of a listener, or in a listener itself.
 *
 * An action is rewritten as a whole, with the group that traffic goes to first, and a stickiness that nobody gave: so
 * ECS and CodeDeploy leave it (https://github.com/hashicorp/terraform-provider-aws/issues/28129,
 * https://github.com/go-to-k/cdk-real-drift/issues/1730).
 */
import type { ResourceRecord } from "../provider/records";
import type { Account } from "./account";

export const listenerType = "aws:lb/listener:Listener";
export const ruleType = "aws:lb/listenerRule:ListenerRule";

/** Two target groups by ARN, and where traffic goes: from the one to the other. */
export interface Groups {
  from: string;
  to: string;
}

interface Action {
  type: string;
  order?: number;
  targetGroupArn?: string;
  forward?: { targetGroups?: { arn: string; weight?: number }[]; stickiness?: object };
}

/** What bears the actions: a rule or a listener, by ARN. */
interface Bearer {
  record: ResourceRecord;
  property: "actions" | "defaultActions";
}

function bearersOf({ all }: Account, arn: string): Bearer[] {
  const rules = all(ruleType).filter(({ id, outputs }) => id === arn || outputs["listenerArn"] === arn);
  const listeners = all(listenerType).filter(({ id }) => id === arn);
  return [
    ...rules.map((record): Bearer => ({ record, property: "actions" })),
    ...listeners.map((record): Bearer => ({ record, property: "defaultActions" })),
  ];
}

const actionsOf = ({ record, property }: Bearer) => (record.outputs[property] ?? []) as Action[];

const weightsOf = ({ targetGroupArn, forward }: Action) =>
  forward?.targetGroups ?? (targetGroupArn ? [{ arn: targetGroupArn, weight: 1 }] : []);

/**
 * Sends a share of the traffic to another group, wherever a rule, a listener or the rules of a listener forward to
 * either of them. Returns whether there was such a place.
 */
export function shift(account: Account, arn: string, { from, to }: Groups, percent: number): boolean {
  const isOurs = (action: Action) =>
    action.type === "forward" && weightsOf(action).some((each) => each.arn === from || each.arn === to);
  const ours = bearersOf(account, arn).filter((bearer) => actionsOf(bearer).some(isOurs));
  for (const bearer of ours) {
    const forward = {
      stickiness: { duration: 0, enabled: false },
      targetGroups: [
        { arn: to, weight: percent },
        { arn: from, weight: 100 - percent },
      ],
    };
    const actions = actionsOf(bearer).map((action, index) =>
      isOurs(action) ? { order: action.order ?? index + 1, type: "forward", forward } : action,
    );
    account.change(bearer.record, { [bearer.property]: actions });
  }
  return ours.length > 0;
}

/** The group of the two that most of the traffic goes to. */
export function serving(account: Account, arn: string, groups: [string, string]): string {
  const [action] = bearersOf(account, arn).flatMap(actionsOf);
  const weight = (group: string) => weightsOf(action ?? { type: "" }).find((each) => each.arn === group)?.weight ?? 0;
  return weight(groups[1]) > weight(groups[0]) ? groups[1] : groups[0];
}
