import assert from "node:assert/strict";
import type { Built, Registered } from "../harness";
import { make } from "./ecs/sample";

const alarms = ["errors", "latency", "unhealthy", "log"] as const;
const alarm = (built: Built, part: string): Registered["inputs"] =>
  built.one("aws:cloudwatch/metricAlarm:MetricAlarm", `target-alarm-${part}`).inputs;

describe("rollback alarms", () => {
  it("watch the balancer's answers for errors and latency", async () => {
    const built = await make({ rollout: { alarms: [...alarms] } });
    const errors = alarm(built, "errors");
    const { arnSuffix } = built.one("aws:lb/loadBalancer:LoadBalancer").outputs;
    assert.deepEqual(
      [errors["namespace"], errors["metricName"], errors["statistic"], errors["dimensions"]],
      ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", { LoadBalancer: arnSuffix }],
    );
    const latency = alarm(built, "latency");
    assert.deepEqual(
      [latency["metricName"], latency["extendedStatistic"], latency["statistic"]],
      ["TargetResponseTime", "p99", undefined],
    );
  });

  it("watch the worse of the two target groups, which change places with every release", async () => {
    const built = await make({ rollout: { alarms: [...alarms] } });
    const [highest, ...metrics] = alarm(built, "unhealthy")["metricQueries"] as {
      expression?: string;
      metric: { dimensions: { TargetGroup: string } };
    }[];
    assert.equal(highest!.expression, "MAX(METRICS())");
    assert.deepEqual(
      metrics.map(({ metric }) => metric.dimensions.TargetGroup).sort(),
      built
        .all("aws:lb/targetGroup:TargetGroup")
        .map(({ outputs }) => outputs["arnSuffix"])
        .sort(),
    );
    const rolling = await make({ rollout: { strategy: "rolling", alarms: ["unhealthy"] } });
    assert.equal(alarm(rolling, "unhealthy")["metricQueries"], undefined);
  });

  it("count lines of the service's own log", async () => {
    const built = await make({
      rollout: { alarms: ["log", { name: "fatal", pattern: "FATAL", threshold: 2, periodSeconds: 300 }] },
    });
    const filters = built.all("aws:cloudwatch/logMetricFilter:LogMetricFilter").map(({ inputs }) => inputs);
    assert.deepEqual(
      filters.map((each) => [each["pattern"], each["logGroupName"]]),
      ["Exception", "FATAL"].map((pattern) => [pattern, "/slipway/acme/prod/services/web"]),
    );
    const fatal = alarm(built, "fatal");
    assert.deepEqual([fatal["metricName"], fatal["threshold"], fatal["period"]], ["acme-web-prod-fatal", 2, 300]);
    assert.deepEqual(filters[1]!["metricTransformation"], {
      namespace: fatal["namespace"],
      name: fatal["metricName"],
      value: "1",
    });
  });

  it("watch a metric of the service's own", async () => {
    const built = await make({
      rollout: {
        alarms: [
          { name: "carts", namespace: "Shop", metric: "Lost", statistic: "Sum", threshold: 9, dimensions: { A: "b" } },
        ],
      },
    });
    const { namespace, metricName, threshold, dimensions } = alarm(built, "carts");
    assert.deepEqual([namespace, metricName, threshold, dimensions], ["Shop", "Lost", 9, { A: "b" }]);
  });

  it("are quiet while there is nothing to count, and end in one that is raised with any of them", async () => {
    const built = await make({ rollout: { alarms: ["errors", "log"] } });
    for (const { inputs } of built.all("aws:cloudwatch/metricAlarm:MetricAlarm")) {
      assert.equal(inputs["treatMissingData"], "notBreaching");
    }
    const { inputs } = built.one("aws:cloudwatch/compositeAlarm:CompositeAlarm");
    assert.equal(inputs["alarmName"], "acme-web-prod-rollback");
    assert.equal(inputs["alarmRule"], 'ALARM("acme-web-prod-errors") OR ALARM("acme-web-prod-log")');
  });
});
