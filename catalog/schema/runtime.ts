/** What containers and functions have in common: part of `services/<name>.yaml`. */
import { z } from "zod";
import { logRetentionDays } from "../log-retention";
import { parameterPath, secret } from "./build";
import { fields, map, text } from "./fields";

/** AWS's own variables begin with AWS_: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const variableName = text(
  /^(?!AWS_)[A-Za-z][A-Za-z0-9_]{0,99}$/,
  "must be 1 to 100 letters, digits and _, beginning with a letter, not with AWS_",
);

export const environmentVariables = map(
  variableName,
  text(/^[^\0]{0,4096}$/, "must be text, in quotes"),
  "must be a map of variable names to text",
)
  .default({})
  .describe("Variables, in clear text; they are no place for secrets. Default: none.");

const key = text(
  /^alias\/(?!aws\/)[\w/-]{1,250}$/,
  "must be the alias of a customer key, such as alias/acme/orders: the ARN of a key is of one account and region only",
)
  .optional()
  .describe(
    "Alias of the customer key that encrypts it, below the organisation's prefix. Default: AWS's own key, which asks for no right.",
  );

export const secrets = (what: string) =>
  map(
    variableName,
    z.union(
      [
        fields({ parameter: parameterPath.describe("Path of the parameter in Parameter Store."), key }),
        secret.extend({ key }),
      ],
      { error: "must be a map with parameter, or with secret" },
    ),
    "must be a map of variable names to maps with parameter or secret",
  )
    .default({})
    .describe(what);

export const logDays = z
  .literal([...logRetentionDays], { error: `must be one of ${logRetentionDays.join(", ")}` })
  .default(90)
  .describe("Days for which logs are kept; one of CloudWatch's periods. Default 90.");

export const imageName = text(/^[a-z][a-z0-9]{0,15}$/, "must be the name of an image of build.images, such as api");
