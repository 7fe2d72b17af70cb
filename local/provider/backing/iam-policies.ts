/** Managed policies and their attachment to roles. */
import * as sdk from "@aws-sdk/client-iam";
import type { Backing } from "./types";
import { tagsOf, text, unless, withDocument } from "./values";

const gone = ["NoSuchEntityException"];

export const managedPolicy: Backing = {
  async create({ client, id, inputs, outputs }) {
    const { Policy: made } = await new sdk.IAMClient(client).send(
      new sdk.CreatePolicyCommand({
        PolicyName: String(outputs["name"] ?? id),
        Path: text(inputs["path"]),
        Description: text(inputs["description"]),
        PolicyDocument: text(inputs["policy"]),
        Tags: tagsOf(outputs),
      }),
    );
    const { Arn: arn, PolicyId: policyId } = made!;
    return { id: arn!, outputs: { ...outputs, id: arn, arn, policyId } };
  },
  async update({ client, id: PolicyArn, inputs, outputs }) {
    const iam = new sdk.IAMClient(client);
    await dropOldestVersion(iam, PolicyArn);
    const PolicyDocument = text(inputs["policy"]);
    await iam.send(new sdk.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
    await iam.send(new sdk.TagPolicyCommand({ PolicyArn, Tags: tagsOf(outputs) }));
    return outputs;
  },
  async read({ client, id: PolicyArn, outputs }) {
    const iam = new sdk.IAMClient(client);
    const found = await unless(gone, iam.send(new sdk.GetPolicyCommand({ PolicyArn })));
    if (!found) return undefined;
    const VersionId = found.Policy!.DefaultVersionId!;
    const { PolicyVersion } = await iam.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId }));
    return withDocument(outputs, "policy", decodeURIComponent(PolicyVersion!.Document!));
  },
  async delete({ client, id: PolicyArn }) {
    const iam = new sdk.IAMClient(client);
    const versions = await unless(gone, iam.send(new sdk.ListPolicyVersionsCommand({ PolicyArn })));
    for (const { VersionId, IsDefaultVersion } of versions?.Versions ?? []) {
      if (!IsDefaultVersion) await iam.send(new sdk.DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    }
    await unless(gone, iam.send(new sdk.DeletePolicyCommand({ PolicyArn })));
  },
};

/** IAM keeps five versions of a policy; the provider makes room for a new one. */
async function dropOldestVersion(iam: sdk.IAMClient, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await iam.send(new sdk.ListPolicyVersionsCommand({ PolicyArn }));
  if (Versions.length < 5) return;
  const number = ({ VersionId }: sdk.PolicyVersion) => Number(VersionId!.slice(1));
  const oldest = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).sort((a, b) => number(a) - number(b))[0];
  await iam.send(new sdk.DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest!.VersionId }));
}

const attachment = (outputs: Record<string, unknown>) => ({
  RoleName: String(outputs["role"]),
  PolicyArn: String(outputs["policyArn"]),
});

export const policyAttachment: Backing = {
  async create({ client, id, outputs }) {
    await new sdk.IAMClient(client).send(new sdk.AttachRolePolicyCommand(attachment(outputs)));
    return { id, outputs };
  },
  // Every property replaces it.
  update: async ({ outputs }) => outputs,
  async read({ client, outputs }) {
    const { RoleName, PolicyArn } = attachment(outputs);
    const request = new sdk.ListAttachedRolePoliciesCommand({ RoleName });
    const found = await unless(gone, new sdk.IAMClient(client).send(request));
    return found?.AttachedPolicies?.some((policy) => policy.PolicyArn === PolicyArn) ? outputs : undefined;
  },
  async delete({ client, outputs }) {
    await unless(gone, new sdk.IAMClient(client).send(new sdk.DetachRolePolicyCommand(attachment(outputs))));
  },
};
