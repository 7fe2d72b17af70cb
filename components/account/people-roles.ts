/** The roles of an account that people enter, and the one that tells of the break-glass role. */
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import { viaService } from "../../catalog/iam/services";
import type { PeopleAccess } from "../../catalog/people/access";
import { repairPolicies } from "../../catalog/people/break-glass";
import { type Person, personPolicy } from "../../catalog/people/matrix";
import { admitPeople } from "../../catalog/people/principals";
import { alarmRuleArn, alarmTopicArn } from "./break-glass-alarm";
import { updateGuards } from "./guards";
import type { AccountPlace } from "./place";
import type { RoleSpecification } from "./role-specification";
import { accountRolePolicies, type UpdatePlace } from "./update-role";

/** Whoever has nobody to enter it is not made. */
export function peopleRoles(place: UpdatePlace, people: PeopleAccess): RoleSpecification[] {
  const persons = (["developer", "operator"] as const).filter((person) => people[person].length > 0);
  return [
    ...persons.map((person) => personRole(place, people, person)),
    ...(people.breakGlass.length > 0 ? [breakGlassRole(place, people), alarmRole(place, people)] : []),
  ];
}

function personRole(place: AccountPlace, people: PeopleAccess, person: Person): RoleSpecification {
  return {
    part: person,
    roleName: place.names.platformRole(person),
    description: `People work with it as ${person}s in a ${people.zone} account`,
    trust: policy(...admitPeople(people[person], organizationOf(place))),
    policies: { [person]: personPolicy(person, people.zone, place) },
  };
}

/**
 * All that the account's stacks may do, by hand, inside the same guards: it can touch no role of the platform, itself
 * included, neither trails nor its own alarm, and no state. An administrator's rights could make another role.
 *
 * That people signed in with a second factor cannot be asked for here: those who enter it are sessions of roles, and
 * AWS documents `aws:MultiFactorAuthPresent` for credentials of IAM users
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). It must be demanded where
 * they sign in. For the same reason there is no condition on `sts:SourceIdentity` or session tags: that they are there
 * depends on the company's own sign-in.
 */
function breakGlassRole(place: UpdatePlace, people: PeopleAccess): RoleSpecification {
  const admitted = admitPeople(people.breakGlass, { ...organizationOf(place), region: people.alarmRegion });
  return {
    part: "break-glass",
    roleName: place.names.platformRole("break-glass"),
    description: "People repair with it what stacks cannot; each entry raises an alarm",
    trust: policy(...admitted),
    managed: {
      ...accountRolePolicies(place, "update"),
      // It enters run roles, which are the platform's own.
      guards: policy(...updateGuards(place, ["sts:AssumeRole"])),
      ...repairPolicies(place, people),
    },
  };
}

function alarmRole(place: AccountPlace, { alarmRegion }: PeopleAccess): RoleSpecification {
  const { names, partition, accountId } = place;
  const rule = alarmRuleArn(place, alarmRegion);
  return {
    part: "alarm",
    roleName: names.platformRole("alarm"),
    description: "EventBridge tells of the break-glass role with it",
    trust: policy(trustService("EventBridge", "events", partition, accountId, rule)),
    policies: { alarm: alarmPolicy(place, alarmRegion) },
  };
}

function alarmPolicy(place: AccountPlace, region: string): PolicyDocument {
  const { names, partition, accountId } = place;
  return policy(
    { Sid: "Alarm", Effect: "Allow", Action: "sns:Publish", Resource: alarmTopicArn(place, region) },
    {
      Sid: "AlarmKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: `arn:${partition}:kms:${region}:${accountId}:key/*`,
      Condition: {
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": names.breakGlassKeyAlias },
        StringEquals: { "kms:ViaService": viaService("sns", partition, region) },
      },
    },
  );
}

function organizationOf({ organizationId }: AccountPlace) {
  return organizationId ? { organizationId } : {};
}
