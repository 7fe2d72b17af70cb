/** `Pulumi.toolchain.yaml`: what all pipelines share. */
import { limits } from "../naming";
import { audience, audienceName } from "./audience";
import { choice, engineConfig, fields, map, text } from "./fields";
import { networkSchema } from "./network";

export const connectionName = text(
  new RegExp(`^(?!.*--)[a-z]([a-z0-9-]{0,${limits.connection - 2}}[a-z0-9])?$`),
  `must be 1 to ${limits.connection} of a-z, 0-9 and single hyphens inside, beginning with a letter, such as github`,
);

export const toolchainSchema = fields({
  connections: map(
    connectionName,
    fields({
      provider: choice(["GitHub", "GitLab", "Bitbucket"]).describe("Source host."),
      arn: text(
        /^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/,
        "must be the ARN of a connection",
      )
        .optional()
        .describe("ARN of a connection that exists. Default: Slipway makes one."),
    }),
    "must be a map of connection names to maps with provider",
  )
    .default({})
    .describe("Connections to source hosts by name; a service names one of them."),
  notifications: map(audienceName, audience, "must be a map of audiences to maps with events, email, slack, teams")
    .default({})
    .describe("Who hears what; the audience approvals always exists and always hears of approvals."),
  network: networkSchema.optional().describe("Network of builds that set vpc. Default: none."),
  baseImages: map(
    text(/^[a-z][a-z0-9]{0,15}$/, "must be 1 to 16 of a-z and 0-9, beginning with a letter, such as docker"),
    fields({
      upstream: text(/^[a-z0-9.-]+\.[a-z]{2,}$/, "must be the host of a registry, such as public.ecr.aws").describe(
        "Host of the public registry.",
      ),
      credential: text(
        /^ecr-pullthroughcache\/[\w/+=.@-]{1,490}$/,
        "must be the name of a secret that begins with ecr-pullthroughcache/",
      )
        .optional()
        .describe("Secret with user name and access token. Default: none; some registries need one."),
    }),
    "must be a map of names to maps with upstream",
  )
    .default({})
    .describe("Public registries whose images builds pull through a cache in ECR. Default: none."),
});

export const toolchainFileSchema = fields({
  config: engineConfig({
    "slipway:toolchain": toolchainSchema.describe("The toolchain."),
  }).describe("Configuration of the toolchain."),
});
