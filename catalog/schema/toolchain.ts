/** `Pulumi.toolchain.yaml`: what all pipelines share. */
import { limits } from "../naming";
import { choice, engineConfig, fields, map, text } from "./fields";

export const connectionName = text(
  new RegExp(`^(?!.*--)[a-z]([a-z0-9-]{0,${limits.connection - 2}}[a-z0-9])?$`),
  `must be 1 to ${limits.connection} of a-z, 0-9 and single hyphens inside, beginning with a letter, such as github`,
);

export const toolchainSchema = fields({
  connections: map(
    connectionName,
    fields({
      provider: choice(["GitHub", "GitLab", "Bitbucket"]).describe("Source host."),
    }),
    "must be a map of connection names to maps with provider",
  )
    .default({})
    .describe("Connections to source hosts by name; a service names one of them."),
});

export const toolchainFileSchema = fields({
  config: engineConfig({
    "slipway:toolchain": toolchainSchema.describe("The toolchain."),
  }).describe("Configuration of the toolchain."),
});
