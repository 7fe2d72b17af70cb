/** Holds a whole organisation against the quotas: what it uses, and where that is too much. */
import { type CountedPipeline, type Counts, countPipelines } from "./counts";
import { documentLimits, policySize, type QuotaDocument } from "./documents";
import { limits as aws, type Limit, type LimitId, type Limits } from "./limits";
import { count, type QuotaProblem, raise } from "./problem";

/** Anything else that is counted against a quota: event rules, projects, parameters. */
export interface CountedResource {
  /** What is counted, as a path: `accounts.111111111111.us-east-1.rules`. */
  subject: string;
  limit: LimitId;
  used: number;
}

export interface QuotaRequest {
  pipelines: readonly CountedPipeline[];
  /** Every policy document; a role counts by its `trust` document, of which it has exactly one. */
  documents: readonly QuotaDocument[];
  resources?: readonly CountedResource[];
}

/** A line of the display. */
export interface QuotaRow {
  subject: string;
  used: number;
  limit: number;
  unit: string;
  source: string;
}

export interface QuotaReport {
  problems: QuotaProblem[];
  /** Every use, the problems' too, in order of pipelines, accounts, documents and resources. */
  rows: QuotaRow[];
}

export function checkQuotas(request: QuotaRequest, limits: Limits = aws): QuotaReport {
  const counts = countPipelines(request.pipelines);
  const uses = [
    ...pipelineUses(counts, limits),
    ...stageUses(counts, limits),
    ...placeUses(counts, limits),
    ...roleUses(request.documents, limits),
    ...documentUses(request.documents, limits),
    ...(request.resources ?? []).map(({ subject, limit, used }) => resourceUse(subject, limits[limit], used)),
  ];
  return {
    problems: uses.filter(({ used, limit }) => used > limit.value),
    rows: uses.map(({ subject, used, limit }) => ({
      subject,
      used,
      limit: limit.value,
      unit: limit.unit,
      source: limit.source,
    })),
  };
}

function pipelineUses({ pipelines }: Counts, limits: Limits): QuotaProblem[] {
  const remedy = "split the service's environments over several services";
  return pipelines.flatMap(({ name, stages, actions }): QuotaProblem[] => [
    {
      subject: `pipelines.${name}.stages`,
      used: stages,
      limit: limits.stagesPerPipeline,
      arithmetic: `pipeline ${name} has ${count(stages, "stages")}`,
      remedy,
    },
    {
      subject: `pipelines.${name}.actions`,
      used: actions,
      limit: limits.actionsPerPipeline,
      arithmetic: `pipeline ${name} has ${count(actions, "actions")} in ${count(stages, "stages")}`,
      remedy,
    },
  ]);
}

function stageUses({ stages }: Counts, limits: Limits): QuotaProblem[] {
  return stages.flatMap(({ pipeline, stage, actions, parallel, sequential }): QuotaProblem[] => {
    const subject = `pipelines.${pipeline}.stages.${stage}`;
    const has = `stage ${stage} of ${pipeline} has`;
    const remedy = "split the stage";
    return [
      {
        subject: `${subject}.actions`,
        used: actions,
        limit: limits.actionsPerStage,
        arithmetic: `${has} ${count(actions, "actions")}`,
        remedy,
      },
      {
        subject: `${subject}.parallel`,
        used: parallel,
        limit: limits.parallelActionsPerStage,
        arithmetic: `${has} ${count(parallel, "actions")} with one run order`,
        remedy: `${remedy}, or cap its concurrency`,
      },
      {
        subject: `${subject}.sequential`,
        used: sequential,
        limit: limits.sequentialActionsPerStage,
        arithmetic: `${has} ${count(sequential, "run orders")}`,
        remedy,
      },
    ];
  });
}

function placeUses({ places }: Counts, limits: Limits): QuotaProblem[] {
  const limit = limits.pipelinesPerRegion;
  return places
    .filter(({ pipelines }) => pipelines > 0)
    .map(({ accountId, region, pipelines }) => ({
      subject: `accounts.${accountId}.${region}.pipelines`,
      used: pipelines,
      limit,
      arithmetic: `account ${accountId} has ${count(pipelines, "pipelines")} in ${region}`,
      remedy: `let services share pipelines or move some to another region${raise(limit, pipelines)}`,
    }));
}

function roleUses(documents: readonly QuotaDocument[], limits: Limits): QuotaProblem[] {
  const roles = new Map<string, Set<string>>();
  for (const { kind, account, name } of documents) {
    if (kind === "trust") roles.set(account, (roles.get(account) ?? new Set()).add(name));
  }
  const limit = limits.rolesPerAccount;
  return [...roles.keys()].sort().map((account) => {
    const used = roles.get(account)!.size;
    const arithmetic = `account ${account} has ${count(used, "roles")}`;
    const remedy = `give some services an account of their own${raise(limit, used)}`;
    return { subject: `accounts.${account}.roles`, used, limit, arithmetic, remedy };
  });
}

/** Inline policies count together for their role, every other document for itself. */
function documentUses(documents: readonly QuotaDocument[], limits: Limits): QuotaProblem[] {
  const inline = new Map<string, QuotaDocument[]>();
  for (const each of documents.filter(({ kind }) => kind === "inline")) {
    const role = `${each.account} ${each.name}`;
    inline.set(role, [...(inline.get(role) ?? []), each]);
  }
  const alone = documents.filter(({ kind }) => kind !== "inline").map((each) => [each]);
  return [...inline.values(), ...alone].map((group) => documentUse(group, limits));
}

/** What documents of one kind, name and account use together. */
export function documentUse(group: readonly QuotaDocument[], limits: Limits = aws): QuotaProblem {
  const { kind, name, account } = group[0]!;
  const limit = limits[documentLimits[kind]];
  const sizes = group.map(({ document }) => policySize(kind, document));
  const used = sizes.reduce((sum, size) => sum + size, 0);
  const parts = sizes.length > 1 ? `${sizes.map((size) => count(size, limit.unit)).join(" + ")} = ` : "";
  return {
    subject: `accounts.${account}.${kind}.${name}`,
    used,
    limit,
    arithmetic: `${kind} policy of ${name} has ${parts}${count(used, limit.unit)}`,
    remedy: `name fewer roles and resources in it${raise(limit, used)}`,
  };
}

function resourceUse(subject: string, limit: Limit, used: number): QuotaProblem {
  const arithmetic = `${subject} has ${count(used, limit.unit)}`;
  return { subject, used, limit, arithmetic, remedy: `use fewer${raise(limit, used)}` };
}
