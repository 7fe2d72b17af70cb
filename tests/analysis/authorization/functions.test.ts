import assert from "node:assert/strict";
import { requestsOf, type WantedRequest } from "../../../analysis/authorization/requests";
import { organizationGraph } from "./organization-graph";

describe("requests of functions and of what shifts them", function () {
  this.timeout(60_000);
  let asked: WantedRequest[];

  before(async () => {
    asked = requestsOf(await organizationGraph()).filter(({ stack, engine }) => stack === "quotes.test" && !engine);
  });

  const has = (action: string, resource: RegExp, role: RegExp) =>
    asked.some(
      ({ request }) =>
        request.action === action &&
        resource.test(request.resource) &&
        request.caller.kind === "principal" &&
        role.test(request.caller.arn),
    );

  it("are those of the function: its log, its traces, and its network by the tags of subnet and group", () => {
    const role = /role\/services\/globex-quotes-test-function$/;
    assert.ok(has("logs:PutLogEvents", /log-group:\/slipway\/globex\/test\/functions\/quotes:/, role));
    assert.ok(has("xray:PutTraceSegments", /^\*$/, role));
    const into = asked.filter(({ request }) => request.action === "ec2:CreateNetworkInterface");
    const tags = into.map(({ request }) => request.context?.["aws:ResourceTag/slipway:stack"]);
    assert.deepEqual(tags.sort(), ["quotes.test", "test", undefined]);
  });

  it("are those of a hook: it finds and asks the new version, and reports to its group", () => {
    const role = /role\/services\/globex-quotes-test-hook$/;
    assert.ok(has("codedeploy:ListDeploymentTargets", /^\*$/, role));
    assert.ok(has("lambda:InvokeFunction", /function:globex-quotes-test:\d+$/, role));
    const group = /deploymentgroup:globex-quotes\/globex-quotes-test$/;
    assert.ok(has("codedeploy:PutLifecycleEventHookExecutionStatus", group, role));
  });

  it("are those of CodeDeploy: it moves the alias, looks at the alarms and runs the hook", () => {
    const role = /role\/slipway\/globex-codedeploy$/;
    assert.ok(has("lambda:UpdateAlias", /function:globex-quotes-test$/, role));
    assert.ok(has("cloudwatch:DescribeAlarms", /^\*$/, role));
    assert.ok(has("lambda:InvokeFunction", /function:globex-quotes-test_before-shift$/, role));
  });
});
