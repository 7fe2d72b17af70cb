/** What else of a graph is counted against a quota: by account and region, by bus or by role. */
import type { CountedResource, LimitId } from "../../catalog/quota";
import type { Placed } from "../authorization/inventory";
import { textAt } from "../authorization/values";
import type { Index } from "./placed";

export interface PlacedCount extends CountedResource {
  /** The last one that counts: with it, the count goes beyond. */
  from: Placed;
}

interface Counting {
  type: string;
  limit: LimitId;
  /** What is counted together, as a path; undefined for a resource that does not count. */
  subject: (placed: Placed, index: Index) => string | undefined;
  /** How many AWS counts that are in no graph. Default none. */
  others?: number;
}

const account = ({ accountId }: Placed) => `accounts.${accountId}`;
const place = (placed: Placed) => `${account(placed)}.${placed.region}`;

const countings: Counting[] = [
  {
    type: "aws:codebuild/project:Project",
    limit: "buildProjectsPerRegion",
    subject: (each) => `${place(each)}.projects`,
  },
  {
    type: "aws:cloudwatch/eventRule:EventRule",
    limit: "rulesPerBus",
    subject: (each) => `${place(each)}.buses.${textAt(each.resource.inputs, "eventBusName") ?? "default"}.rules`,
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    limit: "targetsPerRule",
    subject: (each, { named }) =>
      `${place(each)}.rules.${named(each, "rule", "aws:cloudwatch/eventRule:EventRule")}.targets`,
  },
  {
    type: "aws:ssm/parameter:Parameter",
    limit: "parametersPerRegion",
    subject: (each) => (textAt(each.resource.inputs, "tier") === "Advanced" ? undefined : `${place(each)}.parameters`),
  },
  {
    type: "aws:ecr/repository:Repository",
    limit: "repositoriesPerRegion",
    subject: (each) => `${place(each)}.repositories`,
  },
  {
    type: "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
    limit: "pullThroughRulesPerRegistry",
    subject: (each) => `${place(each)}.pullThroughRules`,
  },
  {
    type: "aws:iam/policy:Policy",
    limit: "managedPoliciesPerAccount",
    subject: (each) => `${account(each)}.policies`,
  },
  {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    limit: "managedPoliciesPerRole",
    subject: (each, { named }) => `${account(each)}.roles.${named(each, "role", "aws:iam/role:Role")}.policies`,
  },
  {
    type: "aws:iam/instanceProfile:InstanceProfile",
    limit: "instanceProfilesPerAccount",
    subject: (each) => `${account(each)}.instanceProfiles`,
  },
  {
    // Policies of other types count as well, so that what fits here fits there.
    type: "aws:organizations/policyAttachment:PolicyAttachment",
    limit: "controlPoliciesPerTarget",
    subject: ({ resource }) => `targets.${textAt(resource.inputs, "targetId") ?? resource.name}.policies`,
    // FullAWSAccess, which AWS attaches to every target.
    others: 1,
  },
];

export function countsOf(index: Index): PlacedCount[] {
  const counts = new Map<string, PlacedCount>();
  for (const { type, limit, subject, others = 0 } of countings) {
    for (const from of index.all(type)) {
      const path = subject(from, index);
      if (path !== undefined)
        counts.set(path, { subject: path, limit, used: (counts.get(path)?.used ?? others) + 1, from });
    }
  }
  return [...counts.values()];
}
