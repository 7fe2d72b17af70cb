/** The same store for Terraform: rendered text, so that a team can paste it. */

export interface TerraformBackend {
  bucket: string;
  table: string;
  region: string;
  /** ARN of the store's key. */
  keyArn: string;
  /** Path of the state object. Default an example below the toolchain account's folder. */
  key?: string;
}

/**
 * A `backend "s3"` block for the store. Its lock is the store's table, whose partition key is Terraform's own
 * `LockID`; the name of the item is `<bucket>/<key>`, as for Pulumi's stacks.
 */
export function terraformBackendConfig(backend: TerraformBackend): string {
  return `# The role that runs Terraform must be among the store's writers, and Terraform's lock needs
# dynamodb:GetItem, PutItem and DeleteItem on the table: Slipway's own run roles cannot put or delete items.
# \`use_lockfile\` is not needed: the table holds the lock.
terraform {
  backend "s3" {
    bucket         = "${backend.bucket}"
    key            = "${backend.key ?? "toolchain/terraform/example/terraform.tfstate"}"
    region         = "${backend.region}"
    dynamodb_table = "${backend.table}"
    encrypt        = true
    kms_key_id     = "${backend.keyArn}"
  }
}
`;
}
