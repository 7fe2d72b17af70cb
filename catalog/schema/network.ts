/** `network` of an environment and of the toolchain. */
import { z } from "zod";
import { logRetentionDays } from "../log-retention";
import { endpointServices } from "../network/endpoints";
import { choice, fields, list, text, whole } from "./fields";

const cidr = text(/^[\d.]+\/\d+$/, "must be an IPv4 network from /16 to /24, such as 10.20.0.0/16");

/** Ids of EC2 are 8 or 17 hexadecimal digits: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
const transitGatewayId = text(
  /^tgw-([0-9a-f]{8}|[0-9a-f]{17})$/,
  "must be the id of a Transit Gateway, such as tgw-0123456789abcdef0",
);

const transitGateway = fields({
  id: transitGatewayId.describe(
    "Id of a Transit Gateway of the region, shared with the account; it accepts attachments by itself.",
  ),
  routes: list(text(/^[\d.]+\/\d+$/, "must be an IPv4 range, such as 0.0.0.0/0"), 1, 50, "IPv4 ranges")
    .default(["0.0.0.0/0"])
    .describe("Ranges that are reached through it. Default 0.0.0.0/0: everything."),
});

const egress = z
  .union(
    [
      choice(["nat", "none"]),
      fields({ transitGateway: transitGateway.describe("Way out through a Transit Gateway.") }),
    ],
    { error: "must be nat, none, or a map with transitGateway" },
  )
  .describe(
    "Way out: nat (gateways of its own), transitGateway, or none (only endpoints). From nat to a Transit Gateway, or back, go by none: a subnet's default route is made before the old one is deleted. Default nat.",
  );

const retentionRule = `must be one of ${logRetentionDays.join(", ")}, without quotes`;

const flowLogs = z
  .union(
    [
      choice(["none"]),
      fields({
        traffic: choice(["all", "accept", "reject"])
          .default("all")
          .describe("Which traffic is recorded: all, accept or reject. Production records all. Default all."),
        retentionDays: z
          .literal([...logRetentionDays], { error: retentionRule })
          .default(90)
          .describe("Days for which records are kept; a number that CloudWatch knows. Default 90."),
      }),
    ],
    { error: "must be none, or a map with traffic and retentionDays" },
  )
  .describe("Flow log of the network in CloudWatch; none only outside production. Default: all traffic, 90 days.");

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket, without arn:");

export const networkSchema = fields({
  cidr: cidr.describe("IPv4 range, /16 to /24, that nothing else of the organisation has."),
  zones: whole(1, 6, "availability zones").describe("Number of availability zones, 1 to 6."),
  egress: egress.default("nat"),
  endpoints: list(choice(endpointServices), 0, endpointServices.length, "services with an interface endpoint")
    .default([])
    .describe(
      "Services of AWS that are reached by an interface endpoint, besides S3 and DynamoDB, which always have a gateway endpoint. Default: none.",
    ),
  readableBuckets: list(bucketName, 0, 50, "names of buckets")
    .default([])
    .describe(
      "Buckets of others that may be read through the endpoint of S3, besides Amazon's own for instances and images. Default: none.",
    ),
  flowLogs: flowLogs.default({ traffic: "all", retentionDays: 90 }),
});
