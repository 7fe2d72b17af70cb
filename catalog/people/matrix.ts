/**
 * What people may do, and where: the one table that roles, `slipway catalog show` and the documents come from.
 *
 * An operator may do everything that a developer may. Nobody reads secrets, state or data with these roles, nobody
 * changes what stacks own, and in production nobody opens a shell: that is what the break-glass role is for.
 * Actions and their resources: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import type { ConditionBlock, PolicyDocument, Statement } from "../iam/document";
import { policy } from "../iam/document";
import type { Naming } from "../naming";
import type { Zone } from "./zones";

export type Person = "developer" | "operator";

export interface PeoplePlace {
  names: Naming;
  partition: string;
  accountId: string;
}

/** One thing that somebody may do. */
export interface PersonRight {
  /** In words: `start pipelines and retry failed stages`. */
  does: string;
  /** Who may; what a developer may, an operator may too. */
  person: Person;
  where: readonly Zone[];
  /** Statements by their id. */
  grants: Record<string, Grant>;
}

interface Grant {
  actions: string[];
  /** `*` where AWS knows no single resources for the actions. */
  resources: "*" | ((place: PeoplePlace) => string[]);
  condition?: ConditionBlock;
}

const targets = ["non-production", "production"] as const;
const everywhere = ["toolchain", ...targets] as const;

const own =
  (service: string, ...parts: string[]) =>
  (place: PeoplePlace) =>
    parts.map((part) => regional(place, service, `${part}${place.names.prefix}-*`));
/** Services of the organisation on ECS, or parts of them; both actions on deployments and on revisions ask for the service too. */
const rollouts =
  (...parts: string[]) =>
  (place: PeoplePlace) =>
    ["service", ...parts].map((part) =>
      regional(
        place,
        "ecs",
        `${part}/${place.names.prefix}-*/${place.names.prefix}-*${part === "service" ? "" : "/*"}`,
      ),
    );
const each = (verb: string, ...nouns: string[]) => nouns.map((noun) => `${verb}${noun}`);

function regional({ partition, accountId }: PeoplePlace, service: string, resource: string): string {
  return `arn:${partition}:${service}:*:${accountId}:${resource}`;
}

