/** `Pulumi.yaml`: the Pulumi project, and the organisation that owns it. */
import { z } from "zod";
import { limits } from "../naming";
import { federation } from "./federation";
import { accountAlias, accountId, choice, engineConfig, fields, list, map, region, text } from "./fields";
import { people } from "./people";

/**
 * AWS documents `o-` and 10 to 32 characters; nine are let pass for example ids such as `o-example00`.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
 */
const organizationId = text(/^o-[a-z0-9]{9,32}$/, "must be an AWS Organizations id, such as o-a1b2c3d4e5");

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const roleName = text(
  /^[\w+=,.@-]{1,64}$/,
  "must be a role's name without path, such as OrganizationAccountAccessRole",
);

const roleArn = text(
  /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
  "must be a role's ARN, such as arn:aws:iam::111111111111:role/platform-engineers",
);

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html: 128 and 256 characters. */
const tagKey = text(
  /^(?!aws:|slipway:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu,
  "must be a tag key of 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws: or slipway:",
);
const tagValue = text(
  /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
  "must be a tag value in quotes: at most 256 letters, digits, spaces and _ . : / = + - @",
);

/** Ranges of addresses; what lies in them and what touches them is checked across files. */
const range = text(/^[\d.]+\/\d+$/, "must be an IPv4 range, such as 10.0.0.0/8");

const networkPlan = fields({
  range: range
    .optional()
    .describe("Range that every network lies in. Default: any; free networks are suggested from 10.0.0.0/8."),
  reserved: map(
    text(/^[a-z][a-z0-9-]{0,31}$/, "must be 1 to 32 of a-z, 0-9 and hyphens, beginning with a letter, such as office"),
    range,
    "must be a map of names to IPv4 ranges",
  )
    .default({})
    .describe("Ranges that no network may touch, such as those on premises, by a name of your own. Default: none."),
});

export const organizationSchema = fields({
  prefix: text(
    // Aliases of keys may not begin with `aws/`, buckets not with `amzn-s3-demo-` or `sthree-`.
    new RegExp(`^(?!(aws|amzn|sthree|internal)$)[a-z][a-z0-9]{1,${limits.prefix - 1}}$`),
    `must be 2 to ${limits.prefix} of a-z and 0-9, beginning with a letter, such as acme; aws, amzn, sthree and internal are AWS's own`,
  ).describe(`First part of every name: 2 to ${limits.prefix} of a-z and 0-9, beginning with a letter.`),
  id: organizationId
    .optional()
    .describe("AWS Organizations id. When it is given, every trust also asks for this organisation."),
  home: region.describe("Region of the state store, the pipelines and of what is global."),
  accounts: map(accountAlias, accountId, "must be a map of account aliases to account ids, with toolchain").describe(
    "Account alias to account id, twelve digits in quotes. Must have toolchain: the account of state and pipelines.",
  ),
  administrator: roleName
    .default("OrganizationAccountAccessRole")
    .describe("Role that an administrator has in every account. Default OrganizationAccountAccessRole."),
  operators: list(roleArn, 1, 50, "role ARNs of the toolchain account")
    .optional()
    .describe("ARNs of the toolchain account's roles that may run Slipway. Default: its administrator role."),
  tags: map(tagKey, tagValue, "must be a map of tag keys to tag values")
    .default({})
    .describe("Tags of every resource, besides Slipway's own; at most 40."),
  federation: federation
    .default({})
    .describe(
      "CI outside AWS whose runs may preview or update stacks, by a name of 2 to 24 characters. Default: none.",
    ),
  people: people.default({}).describe("People who enter roles of the platform in every account. Default: nobody."),
  network: networkPlan.default({ reserved: {} }).describe("Where the networks of all files may lie."),
});

/** `pulumi:disable-default-providers`, so that nothing lands in the account that the shell happens to be in. */
const noDefaultProviders = fields({
  value: z
    .array(z.string(), { error: 'must be ["*"]' })
    .refine((packages) => packages.includes("*"), { error: 'must be ["*"], so that every provider is explicit' })
    .describe('Packages whose default provider is off: ["*"].'),
});

const nodejs = choice(["nodejs"]);

export const projectSchema = fields({
  name: text(
    // https://www.pulumi.com/docs/iac/concepts/projects/: names of 1 to 100 characters.
    /^[A-Za-z0-9_.-]{1,100}$/,
    "must be the Pulumi project's name: 1 to 100 letters, digits and _ . -, such as slipway",
  ).describe("Name of the Pulumi project; part of every lock's and checkpoint's name."),
  runtime: z
    .union(
      [
        nodejs,
        fields({
          name: nodejs.describe("Language of the program."),
          options: fields({
            typescript: z
              .literal(true, { error: "must be true: the program is TypeScript" })
              .optional()
              .describe("Whether the program is TypeScript. Default true."),
          })
            .optional()
            .describe("Options of the Node.js language host."),
        }),
      ],
      { error: "must be nodejs, or a map with name: nodejs and options" },
    )
    .describe("Language of the program."),
  description: z.string({ error: "must be text" }).optional().describe("What this project is; for people."),
  config: engineConfig({
    "pulumi:disable-default-providers": noDefaultProviders.describe("Turns default providers off."),
    "slipway:organization": fields({
      value: organizationSchema.describe("The organisation."),
    }).describe("The organisation: its prefix, accounts and home region."),
  }).describe("Configuration of the project."),
});
