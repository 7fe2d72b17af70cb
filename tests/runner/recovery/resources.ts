/** Resources of a made-up stack, as a checkpoint has them. */
export const place = { partition: "aws", accountId: "111111111111", region: "us-east-1" };

const urn = (type: string, name: string) => `urn:pulumi:dev::slipway::slipway:network:Network$${type}::${name}`;

export function resource(type: string, name: string, inputs: Record<string, unknown> = {}) {
  return { urn: urn(type, name), type, custom: true, protect: true, inputs };
}

export const bucket = resource("aws:s3/bucket:Bucket", "b", { bucket: "acme-b" });
export const vpc = resource("aws:ec2/vpc:Vpc", "v", { cidrBlock: "10.0.0.0/16" });
export const key = resource("aws:kms/key:Key", "k", { description: "of acme" });
