/** Kind `toolchain`: what all pipelines of the toolchain account share. */
import type * as aws from "@pulumi/aws";
import { memberAccounts } from "../catalog/member-accounts";
import { approvalsAudience } from "../catalog/naming";
import { releaseAccounts } from "../catalog/releases";
import type { Catalog } from "../catalog/types";
import { Network } from "../components/network/network";
import { BaseImages } from "../components/toolchain/base-images";
import { toolchainNetwork } from "../components/toolchain/build-network";
import { Connections } from "../components/toolchain/connections";
import { GatesFunction } from "../components/toolchain/gates-function";
import { Notifications } from "../components/toolchain/notifications";
import { ReleaseFunction } from "../components/toolchain/release-function";
import { networkOwner } from "./declared";
import { type StackContext, targetProvider } from "./provider";

export async function toolchainStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const { names, organization, toolchain } = catalog;
  const { accountId, region, partition } = stack;
  const opts = { provider: targetProvider(context) };
  const role = (each: "gates" | "release" | "notify" | "chat" | "update") =>
    names.platformRoleArn(partition, accountId, each);

  const connections = new Connections("connections", { names, connections: toolchain.connections, region }, opts);
  const notifications = new Notifications(
    "notifications",
    {
      prefix: names.prefix,
      accountId,
      region,
      partition,
      organizationId: organization.id,
      audiences: audiences(catalog),
      publishers: pipelineRoles(catalog, partition, accountId),
      notifyRoleArn: role("notify"),
      updateRoleArn: role("update"),
      chatRoleArn: role("chat"),
    },
    opts,
  );
  const gates = new GatesFunction(
    "gates",
    { functionName: names.gates, roleArn: role("gates"), logGroupName: names.gatesLogGroup, region },
    opts,
  );
  const release =
    releaseAccounts(catalog).length > 0
      ? new ReleaseFunction(
          "release",
          { functionName: names.release, roleArn: role("release"), logGroupName: names.releaseLogGroup, region },
          opts,
        )
      : undefined;
  return {
    connections: connections.arns,
    topics: notifications.topicArns,
    gates: gates.functionName,
    ...(release ? { release: release.functionName } : {}),
    ...buildSupport(context, opts),
  };
}

/** The audiences of the file, and the one that every approval finds. */
function audiences({ toolchain }: Catalog) {
  const settings = { [approvalsAudience]: { events: [], email: [] }, ...toolchain.notifications };
  return Object.entries(settings).map(([name, audience]) => ({ name, ...audience }));
}

/** Roles that pipelines run as: of trunks, and of the branch pipelines of each account. */
function pipelineRoles(catalog: Catalog, partition: string, accountId: string): string[] {
  const { names } = catalog;
  const tracks = Object.keys(memberAccounts(catalog)).filter((alias) => alias !== "toolchain");
  return [undefined, ...tracks].map((track) => names.pipelineRoleArn(partition, accountId, track));
}

/** What builds need beside their projects, when the file asks for it: a network, and caches of public registries. */
function buildSupport({ catalog, stack }: StackContext, opts: { provider: aws.Provider }): Record<string, unknown> {
  const { names, toolchain } = catalog;
  const { accountId, region, partition } = stack;
  const network = toolchain.network
    ? new Network(
        "network",
        {
          names,
          place: stack,
          environment: toolchainNetwork,
          network: toolchain.network,
          production: false,
          owner: networkOwner(catalog),
        },
        opts,
      )
    : undefined;
  const caches = Object.entries(toolchain.baseImages);
  const baseImages =
    caches.length > 0
      ? new BaseImages(
          "base-images",
          {
            accountId,
            region,
            partition,
            baseImages: Object.fromEntries(
              caches.map(([key, each]) => [key, { ...each, repositoryPrefix: names.baseImageRepository(key) }]),
            ),
          },
          opts,
        )
      : undefined;
  return {
    ...(network ? { vpcId: network.vpcId } : {}),
    ...(baseImages ? { baseImages: baseImages.urls } : {}),
  };
}
