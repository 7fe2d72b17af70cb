import { z } from "zod";
import type { StackRule } from "../../rule";
import { isObject, isUnknown, type Value } from "../../values";

const config = z.strictObject({
  tags: z
    .record(z.string(), z.array(z.string()))
    .default({})
    .describe("Names of tags that every resource needs, with the values that are allowed; an empty list allows any"),
});

/**
 * Every resource that can have tags has those that the organisation requires.
 *
 * Off until tags are configured. Tags that the provider adds by default count (`tagsAll`). A resource can have tags
 * if it has the property `tagsAll` or `tags`.
 *
 * Service: aws. Severity: low. Topics: tags.
 */
export const awsResourceHasRequiredTags: StackRule<z.infer<typeof config>> = {
  name: "aws-resource-has-required-tags",
  description: "Every resource that can have tags has those that the organisation requires.",
  level: "mandatory",
  severity: "low",
  service: "aws",
  topics: ["tags"],
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  remedy: "Add it to the resource's tags or to the provider's defaultTags.",
  unknowns: "Tags that are unknown in a preview are judged in the update.",
  config,
  checkStack(resources, report, { tags: required }) {
    const wanted = Object.entries(required);
    if (wanted.length === 0) return;
    for (const { urn, type, props } of resources.filter((each) => each.type.startsWith("aws:"))) {
      const tags = props["tagsAll"] ?? props["tags"];
      if (tags === undefined) continue;
      if (isUnknown(tags)) report.undecided("tagsAll", urn);
      else for (const [name, values] of wanted) judge(name, values, tags);
      function judge(name: string, values: string[], from: Value): void {
        const value = isObject(from) ? from[name] : undefined;
        if (isUnknown(value)) report.undecided(`tagsAll.${name}`, urn);
        else if (typeof value !== "string") report.violation(`${short(type)} has no tag ${name}.`, urn);
        else if (values.length > 0 && !values.includes(value)) {
          report.violation(`${short(type)} has tag ${name} = ${value}; allowed: ${values.join(", ")}.`, urn);
        }
      }
    }
  },
};

const short = (type: string) => type.split(":").at(-1)!;
