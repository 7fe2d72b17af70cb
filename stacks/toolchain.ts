/** Kind `toolchain`: what all pipelines of the toolchain account share. */
import { ApprovalTopic } from "../components/toolchain/approval-topic";
import { Connections } from "../components/toolchain/connections";
import { type StackContext, targetProvider } from "./provider";

export async function toolchainStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const { names, organization, toolchain } = catalog;
  const { accountId, region, partition } = stack;
  const provider = targetProvider(context);
  const connections = new Connections(
    "connections",
    { names, connections: toolchain.connections, region },
    { provider },
  );
  const approvals = new ApprovalTopic(
    "approvals",
    {
      topicName: names.approvalTopic,
      accountId,
      region,
      partition,
      organizationId: organization.id,
      publishers: [names.platformRoleArn(partition, accountId, "pipeline")],
    },
    { provider },
  );
  return { connections: connections.arns, approvalTopic: approvals.topicArn };
}
