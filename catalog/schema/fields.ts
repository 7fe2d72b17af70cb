/**
 * Building blocks of the schemas. A `rule` completes the sentence that begins with the field's path, and is the
 * remedy at once: `must be 2 to 8 of a-z and 0-9, such as acme`.
 */
import { z } from "zod";
import { limits } from "../naming";
import { regions } from "../regions";
import { didYouMean } from "../suggest";

/** Says `is missing` before the rule when nothing is there. */
const saying =
  (rule: string) =>
  ({ input }: { input?: unknown }) =>
    input === undefined || input === null ? `is missing: it ${rule}` : rule;

export const text = (pattern: RegExp, rule: string) =>
  z.string({ error: saying(rule) }).regex(pattern, { error: rule });

/** A whole number; `what` is its unit or the thing counted, if any. */
export const whole = (least: number, most: number, what?: string) => {
  const rule = `must be a whole number${what === undefined ? "" : ` of ${what}`} from ${least} to ${most}, without quotes`;
  return z
    .int({ error: saying(rule) })
    .min(least, { error: rule })
    .max(most, { error: rule });
};

export const yesNo = (rule = "must be true or false, without quotes") => z.boolean({ error: saying(rule) });

export const choice = <const T extends string>(values: readonly [T, ...T[]]) =>
  z.enum(values, {
    error: ({ input }) => {
      const rule = `must be ${values.length === 1 ? "" : "one of "}${values.join(", ")}.`;
      return typeof input === "string" ? `${rule}${didYouMean(input, values)}` : saying(rule)({ input });
    },
  });

/** A map with these keys and no others. */
export const fields = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code, input }) =>
      code === "invalid_type" ? saying(`must be a map with ${Object.keys(shape).join(", ")}`)({ input }) : undefined,
  });

export const map = <K extends z.ZodString, V extends z.ZodType>(key: K, value: V, rule: string) =>
  z.record(key, value, { error: ({ code, input }) => (code === "invalid_type" ? saying(rule)({ input }) : undefined) });

export const list = <T extends z.ZodType>(item: T, least: number, most: number, what: string) => {
  const rule = `must be a list of ${least === most ? least : `${least} to ${most}`} ${what}`;
  return z
    .array(item, { error: saying(rule) })
    .min(least, { error: rule })
    .max(most, { error: rule });
};

export const accountAlias = text(
  new RegExp(`^[a-z][a-z0-9]{0,${limits.account - 1}}$`),
  `must be 1 to ${limits.account} of a-z and 0-9, beginning with a letter, such as dev`,
);

export const accountId = text(
  /^\d{12}$/,
  'must be twelve digits in quotes, such as "012345678901": without quotes YAML reads a number and loses a leading zero',
);

export const region = z.enum(regions, {
  error: ({ input }) =>
    typeof input === "string"
      ? `is not a region that Slipway knows.${didYouMean(input, regions) || " Use a name such as eu-west-1."}`
      : saying("must be the name of a region, such as eu-west-1")({ input }),
});

/**
 * The `config` of a Pulumi project or settings file. The engine's own keys, `pulumi:...`, are left to the engine:
 * editors let them pass, and `withoutEngineKeys` takes them out before the file is read.
 */
export const engineConfig = <T extends z.ZodRawShape>(shape: T) =>
  fields(shape).meta({ patternProperties: { "^pulumi:": {} } });
