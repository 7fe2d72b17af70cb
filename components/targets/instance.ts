/** What an instance of a fleet is: processor, start script, and what its role may do. */
import { type PolicyDocument, policy, type Statement } from "../../catalog/iam/document";
import { servicePrincipal, viaService } from "../../catalog/iam/services";
import type { ArtifactSource } from "../../catalog/pipeline/stores";
import { domainOf } from "../../catalog/regions";

/** Graviton families bear a `g` after the generation (`t4g`, `m7gd`); `a1` was the first. */
export function architecture(instanceType: string): "x86_64" | "arm64" {
  return /^(a1\.|[a-z]+\d+g)/.test(instanceType) ? "arm64" : "x86_64";
}

/** Public parameter that names the newest Amazon Linux 2023 image: https://docs.aws.amazon.com/linux/al2023/ug/ec2.html */
export function imageParameter(instanceType: string): string {
  return `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture(instanceType)}`;
}

/**
 * Installs the CodeDeploy agent at the first start. The bucket is the region's own, which a private network
 * reaches through its S3 route or NAT; the download needs no rights.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html
 *
 * Where the network has an endpoint for CodeDeploy's commands, the agent is told to sign what it asks, which the
 * endpoint wants (https://docs.aws.amazon.com/codedeploy/latest/userguide/vpc-endpoints.html).
 */
export function userData(region: string, partition: string, throughEndpoint = false): string {
  const url = `https://aws-codedeploy-${region}.s3.${region}.${domainOf(partition)}/latest/install`;
  return [
    "#!/bin/bash",
    "set -euo pipefail",
    "dnf install --assumeyes ruby",
    'installer="$(mktemp)"',
    `curl --fail --silent --show-error --retry 5 --retry-connrefused --output "$installer" "${url}"`,
    'ruby "$installer" auto',
    'rm -f "$installer"',
    ...(throughEndpoint
      ? [
          "echo ':enable_auth_policy: true' >> /etc/codedeploy-agent/conf/codedeployagent.yml",
          // The installer has started it already.
          "systemctl restart codedeploy-agent",
        ]
      : []),
    "systemctl enable --now codedeploy-agent",
    "",
  ].join("\n");
}

/** Trust of the instances' role. EC2 sends no source account when it fetches a profile's credentials. */
export function instanceTrust(partition: string): PolicyDocument {
  return policy({
    Sid: "Instances",
    Effect: "Allow",
    Principal: { Service: servicePrincipal("ec2", partition) },
    Action: "sts:AssumeRole",
  });
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_codedeploy-commands-secure.html */
const agentCommands: Statement = {
  Sid: "Deployed",
  Effect: "Allow",
  Action: [
    "GetDeploymentSpecification",
    "PollHostCommand",
    "PutHostCommandAcknowledgement",
    "PutHostCommandComplete",
  ].map((action) => `codedeploy-commands-secure:${action}`),
  Resource: "*",
};

/**
 * Reads its service's artifacts and decrypts them, nothing else. The key's id is another account's secret, so it
 * is granted by alias, which only the stack of the key may move. An agent that signs what it asks of CodeDeploy needs
 * the rights to ask, which know no single resources.
 */
export function instancePolicy(source: ArtifactSource, throughEndpoint = false): PolicyDocument {
  const { partition, accountId, region, bucket, keyAlias } = source;
  return policy(
    {
      Sid: "ReadArtifacts",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: `arn:${partition}:s3:::${bucket}/*`,
    },
    {
      Sid: "DecryptArtifacts",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: `arn:${partition}:kms:${region}:${accountId}:key/*`,
      Condition: {
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias },
        StringEquals: { "kms:ViaService": viaService("s3", partition, region) },
      },
    },
    ...(throughEndpoint ? [agentCommands] : []),
  );
}
