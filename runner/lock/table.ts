/** What the lock needs of DynamoDB, and that over the AWS SDK. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { RefusedError } from "../exit";

export type Attributes = Record<string, AttributeValue>;

/** One conditional write of one item. Every attribute is named through `names`: `owner` is a reserved word. */
export interface Update {
  lockId: string;
  expression: string;
  condition: string;
  names: Record<string, string>;
  values: Attributes;
}

/** Applied: the item after the write. Not applied, because the condition was false: the item as it stands, if any. */
export type UpdateResult = { applied: true; item: Attributes } | { applied: false; item: Attributes | undefined };

export interface LockTable {
  /** @throws UnansweredError when it is not known whether the write was applied. */
  update(update: Update): Promise<UpdateResult>;
  /** Consistent read. @throws UnansweredError when no answer came. */
  get(lockId: string): Promise<Attributes | undefined>;
}

/** No usable answer came: the request may or may not have been carried out. */
export class UnansweredError extends Error {
  override name = "UnansweredError";
}

export interface DynamoTableOptions {
  /** Client options: region, credentials, endpoint. */
  client: DynamoDBClientConfig;
  /** Table name. */
  table: string;
  /** Milliseconds after which one call counts as unanswered. Default 5000. */
  callTimeoutMs?: number;
}

/** Partition key of the table, as Terraform's: the same table can serve both. */
const partitionKey = "LockID";

export function dynamoTable({ client: config, table, callTimeoutMs = 5000 }: DynamoTableOptions): LockTable {
  // One attempt: a retry inside the SDK would fail on the item that its own first attempt wrote, and look like a refusal.
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 });
  const call = async <T>(action: string, send: (abortSignal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await send(AbortSignal.timeout(callTimeoutMs));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) throw error;
      const text = `Lock table ${table}: ${action} failed: ${(error as Error).name}: ${(error as Error).message}`;
      if (!isDefinite(error)) throw new UnansweredError(text, { cause: error });
      throw new RefusedError(`${text}. ${remedy((error as Error).name, table)}`, { cause: error });
    }
  };
  return {
    async update({ lockId, expression, condition, names, values }) {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { [partitionKey]: { S: lockId } },
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        const answer = await call("UpdateItem", (abortSignal) => client.send(command, { abortSignal }));
        return { applied: true, item: answer.Attributes! };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return { applied: false, item: error.Item };
        throw error;
      }
    },
    async get(lockId) {
      const command = new GetItemCommand({
        TableName: table,
        Key: { [partitionKey]: { S: lockId } },
        ConsistentRead: true,
      });
      return (await call("GetItem", (abortSignal) => client.send(command, { abortSignal }))).Item;
    },
  };
}

/** Answers with status 4xx that a later attempt may not get. */
const passing = new Set([
  "InternalServerError",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestTimeout",
  "ThrottlingException",
  "TransactionConflictException",
]);

/** Whether DynamoDB, or the search for credentials, said no: then nothing was written and a repetition does not help. */
function isDefinite(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name === "CredentialsProviderError") return true;
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && !passing.has(name ?? "");
}

function remedy(name: string, table: string): string {
  if (name === "ResourceNotFoundException")
    return `Apply the stack that makes the table first (\`slipway up state\`), or correct the name ${table}.`;
  if (name === "AccessDeniedException")
    return "The identity needs dynamodb:GetItem and dynamodb:UpdateItem on this item; the update role has both.";
  return "Check the credentials (they may have expired) and the region.";
}
