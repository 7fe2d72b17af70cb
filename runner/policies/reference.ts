/** The table of rules in `docs/policies.md`, from their metadata. */
import { z } from "zod";
import type { Rule } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { settingsOfTheCatalog } from "./schema";

/** A table in Markdown, in the order of the pack. */
export function rulesTable(of: readonly Rule[] = rules): string {
  const rows = of.map((rule) => {
    const repair = "remediate" in rule ? "yes" : "";
    const cells = [`\`${rule.name}\``, rule.description, rule.severity, rule.topics.join(", "), settings(rule), repair];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return [
    "| Rule | What is true | Severity | Topics | Settings | Repairs |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function settings({ config }: Rule): string {
  if (!(config instanceof z.ZodObject)) return "";
  const names = Object.keys(config.shape).filter((name) => !settingsOfTheCatalog.includes(name));
  return names.map((name) => `\`${name}\``).join(", ");
}

/** The document with its table written anew: what stands between `<!-- rules -->` and `<!-- end -->`. */
export function withRules(document: string): string {
  return document.replace(/(<!-- rules -->\n)[\s\S]*?(<!-- end -->)/, (_all, begin: string, end: string) => {
    return `${begin}${rulesTable()}\n${end}`;
  });
}
