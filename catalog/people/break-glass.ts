/** What the break-glass role may do besides the account's stacks: see, decide, open shells and deploy by hand. */
import { type PolicyDocument, policy, type Statement } from "../iam/document";
import type { PeopleAccess } from "./access";
import { grantStatements, matrix, type PeoplePlace, rightsOf } from "./matrix";

/**
 * Everything that operators may do in the account, what people may do anywhere else in a target account, such as a
 * shell on an instance, and deployments by hand. In the toolchain account, where runs start, the run roles besides.
 * Policies by name.
 */
export function repairPolicies(place: PeoplePlace, people: PeopleAccess): Record<string, PolicyDocument> {
  const { zone, storeAccountIds } = people;
  const rights =
    zone === "toolchain"
      ? rightsOf("operator", zone)
      : matrix.filter(({ where }) => where.some((each) => each !== "toolchain"));
  const seen = grantStatements(rights, place);
  if (zone !== "toolchain") return { repair: policy(...seen, ...deployByHand(place)) };
  return { repair: policy(...seen), runs: policy(runSlipway(place, storeAccountIds)) };
}

/** Each run role names whom it admits. */
function runSlipway({ names, partition }: PeoplePlace, storeAccountIds: string[]): Statement {
  return {
    Sid: "RunSlipway",
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Resource: [...new Set(storeAccountIds)]
      .sort()
      .flatMap((id) => (["preview", "update"] as const).map((access) => names.runRoleArn(partition, id, "*", access))),
  };
}

/** An earlier revision, when the pipeline that would bring it is what is broken. */
function deployByHand({ names, partition, accountId }: PeoplePlace): Statement[] {
  const own = (resource: string) => `arn:${partition}:codedeploy:*:${accountId}:${resource}:${names.prefix}-*`;
  return [
    { Sid: "Deploy", Effect: "Allow", Action: "codedeploy:CreateDeployment", Resource: own("deploymentgroup") },
    {
      Sid: "RegisterRevision",
      Effect: "Allow",
      Action: "codedeploy:RegisterApplicationRevision",
      Resource: own("application"),
    },
    {
      Sid: "ReadConfiguration",
      Effect: "Allow",
      Action: "codedeploy:GetDeploymentConfig",
      Resource: [
        own("deploymentconfig"),
        `arn:${partition}:codedeploy:*:${accountId}:deploymentconfig:CodeDeployDefault.*`,
      ],
    },
  ];
}
