/** The roles that people enter, in one account. */
import { servicePrincipal } from "../iam/services";
import type { PlatformRole } from "../naming";
import { peopleAccess } from "../people/access";
import { rightsOf } from "../people/matrix";
import { principalPattern } from "../people/principals";
import type { Catalog, StackPlan } from "../types";
import { type Assumption, roles, service } from "./types";

export function peopleAssumptions(catalog: Catalog, { account, accountId, partition }: StackPlan): Assumption[] {
  const people = peopleAccess(catalog, account);
  const arn = (role: PlatformRole) => catalog.names.platformRoleArn(partition, accountId, role);
  const persons = (["developer", "operator"] as const).filter((person) => people[person].length > 0);
  const named = (arns: string[]) => roles(...new Set(arns.map(principalPattern)));
  return [
    ...persons.map((person) => ({
      role: arn(person),
      account,
      why: `${person}s ${rightsOf(person, people.zone)
        .map(({ does }) => does)
        .join("; ")}`,
      callers: named(people[person]),
    })),
    ...(people.breakGlass.length > 0
      ? [
          {
            role: arn("break-glass"),
            account,
            why: "people repair by hand; each entry raises an alarm",
            callers: named(people.breakGlass).map((caller) => ({ ...caller, when: `in ${people.alarmRegion}` })),
          },
          {
            role: arn("alarm"),
            account,
            why: "entries of the break-glass role are announced",
            callers: service(servicePrincipal("events", partition)),
          },
        ]
      : []),
  ];
}
