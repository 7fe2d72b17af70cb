import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * Instances answer for their metadata and credentials only to requests with a session token (IMDSv2).
 *
 * Covers instances and launch templates. Can repair: requires tokens.
 *
 * Service: ec2. Severity: high. Topics: credentials.
 */
export const ec2InstanceRequiresImdsv2: ResourceRule = {
  name: "ec2-instance-requires-imdsv2",
  description: "Instances answer for their metadata and credentials only to requests with a session token (IMDSv2).",
  level: "mandatory",
  severity: "high",
  service: "ec2",
  topics: ["credentials"],
  frameworks: ["SecurityHub EC2.8"],
  source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
  remedy: "Set metadataOptions.httpTokens to required.",
  unknowns: "Unknown options are judged in the update.",
  types: ["aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"],
  check({ props }, report) {
    const options = props["metadataOptions"];
    const tokens = at(options, "httpTokens");
    if ([options, tokens].some(isUnknown)) report.undecided("metadataOptions.httpTokens");
    else if (tokens !== "required" && at(options, "httpEndpoint") !== "disabled") {
      report.violation("Requests for metadata need no session token.");
    }
  },
  remediate(props) {
    const options = props["metadataOptions"];
    const fine = at(options, "httpTokens") === "required" || at(options, "httpEndpoint") === "disabled";
    return fine || isUnknown(options) ? undefined : { "metadataOptions.httpTokens": "required" };
  },
};
