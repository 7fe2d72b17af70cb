/**
 * What the update role needs for builds in the toolchain account: the calls of `@pulumi/aws` 7.48 (the Terraform AWS
 * provider's) for the resource types named beside each list, nothing of it by wildcard.
 */
import { servicePath } from "../../catalog/naming";
import { type AccountPlace, iamArn, regional } from "./place";
import { each, type Rights } from "./rights";
import { passRights, serviceRoleRights } from "./role-rights";

/**
 * codebuild Project and ReportGroup; iam Role and RolePolicy of every role of a service here; handing those of builds
 * and batches to CodeBuild. Tags of CodeBuild's resources are part of creating and updating them
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html).
 */
export function buildRights(place: AccountPlace): Rights[] {
  const own = `${place.names.prefix}-*`;
  const roles = (use: string) => iamArn(place, `role${servicePath}${own}-${use}`);
  return [
    {
      // internal/service/codebuild/project.go
      sid: "BuildProjects",
      read: ["codebuild:BatchGetProjects"],
      write: each("codebuild:", "CreateProject", "DeleteProject", "UpdateProject"),
      resources: regional(place, "codebuild", `project/${own}`),
    },
    {
      // internal/service/codebuild/report_group.go
      sid: "ReportGroups",
      read: ["codebuild:BatchGetReportGroups"],
      write: each("codebuild:", "CreateReportGroup", "DeleteReportGroup", "UpdateReportGroup"),
      resources: regional(place, "codebuild", `report-group/${own}`),
    },
    // No instance runs in this account.
    ...serviceRoleRights(place).filter(({ sid }) => sid !== "InstanceProfiles"),
    passRights("PassBuildRoles", place.partition, [roles("build"), roles("test")], "codebuild"),
    passRights("PassBatchRoles", place.partition, roles("batch"), "codebuild"),
  ];
}
