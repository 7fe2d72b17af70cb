/** `Pulumi.<environment>.yaml`: one environment, which is one account and region. */
import type { z } from "zod";
import { accountAlias, choice, engineConfig, fields, region, text, yesNo } from "./fields";
import { networkSchema } from "./network";

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
      "Where checkpoints of this environment's and its services' stacks are: in Slipway's store (s3), or in Pulumi Cloud (cloud), where Pulumi Deployments runs them as Pulumi.deployments.yaml says. Default s3.",
    ),
  expires: text(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
    'must be a time in UTC in quotes, such as "2027-03-31T18:00:00Z"',
  )
    .optional()
    .describe(
      "Time in UTC at which Pulumi Deployments destroys its services' stacks, and an hour later its own. For review environments on the backend cloud. Default: never.",
    ),
  network: networkSchema.describe("Network of the environment."),
});

export const environmentFileSchema = fields({
  config: engineConfig({
    "slipway:environment": environmentSchema.describe("The environment."),
  }).describe("Configuration of the environment."),
});

export type EnvironmentSettings = z.output<typeof environmentSchema>;
