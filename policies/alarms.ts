/** How long alarms look back. */
import type { Resource } from "./rule";
import { at, listOf, type Properties, type Value } from "./values";

export const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** Seconds that the alarms among the resources look back, by their names. */
export function windowsOf(resources: Resource[]): Map<Value | undefined, number> {
  return new Map(
    resources.filter(({ type }) => type === metricAlarm).map(({ props }) => [props["name"], windowOf(props)]),
  );
}

/** Its periods, of which a metric of an expression may have longer ones. */
function windowOf({ evaluationPeriods, period, metricQueries }: Properties): number {
  const periods = [period, ...listOf(metricQueries).map((each) => at(each, "metric", "period"))].map(figure);
  return figure(evaluationPeriods) * Math.max(0, ...periods);
}

/** The number, which AWS gives back as a text in places; 0 for what is no number. */
export function figure(value: Value | undefined): number {
  return (typeof value === "number" || typeof value === "string") && Number.isFinite(Number(value)) ? Number(value) : 0;
}
