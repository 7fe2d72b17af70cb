/** One account and region of the laptop cloud, as its services see it. */
import { partitionOf } from "../../catalog/regions";
import { openDoor } from "../provider/accounts";
import { openRecords, type ResourceRecord } from "../provider/records";
import { type Failing, failingIn } from "./failing";
import { type Kept, openKept } from "./kept";

export interface Account {
  account: string;
  region: string;
  /** `aws`, `aws-cn` and so on. */
  partition: string;
  kept: Kept;
  /** The resource of a type that fits. */
  find(type: string, fits: (outputs: Record<string, unknown>) => boolean): ResourceRecord | undefined;
  all(type: string): ResourceRecord[];
  /** Gives a resource other outputs. */
  change(record: ResourceRecord, outputs: Record<string, unknown>): void;
  failing(): Failing;
  /** Bytes of an object in the emulator's store. */
  object(bucket: string, key: string, version?: string): Promise<Uint8Array>;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Laptop {
  /** Folder of the laptop cloud. */
  data: string;
  /** The emulator's. */
  endpoint: string;
}

export function accountOf({ data, endpoint }: Laptop, account: string, region: string): Account {
  const records = openRecords(data);
  const all = (type: string) => records.list(account, region, type);
  return {
    account,
    region,
    partition: partitionOf(region) ?? "aws",
    kept: openKept(data, account, region),
    all,
    find: (type, fits) => all(type).find(({ outputs }) => fits(outputs)),
    change(record, outputs) {
      const now = { ...record.outputs, ...outputs };
      const present = Object.entries(now).filter(([, value]) => value !== undefined);
      records.put({ ...record, outputs: Object.fromEntries(present) });
    },
    failing: () => failingIn(data),
    async object(Bucket, Key, VersionId) {
      const { GetObjectCommand } = await import("@aws-sdk/client-s3");
      const { s3Client } = await import("../provider/backing/s3-client");
      const client = s3Client(await openDoor(endpoint)(account, region));
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      return Body!.transformToByteArray();
    },
    now: Date.now,
  };
}
