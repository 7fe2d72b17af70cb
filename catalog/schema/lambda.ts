/** A service on Lambda: part of `services/<name>.yaml`. */
import type { z } from "zod";
import { choice, fields, map, text, whole, yesNo } from "./fields";
import { environmentVariables, imageName, logDays, secrets } from "./runtime";

export const lambda = fields({
  kind: choice(["lambda"]).describe("A Lambda function behind an alias."),
  package: choice(["image", "zip"])
    .default("image")
    .describe("How its code comes: as an image of build.images, or as a zip of the build. Default image."),
  image: imageName.optional().describe("Name of the image; with package image. Default: the only one."),
  placeholder: map(
    text(/^[a-z][a-z0-9-]*$/, "must be the name of an environment, such as prod"),
    text(
      /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/,
      "must be an image by digest in ECR, such as 111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/hello@sha256:...",
    ),
    "must be a map of environment names to images",
  )
    .optional()
    .describe(
      "By environment, the image that the function is made from before its first release: by digest, of the service's own repository. With package image only; until there is one, the stage has no stack.",
    ),
  runtime: text(
    /^(nodejs|python|java|dotnet|ruby|provided\.al)[a-z0-9.]{1,20}$/,
    "must be a runtime of Lambda, such as nodejs24.x",
  )
    .optional()
    .describe("Runtime of Lambda; with package zip only, and required there."),
  handler: text(/^\S{1,128}$/, "must be a handler, such as index.handler")
    .optional()
    .describe("Handler; with package zip only, and required there."),
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  memory: whole(128, 10_240, "MiB").default(256).describe("MiB, 128 to 10240. Default 256."),
  timeoutSeconds: whole(1, 900, "seconds").default(30).describe("Seconds that a run may take, 1 to 900. Default 30."),
  architecture: choice(["x86_64", "arm64"]).default("x86_64").describe("Processor: x86_64 or arm64. Default x86_64."),
  environment: environmentVariables,
  secrets: secrets(
    "Variables that hold the name of a parameter or secret which the function reads itself: { parameter: path } or { secret: name }. Default: none.",
  ),
  provisioned: whole(1, 1000, "environments")
    .optional()
    .describe("Environments kept ready; only with strategy all-at-once. Default: none."),
  reserved: whole(1, 10_000, "runs").optional().describe("Runs at once. Default: the account's limit."),
  vpc: yesNo().default(false).describe("Whether it runs in the environment's network. Default false."),
  logDays,
});

export type LambdaSettings = z.output<typeof lambda>;
