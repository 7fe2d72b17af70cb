/** Exemptions: a resource that may violate one rule, for a reason and until a day. */
import { z } from "zod";
import { matches } from "./patterns";

const aDay = z.iso.date({ error: 'must be a day that exists, such as "2027-03-31"' });
const aReason = z.string({ error: "is required: say why" }).trim().min(10, "says too little: at least 10 characters");

export const exemptionSchema = z.strictObject({
  rule: z.string().min(1).describe("Name of the rule"),
  resource: z
    .string()
    .min(1)
    .refine((resource) => !/^\*+$/.test(resource), {
      error: "must name resources; to switch a rule off, set its level",
    })
    .describe("URN or name of the resource; * stands for any characters"),
  reason: aReason.describe("Why the violation is accepted"),
  until: aDay.describe("Last day on which the exemption holds, UTC"),
});

/** An exemption as the engine keeps it, within the configuration of its rule. */
export const exemptionOfRule = exemptionSchema.omit({ rule: true });

export type Exemption = z.infer<typeof exemptionSchema>;

/** Whether the exemption means this resource: by URN where the pattern is one, else by the name alone. */
export function concerns({ resource }: Pick<Exemption, "resource">, urn: string): boolean {
  const subject = resource.startsWith("urn:") ? urn : urn.split("::").at(-1)!;
  return matches(resource, subject);
}

/** @param today Day in UTC, such as `2027-03-31`. */
export function isExpired({ until }: Pick<Exemption, "until">, today: string): boolean {
  return today > until;
}

export function todayInUtc(): string {
  return new Date().toISOString().slice(0, 10);
}

export const expiredMessage = ({ resource, reason, until }: Omit<Exemption, "rule">) =>
  `The exemption of ${resource} ended on ${until} ("${reason}"). Remove it, or decide again and give it a new day.`;
