/** Reads what stores hold of stacks: each as its preview role. */
import { S3Client } from "@aws-sdk/client-s3";
import type { StoredPlan } from "../catalog/stored";
import type { ClientOptions } from "./cloud/types";
import { statePlace } from "./engine/guarded";
import { enter, type Identity } from "./identity";
import { type Checkpoint, readCheckpoint } from "./lock";
import type { Session } from "./session";

/** Options of clients that may read a stack's state and lock. */
export async function stateViewer(session: Session): Promise<(plan: StoredPlan) => Promise<ClientOptions>> {
  const cloud = await session.cloud();
  const identities = new Map<string, Promise<Identity | undefined>>();
  return async (plan) => {
    const role = plan.state.previewRole;
    // After a destroy the roles are gone; an administrator may look all the same.
    if (!identities.has(role)) {
      identities.set(
        role,
        enter(cloud, session.catalog, plan, "preview").catch(() => undefined),
      );
    }
    const identity = await identities.get(role);
    return cloud.client(plan.state.region, identity?.credentials ?? cloud.ambient);
  };
}

/** A stack's checkpoint; a store that is not there holds none. */
export async function storedCheckpoint(
  client: ClientOptions,
  project: string,
  plan: StoredPlan,
): Promise<Checkpoint | undefined> {
  try {
    return await readCheckpoint(new S3Client(client), statePlace(project, plan));
  } catch (error) {
    if ((error as Error).name === "NoSuchBucket") return undefined;
    throw error;
  }
}
