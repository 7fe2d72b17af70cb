import { z } from "zod";
import type { Repair } from "../../repair";
import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

const config = z.strictObject({
  hops: z.int().min(1).max(64).default(1).describe("Most hops that an answer may take; containers need 2"),
});

/**
 * Instances answer for their metadata and credentials only to requests with a session token (IMDSv2).
 *
 * Covers instances and launch templates. An answer must not travel further than the instance either. Can repair:
 * requires tokens, and shortens the way.
 *
 * Service: ec2. Severity: high. Topics: credentials.
 */
export const ec2InstanceRequiresImdsv2: ResourceRule<z.infer<typeof config>> = {
  name: "ec2-instance-requires-imdsv2",
  description: "Instances answer for their metadata and credentials only to requests with a session token (IMDSv2).",
  level: "mandatory",
  severity: "high",
  service: "ec2",
  topics: ["credentials"],
  frameworks: ["SecurityHub EC2.8"],
  source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
  remedy: "Set metadataOptions.httpTokens to required and httpPutResponseHopLimit to 1.",
  unknowns: "Unknown options are judged in the update.",
  config,
  types: ["aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"],
  check({ props }, report, { hops }) {
    const options = props["metadataOptions"];
    const tokens = at(options, "httpTokens");
    if ([options, tokens].some(isUnknown)) report.undecided("metadataOptions.httpTokens");
    else if (tokens !== "required" && at(options, "httpEndpoint") !== "disabled") {
      report.violation("Requests for metadata need no session token.");
    }
    const limit = at(options, "httpPutResponseHopLimit");
    if (typeof limit === "number" && limit > hops) {
      report.violation(`Answers of the metadata service travel ${limit} hops; at most ${hops} are allowed.`);
    }
  },
  remediate(props, { hops }): Repair | undefined {
    const options = props["metadataOptions"];
    if (isUnknown(options)) return undefined;
    const fine = at(options, "httpTokens") === "required" || at(options, "httpEndpoint") === "disabled";
    const repair: Repair = {
      ...(!fine && { "metadataOptions.httpTokens": "required" }),
      ...(Number(at(options, "httpPutResponseHopLimit")) > hops && { "metadataOptions.httpPutResponseHopLimit": hops }),
    };
    return Object.keys(repair).length > 0 ? repair : undefined;
  },
};
