/** The laptop cloud as a place to apply stacks to: the emulator's endpoint, its administrator, its marks. */
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { packageRoot } from "../../catalog/package-root";
import type { Catalog } from "../../catalog/types";
import { connectEmulator, type Emulator } from "../../local/emulator";
import { installStandIns } from "../../local/provider/install";
import { roleRefusal } from "../../local/provider/trust";
import { privateFolder } from "../engine/workspace";
import { RefusedError } from "../exit";
import { idle } from "../pipelines/services";
import { laptopReleases } from "../release/laptop";
import type { Cloud, Credentials } from "./types";

/** Folder of the laptop cloud that belongs to a directory of files. */
export function laptopFolder(directory: string): string {
  return privateFolder(directory, "laptop");
}

/** Account ids of one repeated digit are examples: AWS gives out none of them. */
export function isExampleAccount(id: string): boolean {
  return /^(\d)\1{11}$/.test(id);
}

export async function laptopCloud(catalog: Catalog): Promise<Cloud> {
  const emulator = await connectEmulator(laptopFolder(catalog.directory));
  if (!emulator) {
    throw new RefusedError("The laptop cloud is not running. Start it with `npm start` or `slipway local up`.");
  }
  return laptopCloudAt(catalog, emulator);
}

export async function laptopCloudAt(catalog: Catalog, emulator: Emulator): Promise<Cloud> {
  const data = laptopFolder(catalog.directory);
  const home = privateFolder(catalog.directory, "laptop", "pulumi-home");
  installStandIns(home, { node: process.execPath, root: packageRoot() });
  const { endpoint, token } = emulator;
  const { administrator, accounts, home: region, id: organizationId } = catalog.organization;
  const client = (where: string, credentials?: Credentials) => ({
    region: where,
    endpoint,
    forcePathStyle: true,
    ...(credentials ? { credentials } : {}),
  });
  const root = { accessKeyId: "laptop", secretAccessKey: "laptop" };
  const sts = new STSClient(client(region, root));
  const role = `arn:aws:iam::${accounts.toolchain}:role/${administrator}`;
  const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "laptop" }));
  const ambient = {
    accessKeyId: given!.AccessKeyId!,
    secretAccessKey: given!.SecretAccessKey!,
    sessionToken: given!.SessionToken!,
  };
  return {
    kind: "laptop",
    title: "the laptop cloud",
    ambient,
    client,
    refusal: (roleArn, caller) =>
      roleRefusal({ endpoint, roleArn, caller, administrator, ...(organizationId ? { organizationId } : {}) }),
    delivery: async () => idle,
    releases: laptopReleases({ data, endpoint }),
    backendParameters: { s3ForcePathStyle: "true" },
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
      AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
      AWS_EC2_METADATA_DISABLED: "true",
      // Nothing of the user's own AWS configuration is read.
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_PROFILE: undefined,
      AWS_DEFAULT_PROFILE: undefined,
      PULUMI_HOME: home,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      SLIPWAY_LAPTOP: token,
      SLIPWAY_LAPTOP_ENDPOINT: endpoint,
      SLIPWAY_LAPTOP_DATA: data,
      SLIPWAY_LAPTOP_ADMINISTRATOR: administrator,
      SLIPWAY_LAPTOP_ORGANIZATION: organizationId,
    },
  };
}
