import type { Repair } from "../../repair";
import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * Instances report to CloudWatch every minute, so that alarms see a bad deployment in time.
 *
 * Covers instances and launch templates. Can repair: turns detailed monitoring on.
 *
 * Service: ec2. Severity: low. Topics: alarms.
 */
export const ec2InstanceIsMonitored: ResourceRule = {
  name: "ec2-instance-is-monitored",
  description: "Instances report to CloudWatch every minute, so that alarms see a bad deployment in time.",
  level: "mandatory",
  severity: "low",
  service: "ec2",
  topics: ["alarms"],
  source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-cloudwatch-new.html",
  remedy: "Set monitoring to true.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"],
  check({ type, props }, report) {
    const setting = type.endsWith("Instance") ? props["monitoring"] : at(props["monitoring"], "enabled");
    if (isUnknown(setting)) report.undecided("monitoring");
    else if (setting !== true) report.violation("The instance reports every five minutes only.");
  },
  remediate({ monitoring }, _, type): Repair | undefined {
    if (isUnknown(monitoring) || monitoring === true || at(monitoring, "enabled") === true) return undefined;
    return type.endsWith("Instance") ? { monitoring: true } : { "monitoring.enabled": true };
  },
};
