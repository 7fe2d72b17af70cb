/** Findings that a company accepts for a while: by rule and place, with a reason and a last day. */
import { parse } from "yaml";
import { z } from "zod";
import { like } from "../../catalog/iam/pattern";
import { didYouMean } from "../../catalog/suggest";
import { type Finding, findingOf } from "./document";
import { type RuleName, rules } from "./rules";

export interface Ignore {
  rule: RuleName;
  /** Pattern of the document's name, with `*` and `?`. One of `document` and `resource` is given. */
  document?: string;
  /** Pattern of the URN of the resource that holds it. */
  resource?: string;
  reason: string;
  /** Last day on which it holds, as `2027-03-31`, in UTC. */
  until: string;
}

export interface Judged {
  /** What nobody ignores, with a finding for each ignore that is past its day or matches nothing any more. */
  findings: Finding[];
  ignored: (Finding & Pick<Ignore, "reason" | "until">)[];
}

/** A file of ignores that cannot be read; lists every problem. */
export class IgnoreError extends Error {
  override name = "IgnoreError";

  constructor(
    readonly file: string,
    readonly problems: string[],
  ) {
    super([`${file} holds no list of ignores:`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
}

const names = Object.keys(rules) as RuleName[];

const shape = z.array(
  z
    .strictObject({
      rule: z.string().refine((name) => (names as string[]).includes(name), {
        error: ({ input }) =>
          `"${input}" is no rule.${didYouMean(String(input), names)} Use one of ${names.join(", ")}`,
      }),
      document: z.string().min(1).optional(),
      resource: z.string().min(1).optional(),
      reason: z.string().trim().min(1, "say why it is accepted"),
      until: z.iso.date("give the last day as YYYY-MM-DD"),
    })
    .refine(({ document, resource }) => (document === undefined) !== (resource === undefined), {
      error: "give either document or resource, a name or URN in which * stands for anything",
    }),
);

/** Throws `IgnoreError` with all problems at once. An empty file is an empty list. */
export function readIgnores(file: string, yaml: string): Ignore[] {
  let given: unknown;
  try {
    given = parse(yaml) ?? [];
  } catch (error) {
    throw new IgnoreError(file, [(error as Error).message]);
  }
  const read = shape.safeParse(given);
  if (read.success) return read.data as Ignore[];
  throw new IgnoreError(
    file,
    read.error.issues.map(({ path, message }) => `${path.length === 0 ? "the list" : path.join(".")}: ${message}`),
  );
}

/** @param today as `2026-11-21`, in UTC. */
export function judge(findings: readonly Finding[], ignores: readonly Ignore[], file: string, today: string): Judged {
  const used = new Set<Ignore>();
  const judged: Judged = { findings: [], ignored: [] };
  for (const finding of findings) {
    const matching = ignores.filter((ignore) => matches(ignore, finding));
    for (const ignore of matching) used.add(ignore);
    const valid = matching.find(({ until }) => today <= until);
    if (valid) judged.ignored.push({ ...finding, reason: valid.reason, until: valid.until });
    else judged.findings.push(finding);
  }
  const stale = ignores.flatMap((ignore) => {
    const { rule, document, resource, until } = ignore;
    const say = (message: string) => [
      findingOf({ name: file }, { rule: "ignore", value: `${rule}: ${document ?? resource}`, message }),
    ];
    if (until < today) return say(`ended on ${until}`);
    return used.has(ignore) ? [] : say("matches no finding");
  });
  return { ...judged, findings: [...judged.findings, ...stale] };
}

function matches({ rule, document, resource }: Ignore, finding: Finding): boolean {
  if (rule !== finding.rule) return false;
  return document === undefined ? like(resource!, finding.urn ?? "") : like(document, finding.document);
}
