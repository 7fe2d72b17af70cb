/**
 * CodeBuild: projects and report groups of the organisation's names. Tags are part of making and changing them:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html
 */
import { servicePath } from "../../naming";
import { on, own, pass, provider, type RightsPlace, type Row, regional } from "./row";

const project = regional("codebuild", "project/{name}", { name: own });
const reports = regional("codebuild", "report-group/{name}", { name: own });
const roles =
  (...uses: string[]) =>
  ({ names, partition, accountId }: RightsPlace) =>
    uses.map((use) => `arn:${partition}:iam::${accountId}:role${servicePath}${names.prefix}-*-${use}`);
const handedOn = [
  pass("codebuild", "serviceRole", roles("build", "test")),
  pass("codebuild", "buildBatchConfig.serviceRole", roles("batch")),
];

export const codebuildRows: Row[] = [
  {
    type: "aws:codebuild/project:Project",
    source: provider("codebuild/project.go"),
    parts: { toolchain: "builds" },
    create: [on(project, "codebuild:CreateProject"), ...handedOn],
    read: [on(project, "codebuild:BatchGetProjects")],
    update: [on(project, "codebuild:UpdateProject"), ...handedOn],
    delete: [on(project, "codebuild:DeleteProject")],
  },
  {
    type: "aws:codebuild/reportGroup:ReportGroup",
    source: provider("codebuild/report_group.go"),
    parts: { toolchain: "builds" },
    create: [on(reports, "codebuild:CreateReportGroup")],
    read: [on(reports, "codebuild:BatchGetReportGroups")],
    update: [on(reports, "codebuild:UpdateReportGroup")],
    delete: [on(reports, "codebuild:DeleteReportGroup")],
  },
];
