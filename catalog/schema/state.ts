/** `Pulumi.state.yaml`: where checkpoints are kept. */
import { choice, engineConfig, fields, region, whole } from "./fields";

export const stateSchema = fields({
  placement: choice(["one", "account"])
    .default("one")
    .describe("One store in the toolchain account, or one in each account. Default one."),
  // Ten years; S3 itself has no limit here.
  noncurrentDays: whole(1, 3650, "days")
    .default(90)
    .describe("Days for which an overwritten checkpoint is kept, 1 to 3650. Default 90."),
  replica: region.optional().describe("Region of a second copy of the store. Default: none."),
});

export const stateFileSchema = fields({
  config: engineConfig({
    "slipway:state": stateSchema.describe("The state store."),
  }).describe("Configuration of the state store."),
});