export const matrix: readonly PersonRight[] = [
  {
    does: "see pipelines, their runs and what each action did",
    person: "developer",
    where: ["toolchain"],
    grants: {
      SeePipelines: {
        actions: [
          ...each("codepipeline:Get", "Pipeline", "PipelineExecution", "PipelineState"),
          ...each("codepipeline:List", "PipelineExecutions", "TagsForResource"),
        ],
        resources: own("codepipeline", ""),
      },
      SeeActions: {
        actions: each("codepipeline:List", "ActionExecutions", "RuleExecutions"),
        resources: own("codepipeline", ""),
      },
      ListPipelines: { actions: ["codepipeline:ListPipelines"], resources: "*" },
    },
  },
  {
    does: "retry failed stages of pipelines",
    person: "developer",
    where: ["toolchain"],
    grants: {
      RetryStages: { actions: ["codepipeline:RetryStageExecution"], resources: own("codepipeline", "") },
    },
  },
  {
    does: "see builds and their test reports",
    person: "developer",
    where: ["toolchain"],
    grants: {
      SeeBuilds: {
        actions: [
          ...each("codebuild:BatchGet", "BuildBatches", "Builds", "Projects"),
          ...each("codebuild:List", "BuildBatchesForProject", "BuildsForProject"),
        ],
        resources: own("codebuild", "project/"),
      },
      SeeReports: {
        actions: [
          ...each("codebuild:BatchGet", "ReportGroups", "Reports"),
          ...each("codebuild:", "DescribeCodeCoverages", "DescribeTestCases", "ListReportsForReportGroup"),
        ],
        resources: own("codebuild", "report-group/"),
      },
      ListBuilds: { actions: each("codebuild:List", "Projects", "ReportGroups"), resources: "*" },
    },
  },
  {
    does: "read the logs of builds and services",
    person: "developer",
    where: everywhere,
    grants: {
      ReadLogs: {
        actions: each(
          "logs:",
          "DescribeLogStreams",
          "FilterLogEvents",
          "GetLogEvents",
          "GetQueryResults",
          "StartQuery",
        ),
        resources: (place) => [regional(place, "logs", `log-group:/slipway/${place.names.prefix}/*`)],
      },
      FindLogs: { actions: ["logs:DescribeLogGroups", "logs:StopQuery"], resources: "*" },
    },
  },
  {
    does: "see metrics and alarms",
    person: "developer",
    where: everywhere,
    grants: {
      SeeMetrics: {
        actions: each("cloudwatch:", "GetMetricData", "GetMetricStatistics", "ListMetrics"),
        resources: "*",
      },
      SeeAlarms: {
        actions: each("cloudwatch:Describe", "AlarmHistory", "Alarms"),
        resources: (place) => [regional(place, "cloudwatch", "alarm:*")],
      },
    },
  },
  {
    does: "see the state of services and their deployments",
    person: "developer",
    where: targets,
    grants: {
      SeeDeployments: {
        actions: [
          ...each("codedeploy:", "BatchGetDeployments", "GetDeployment", "GetDeploymentGroup", "ListDeployments"),
        ],
        resources: own("codedeploy", "deploymentgroup:"),
      },
      SeeRevisions: {
        actions: [
          ...each("codedeploy:Get", "Application", "ApplicationRevision"),
          ...each("codedeploy:List", "ApplicationRevisions", "DeploymentGroups"),
        ],
        resources: own("codedeploy", "application:"),
      },
      SeeRollouts: {
        actions: [
          ...each("ecs:Describe", "ServiceDeployments", "ServiceRevisions", "Services"),
          "ecs:ListServiceDeployments",
        ],
        resources: rollouts("service-deployment", "service-revision"),
      },
      SeeServices: {
        actions: [
          ...each("autoscaling:Describe", "AutoScalingGroups", "AutoScalingInstances", "ScalingActivities"),
          ...each("ec2:Describe", "InstanceStatus", "Instances", "SecurityGroups", "Subnets", "Vpcs"),
          ...each(
            "elasticloadbalancing:Describe",
            "Listeners",
            "LoadBalancers",
            "Rules",
            "TargetGroups",
            "TargetHealth",
          ),
          ...each("codedeploy:", "BatchGetDeploymentTargets", "GetDeploymentTarget", "ListDeploymentTargets"),
          "ssm:DescribeInstanceInformation",
          "tag:GetResources",
        ],
        resources: "*",
      },
    },
  },
  {
    does: "open a shell on the instances of services, by Session Manager",
    person: "developer",
    where: ["non-production"],
    grants: {
      // https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
      OpenShell: {
        actions: ["ssm:StartSession"],
        resources: (place) => [regional(place, "ec2", "instance/*")],
        condition: {
          StringLike: { "aws:ResourceTag/slipway:service": "*" },
          BoolIfExists: { "ssm:SessionDocumentAccessCheck": "true" },
        },
      },
      UseShell: {
        actions: ["ssm:StartSession"],
        resources: (place) => [regional(place, "ssm", "document/SSM-SessionManagerRunShell")],
      },
      OwnSessions: {
        actions: each("ssm:", "ResumeSession", "TerminateSession"),
        resources: (place) => [regional(place, "ssm", "session/*")],
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
        condition: { StringLike: { "ssm:resourceTag/aws:ssmmessages:session-id": "${aws:userid}" } },
      },
      // It knows no single resources; the channel is opened with the token of the session.
      SessionChannel: { actions: ["ssmmessages:OpenDataChannel"], resources: "*" },
    },
  },
  {
    // Whoever starts a run may name any commit of the repository, which nobody may have reviewed, and IAM has no key
    // for it: https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html
    does: "start pipelines, also with a commit of another branch",
    person: "operator",
    where: ["toolchain"],
    grants: {
      StartPipelines: { actions: ["codepipeline:StartPipelineExecution"], resources: own("codepipeline", "") },
    },
  },
  {
    does: "approve, stop and roll back runs of pipelines, and hold back stages",
    person: "operator",
    where: ["toolchain"],
    grants: {
      DecidePipelines: {
        actions: [
          ...each("codepipeline:", "DisableStageTransition", "EnableStageTransition"),
          ...each("codepipeline:", "PutApprovalResult", "RollbackStage", "StopPipelineExecution"),
        ],
        resources: own("codepipeline", ""),
      },
      StopBuilds: {
        actions: each("codebuild:", "StopBuild", "StopBuildBatch"),
        resources: own("codebuild", "project/"),
      },
    },
  },
  {
    does: "let rollouts go on that wait for a person, and stop deployments, which rolls them back",
    person: "operator",
    where: targets,
    grants: {
      AnswerRollouts: {
        actions: each("ecs:", "ContinueServiceDeployment", "StopServiceDeployment"),
        resources: rollouts("service-deployment"),
      },
      // These know no single resources; the account's are all that they reach.
      AnswerDeployments: { actions: each("codedeploy:", "ContinueDeployment", "StopDeployment"), resources: "*" },
    },
  },
];

/** What somebody may do in an account of that kind. */
export function rightsOf(person: Person, zone: Zone): PersonRight[] {
  return matrix.filter((right) => right.where.includes(zone) && (person === "operator" || right.person === person));
}

/** The same as a document. */
export function personPolicy(person: Person, zone: Zone, place: PeoplePlace): PolicyDocument {
  return policy(...grantStatements(rightsOf(person, zone), place));
}

export function grantStatements(rights: readonly PersonRight[], place: PeoplePlace): Statement[] {
  return rights
    .flatMap(({ grants }) => Object.entries(grants))
    .map(([sid, { actions, resources, condition }]) => ({
      Sid: sid,
      Effect: "Allow",
      Action: [...actions].sort(),
      Resource: resources === "*" ? "*" : resources(place),
      ...(condition ? { Condition: condition } : {}),
    }));
}
