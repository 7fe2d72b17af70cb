/** Looks in the stores for stacks that no file declares. */
import { paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { type Orphan, orphanPlan, orphans } from "../catalog/orphans";
import type { Existing } from "../catalog/removal";
import { isStored, type StoredPlan } from "../catalog/stored";
import { deploymentOf } from "./engine/inspect";
import { assume, caller, type Identity } from "./identity";
import { readCheckpoint } from "./lock";
import type { Session } from "./session";

/** Plans of all orphans. Needs an administrator: nobody else may list a whole store. */
export async function findOrphans(session: Session): Promise<StoredPlan[]> {
  const { catalog } = session;
  const found: StoredPlan[] = [];
  for (const { bucket, client } of await stores(session)) {
    const keys = await checkpoints(client, bucket, catalog.project);
    const unknown = new Set(
      orphans(
        catalog,
        keys.map(({ name }) => name),
      ),
    );
    for (const { name, prefix } of keys.filter((key) => unknown.has(key.name))) {
      const checkpoint = await readCheckpoint(client, { bucket, prefix, project: catalog.project, stack: name });
      const at = placeOf(deploymentOf(checkpoint).resources ?? []);
      // Without a provider there is nothing in any account: the emptied stack lies where its store is.
      const own = catalog.stacks.filter(isStored).find(({ state }) => state.bucket === bucket)!.state;
      found.push(orphanPlan(catalog, { name, prefix, accountId: own.accountId, region: own.region, ...at }));
    }
  }
  return found;
}

/** Every stack that has a checkpoint in a store, declared or not. Needs an administrator, too. */
export async function existingStacks(session: Session): Promise<Existing[]> {
  const inside = await stores(session);
  const found = await Promise.all(
    inside.map(async ({ bucket, client }) =>
      (await checkpoints(client, bucket, session.catalog.project)).map((each) => ({ ...each, bucket })),
    ),
  );
  return found.flat();
}

async function stores(session: Session): Promise<{ bucket: string; client: S3Client }[]> {
  const { catalog } = session;
  const cloud = await session.cloud();
  const start = await caller(cloud, catalog.organization.home);
  const plans = new Map(catalog.stacks.filter(isStored).map((plan) => [plan.state.bucket, plan]));
  return Promise.all(
    [...plans].map(async ([bucket, plan]) => {
      const inside = plan.state.accountId === start.accountId ? start : await asAdministrator(session, plan, start);
      return { bucket, client: new S3Client(cloud.client(plan.state.region, inside.credentials)) };
    }),
  );
}

async function asAdministrator(session: Session, plan: StoredPlan, start: Identity): Promise<Identity> {
  const { administrator, home } = session.catalog.organization;
  const role = `arn:${plan.partition}:iam::${plan.state.accountId}:role/${administrator}`;
  return assume(await session.cloud(), plan, home, role, start);
}

async function checkpoints(
  client: S3Client,
  bucket: string,
  project: string,
): Promise<Pick<Orphan, "name" | "prefix">[]> {
  const shape = new RegExp(`^(.+)/\\.pulumi/stacks/${project}/(.+)\\.json(\\.gz|\\.zst)?$`);
  const found: Pick<Orphan, "name" | "prefix">[] = [];
  try {
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket })) {
      for (const { Key = "" } of page.Contents ?? []) {
        const [, prefix, name] = shape.exec(Key) ?? [];
        if (prefix && name) found.push({ name, prefix });
      }
    }
  } catch (error) {
    if ((error as Error).name !== "NoSuchBucket") throw error;
  }
  return found;
}

/** Account and region of the first AWS provider in a state. */
function placeOf(resources: { type: string; inputs?: Record<string, unknown> }[]): Partial<Orphan> {
  const inputs = resources.find(({ type }) => type === "pulumi:providers:aws")?.inputs;
  const accounts = inputs?.["allowedAccountIds"];
  const [accountId] = typeof accounts === "string" ? (JSON.parse(accounts) as string[]) : [];
  const region = inputs?.["region"];
  return { ...(accountId ? { accountId } : {}), ...(typeof region === "string" ? { region } : {}) };
}
