import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/**
 * Trails sign their log files, so that a changed or missing file shows.
 *
 * Can repair: turns validation on.
 *
 * Service: cloudtrail. Severity: medium. Topics: audit.
 */
export const cloudtrailTrailValidatesItsLog: ResourceRule = {
  name: "cloudtrail-trail-validates-its-log",
  description: "Trails sign their log files, so that a changed or missing file shows.",
  level: "mandatory",
  severity: "medium",
  service: "cloudtrail",
  topics: ["audit"],
  frameworks: ["SecurityHub CloudTrail.4"],
  source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html",
  remedy: "Set enableLogFileValidation to true.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:cloudtrail/trail:Trail"],
  check({ props }, report) {
    const validates = props["enableLogFileValidation"];
    if (isUnknown(validates)) report.undecided("enableLogFileValidation");
    else if (validates !== true) report.violation("The trail's log files are not signed.");
  },
  remediate: (props) => (props["enableLogFileValidation"] === true ? undefined : { enableLogFileValidation: true }),
};
