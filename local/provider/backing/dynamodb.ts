/** Tables. */
import * as sdk from "@aws-sdk/client-dynamodb";
import type { Properties } from "../../model/types";
import type { Backing, Backings } from "./types";
import { list, record, tagsOf, text, unless } from "./values";

const gone = ["ResourceNotFoundException"];

function indexes(value: unknown): sdk.GlobalSecondaryIndex[] | undefined {
  const found = list(value).map((index) => ({
    IndexName: text(index["name"]),
    KeySchema: keySchema(index),
    Projection: {
      ProjectionType: index["projectionType"] as sdk.ProjectionType,
      NonKeyAttributes: index["nonKeyAttributes"] as string[] | undefined,
    },
  }));
  return found.length > 0 ? found : undefined;
}

function keySchema(keys: Properties): sdk.KeySchemaElement[] {
  const hash = { AttributeName: text(keys["hashKey"]), KeyType: "HASH" as const };
  const range = { AttributeName: text(keys["rangeKey"]), KeyType: "RANGE" as const };
  return keys["rangeKey"] ? [hash, range] : [hash];
}

async function applySettings(client: sdk.DynamoDBClient, TableName: string, inputs: Properties): Promise<void> {
  const pointInTime = record(inputs["pointInTimeRecovery"])["enabled"];
  if (pointInTime !== undefined) {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: pointInTime === true };
    await client.send(new sdk.UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
  }
}

const table: Backing = {
  async create({ client: options, id, inputs, outputs }) {
    const client = new sdk.DynamoDBClient(options);
    const TableName = String(outputs["name"] ?? id);
    const onDemand = inputs["billingMode"] === "PAY_PER_REQUEST";
    const { TableDescription: made } = await client.send(
      new sdk.CreateTableCommand({
        TableName,
        KeySchema: keySchema(inputs),
        AttributeDefinitions: list(inputs["attributes"]).map(({ name, type }) => ({
          AttributeName: text(name),
          AttributeType: type as sdk.ScalarAttributeType,
        })),
        BillingMode: onDemand ? "PAY_PER_REQUEST" : "PROVISIONED",
        ProvisionedThroughput: onDemand
          ? undefined
          : {
              ReadCapacityUnits: Number(inputs["readCapacity"] ?? 1),
              WriteCapacityUnits: Number(inputs["writeCapacity"] ?? 1),
            },
        GlobalSecondaryIndexes: indexes(inputs["globalSecondaryIndexes"]),
        DeletionProtectionEnabled: inputs["deletionProtectionEnabled"] === true,
        Tags: tagsOf(outputs),
      }),
    );
    await applySettings(client, TableName, inputs);
    return { id, outputs: { ...outputs, arn: made!.TableArn } };
  },
  async update({ client: options, id, inputs, outputs }) {
    const client = new sdk.DynamoDBClient(options);
    const DeletionProtectionEnabled = inputs["deletionProtectionEnabled"] === true;
    await client.send(new sdk.UpdateTableCommand({ TableName: id, DeletionProtectionEnabled }));
    await applySettings(client, id, inputs);
    await client.send(new sdk.TagResourceCommand({ ResourceArn: String(outputs["arn"]), Tags: tagsOf(outputs) }));
    return outputs;
  },
  async read({ client, id, outputs }) {
    const found = await unless(
      gone,
      new sdk.DynamoDBClient(client).send(new sdk.DescribeTableCommand({ TableName: id })),
    );
    if (!found) return undefined;
    return { ...outputs, deletionProtectionEnabled: found.Table?.DeletionProtectionEnabled ?? false };
  },
  async delete({ client: options, id }) {
    const client = new sdk.DynamoDBClient(options);
    const found = await unless(gone, client.send(new sdk.DescribeTableCommand({ TableName: id })));
    if (!found) return;
    if (found.Table?.DeletionProtectionEnabled) {
      throw new Error(
        `deleting DynamoDB Table (${id}): ValidationException: Resource cannot be deleted as it is currently protected ` +
          "against deletion. Disable deletion protection first.",
      );
    }
    await client.send(new sdk.DeleteTableCommand({ TableName: id }));
  },
};

export const dynamodb: Backings = { "aws:dynamodb/table:Table": table };
