/** Task definitions: those of stacks are resources, those of releases are kept. */
import type { ResourceRecord } from "../provider/records";
import type { Account } from "./account";
import { awsError } from "./call";

const type = "aws:ecs/taskDefinition:TaskDefinition";
const kind = "task-definitions";

interface Tag {
  key: string;
  value: string;
}

export interface Described {
  taskDefinition: Record<string, unknown> & { taskDefinitionArn: string };
  tags: Tag[];
}

/** By ARN, `family:revision`, or by family its latest. Rejects as ECS does for what does not exist. */
export function describeTaskDefinition(account: Account, name: string): Described {
  const short = name.split("/").at(-1)!;
  const [family = "", revision] = short.split(":");
  const record = account.find(
    type,
    ({ arn, family: own }) => own === family && (revision === undefined || String(arn).endsWith(`/${short}`)),
  );
  if (record) return describedRecord(record);
  const all = account.kept.get<Described[]>(kind, family) ?? [];
  const found = revision === undefined ? all.at(-1) : all[Number(revision) - 1];
  if (!found) throw awsError("ClientException", "Unable to describe task definition.");
  return found;
}

/** Settings that ECS describes under the names that stacks give them. */
const settings = [
  "family",
  "revision",
  "cpu",
  "memory",
  "networkMode",
  "requiresCompatibilities",
  "runtimePlatform",
  "taskRoleArn",
  "executionRoleArn",
  "ephemeralStorage",
  "volumes",
];

function describedRecord({ outputs }: ResourceRecord): Described {
  const given = settings.filter((name) => outputs[name] !== undefined).map((name) => [name, outputs[name]] as const);
  return {
    taskDefinition: {
      ...Object.fromEntries(given),
      taskDefinitionArn: String(outputs["arn"]),
      containerDefinitions: JSON.parse(String(outputs["containerDefinitions"])),
      ...(outputs["volumes"] === undefined ? { volumes: [] } : {}),
      ...describeOnly(outputs["requiresCompatibilities"]),
    },
    tags: Object.entries((outputs["tagsAll"] ?? {}) as Record<string, string>).map(([key, value]) => ({ key, value })),
  };
}

/** What ECS says of a task definition beyond what it was given. */
function describeOnly(compatibilities: unknown) {
  return { status: "ACTIVE", placementConstraints: [], requiresAttributes: [], compatibilities: compatibilities ?? [] };
}

export function registerTaskDefinition(
  account: Account,
  { tags = [], ...given }: { family: string; tags?: Tag[] } & Record<string, unknown>,
): Described {
  const all = account.kept.get<Described[]>(kind, given.family) ?? [];
  const revision = all.length + 1;
  const place = `${account.partition}:ecs:${account.region}:${account.account}`;
  const taskDefinitionArn = `arn:${place}:task-definition/${given.family}:${revision}`;
  const made: Described = {
    taskDefinition: { ...given, taskDefinitionArn, revision, ...describeOnly(given["requiresCompatibilities"]) },
    tags,
  };
  account.kept.put(kind, given.family, [...all, made]);
  return made;
}

/** Images of a task definition's containers. */
export function imagesOf(account: Account, name: string): { name: string; image: string }[] {
  const { taskDefinition } = describeTaskDefinition(account, name);
  return taskDefinition["containerDefinitions"] as { name: string; image: string }[];
}
