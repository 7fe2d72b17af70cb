/** `pulumi stack ls` over all backends of the catalog: one list, as if they were one. */
import { isStored, type StoredPlan } from "../../catalog/stored";
import { FailedError } from "../exit";
import type { Session } from "../session";
import { table } from "../terminal";
import { guarded } from "./guarded";

interface Listed {
  name: string;
  current: boolean;
  updateInProgress?: boolean;
  lastUpdate?: string;
  resourceCount?: number;
}

export async function listStacks(session: Session, args: string[]): Promise<number> {
  const backends = new Map<string, StoredPlan>();
  for (const plan of session.catalog.stacks.filter(isStored)) {
    const key = `${plan.state.bucket}/${plan.state.prefix}`;
    if (!backends.has(key)) backends.set(key, plan);
  }
  const listed: (Listed & { backend: string })[] = [];
  for (const [backend, plan] of backends) {
    const found = await list(session, plan);
    listed.push(...found.map((stack) => ({ ...stack, backend: `s3://${backend}` })));
  }
  if (args.includes("--json") || args.includes("-j")) process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
  else {
    const rows = listed.map(({ name, lastUpdate, resourceCount, backend }) => [
      name,
      lastUpdate ?? "n/a",
      String(resourceCount ?? "n/a"),
      backend,
    ]);
    process.stdout.write(`${table([["NAME", "LAST UPDATE", "RESOURCE COUNT", "BACKEND"], ...rows])}\n`);
  }
  return 0;
}

async function list(session: Session, plan: StoredPlan): Promise<Listed[]> {
  const guard = {
    operation: "pulumi stack ls",
    access: "preview" as const,
    writes: false,
    waitMs: 0,
    acceptState: true,
    allowPending: true,
  };
  return guarded(session, plan, guard, async (run) => {
    const result = await run.pulumi({ args: ["stack", "ls", "--json", "--non-interactive"] });
    if (result.code !== 0) throw new FailedError(`pulumi stack ls in ${plan.state.prefix} failed:\n${result.stderr}`);
    return JSON.parse(result.stdout);
  });
}
