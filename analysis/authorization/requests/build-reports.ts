/** What a build's reports ask for. */
import type { Caller } from "../../../catalog/iam";
import type { Inventory, Placed } from "../inventory";
import { textAt } from "../values";
import { type Asking, plainRequests, type WantedRequest } from "./request";

/**
 * A build finds the groups that are named by its project and the report
 * (https://docs.aws.amazon.com/codebuild/latest/userguide/test-report-group-naming.html); rights:
 * https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html
 */
export function reportRequests({ all }: Inventory, ask: Asking, project: Placed, caller: Caller): WantedRequest[] {
  const prefix = `${textAt(project.resource.inputs, "name")}-`;
  return all("aws:codebuild/reportGroup:ReportGroup")
    .filter((group) => group.accountId === project.accountId && group.region === project.region)
    .filter((group) => group.stack.name === project.stack.name)
    .flatMap((group) => {
      const { inputs } = group.resource;
      const name = textAt(inputs, "name") ?? "";
      if (!name.startsWith(prefix)) return [];
      const put = textAt(inputs, "type") === "CODE_COVERAGE" ? "BatchPutCodeCoverages" : "BatchPutTestCases";
      const arn = `arn:${group.partition}:codebuild:${group.region}:${group.accountId}:report-group/${name}`;
      return plainRequests(
        ask,
        "the build reports",
        caller,
        arn,
        ["CreateReport", "UpdateReport", put].map((action) => `codebuild:${action}`),
      );
    });
}
