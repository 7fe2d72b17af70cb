/** `Pulumi.<environment>.yaml`: one environment, which is one account and region. */
import type { z } from "zod";
import { accountAlias, choice, engineConfig, fields, region, text, whole, yesNo } from "./fields";

export const environmentSchema = fields({
  account: accountAlias.describe("Alias of the account, as in Pulumi.yaml."),
  region: region.describe("Region of the environment."),
  production: yesNo()
    .optional()
    .describe(
      "Whether its secrets key and artifacts are kept on deletion, each zone has a NAT gateway, and stages need an approval. Default: true when the name is prod or prod-...",
    ),
  backend: choice(["s3", "cloud"])
    .default("s3")
    .describe(
      "Where checkpoints of this environment's stacks are: in Slipway's store. Pulumi Cloud (cloud) cannot be used yet. Default s3.",
    ),
  network: fields({
    cidr: text(/^[\d.]+\/\d+$/, "must be an IPv4 network from /16 to /24, such as 10.20.0.0/16").describe(
      "IPv4 range, /16 to /24, that no other environment overlaps.",
    ),
    zones: whole(1, 6, "availability zones").describe("Number of availability zones, 1 to 6."),
  }).describe("Network of the environment."),
});

export const environmentFileSchema = fields({
  config: engineConfig({
    "slipway:environment": environmentSchema.describe("The environment."),
  }).describe("Configuration of the environment."),
});

export type EnvironmentSettings = z.output<typeof environmentSchema>;
