/** Key policies of state: who may administer a key, who may use it, and that its aliases stay what they are. */
import { exactRoles, type PolicyDocument, policy, type Statement } from "../../catalog/iam/document";
import { keyAdministration } from "../../catalog/iam/keys";
import { viaService } from "../../catalog/iam/services";

/** The account that a key is in, and who looks after it. */
export interface KeyOwner {
  partition: string;
  accountId: string;
  region: string;
  organizationId?: string;
  /** ARNs of the roles that administer the key. */
  administrators: string[];
}

export interface KeyUsers {
  /** ARNs of the roles that read. */
  readers: string[];
  /** ARNs of the roles that write (and read). */
  writers: string[];
}

/** Policy of the key that encrypts the secrets of one scope's stacks. */
export function secretsKeyPolicy(owner: KeyOwner, users: KeyUsers): PolicyDocument {
  return policy(
    ...ownerStatements(owner),
    // A preview opens secrets; only an update makes new ones, so only that encrypts the stack's data key.
    use("ReadSecrets", owner, [...users.readers, ...users.writers], ["kms:Decrypt"]),
    use("WriteSecrets", owner, users.writers, ["kms:Encrypt"]),
  );
}

export interface StoreKeyUse extends KeyUsers {
  /** Role that copies objects, with the source's or the replica's part. */
  replication?: { roleArn: string; part: "source" | "replica" };
  /** Whether a lock table is encrypted with the key too. */
  table: boolean;
}

/** Policy of the key that encrypts a state bucket (and its lock table): usable only through those services. */
export function storeKeyPolicy(owner: KeyOwner, users: StoreKeyUse): PolicyDocument {
  const { replication } = users;
  const everyone = [...users.readers, ...users.writers];
  const through = (service: string) => ({ "kms:ViaService": viaService(service, owner.partition, owner.region) });
  return policy(
    ...ownerStatements(owner),
    use("ReadObjects", owner, everyone, ["kms:Decrypt"], through("s3")),
    use("WriteObjects", owner, users.writers, ["kms:GenerateDataKey"], through("s3")),
    ...(users.table
      ? [
          use("ReadLocks", owner, everyone, ["kms:Decrypt"], through("dynamodb")),
          use("WriteLocks", owner, users.writers, ["kms:Encrypt", "kms:GenerateDataKey"], through("dynamodb")),
          encryptTable(owner, through("dynamodb")),
        ]
      : []),
    ...(replication
      ? [
          use(
            "Replicate",
            owner,
            [replication.roleArn],
            replication.part === "source" ? ["kms:Decrypt"] : ["kms:Encrypt", "kms:GenerateDataKey"],
            through("s3"),
          ),
        ]
      : []),
  );
}

/**
 * The account's identity policies decide who administers, as KMS needs at least one way in, except for aliases:
 * rights are given by alias, so another alias on a key would hand it to somebody else.
 */
function ownerStatements(owner: KeyOwner): Statement[] {
  return [
    { Sid: "Administer", Effect: "Allow", Principal: rootOf(owner), Action: keyAdministration, Resource: "*" },
    {
      Sid: "KeepAliases",
      Effect: "Deny",
      Principal: "*",
      Action: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
      Resource: "*",
      Condition: { ArnNotEquals: { "aws:PrincipalArn": [...owner.administrators].sort() } },
    },
  ];
}

/** DynamoDB works with a grant, which whoever makes the table creates through it. */
function encryptTable(owner: KeyOwner, through: Record<string, string>): Statement {
  const statement = use("EncryptTable", owner, owner.administrators, ["kms:CreateGrant"], through);
  return { ...statement, Condition: { ...statement.Condition, Bool: { "kms:GrantIsForAWSResource": "true" } } };
}

function use(
  sid: string,
  owner: KeyOwner,
  roleArns: string[],
  actions: string[],
  equals: Record<string, string> = {},
): Statement {
  const who = exactRoles({ ...owner, roleArns: [...new Set(roleArns)] });
  return {
    Sid: sid,
    Effect: "Allow",
    ...who,
    Action: actions,
    Resource: "*",
    Condition: {
      ...who.Condition,
      ...(who.Condition["StringEquals"] || Object.keys(equals).length > 0
        ? { StringEquals: { ...who.Condition["StringEquals"], ...equals } }
        : {}),
    },
  };
}

function rootOf({ partition, accountId }: KeyOwner) {
  return { AWS: `arn:${partition}:iam::${accountId}:root` };
}
