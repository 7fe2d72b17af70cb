/** `Pulumi.organization.yaml`: guardrails of the whole AWS organisation, and who administers its services. */
import type { z } from "zod";
import { delegableServices } from "../governance/delegable-services";
import { accountAlias, choice, engineConfig, fields, list, region, text } from "./fields";

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html, `TargetId`. */
const unit = text(
  /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/,
  "must be the id of an organizational unit, such as ou-ab12-11aa22bb",
);

const target = text(
  /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|\d{12}|[a-z][a-z0-9]*)$/,
  "must be the id of the root, such as r-ab12, an account of Pulumi.yaml or an account id in quotes, or a map with unit and accounts",
);

const unitTarget = fields({
  unit: unit.describe("Id of the organizational unit."),
  accounts: list(accountAlias, 0, 100, "accounts of Pulumi.yaml").describe(
    "Accounts of Pulumi.yaml that are below it, however deep. No file of AWS's is read, so this is the only word on it.",
  ),
});

export const governanceSchema = fields({
  account: accountAlias.describe("Alias of the organisation's management account, as in Pulumi.yaml."),
  regions: list(region, 1, 50, "regions")
    .optional()
    .describe("Regions that accounts may use. Default: every region that the files use, and us-east-1."),
  targets: list(target.or(unitTarget), 1, 100, "roots, organizational units or accounts").describe(
    "What guardrails are attached to: the root, accounts, or organizational units with their accounts.",
  ),
  delegatedAdministrators: list(
    fields({
      service: choice(delegableServices).describe("Principal of the AWS service."),
      account: accountAlias.describe("Alias of the account that administers it for the organisation."),
    }),
    0,
    50,
    "maps with service and account",
  )
    .default([])
    .describe("AWS services that an account administers in place of the management account. Default: none."),
});

export const governanceFileSchema = fields({
  config: engineConfig({
    "slipway:governance": governanceSchema.describe("Guardrails and delegated administration."),
  }).describe("Configuration of the AWS organisation."),
});

export type GovernanceSettings = z.output<typeof governanceSchema>;
