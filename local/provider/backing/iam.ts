/** Roles, their policies, and instance profiles. */
import * as sdk from "@aws-sdk/client-iam";
import type { Properties } from "../../model/types";
import type { ClientOptions } from "../accounts";
import { managedPolicy, policyAttachment } from "./iam-policies";
import type { Backing, Backings } from "./types";
import { tagsOf, text, unless, withDocument } from "./values";

const gone = ["NoSuchEntityException"];

/** IAM answers documents URL-encoded. */
const decoded = (document: string | undefined) => (document === undefined ? undefined : decodeURIComponent(document));

const role: Backing = {
  async create({ client, id, inputs, outputs }) {
    const { Role: made } = await new sdk.IAMClient(client).send(
      new sdk.CreateRoleCommand({
        RoleName: String(outputs["name"] ?? id),
        Path: text(inputs["path"]),
        AssumeRolePolicyDocument: text(inputs["assumeRolePolicy"]),
        Description: text(inputs["description"]),
        MaxSessionDuration: inputs["maxSessionDuration"] as number | undefined,
        PermissionsBoundary: text(inputs["permissionsBoundary"]),
        Tags: tagsOf(outputs),
      }),
    );
    const { Arn: arn, RoleId: uniqueId, CreateDate } = made!;
    return { id, outputs: { ...outputs, arn, uniqueId, createDate: CreateDate?.toISOString() } };
  },
  async update({ client, id: RoleName, inputs, outputs, olds }) {
    const iam = new sdk.IAMClient(client);
    const PolicyDocument = text(inputs["assumeRolePolicy"]);
    await iam.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    const Description = text(inputs["description"]);
    const MaxSessionDuration = inputs["maxSessionDuration"] as number | undefined;
    await iam.send(new sdk.UpdateRoleCommand({ RoleName, Description, MaxSessionDuration }));
    const PermissionsBoundary = text(inputs["permissionsBoundary"]);
    if (PermissionsBoundary) {
      await iam.send(new sdk.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
    } else if (olds["permissionsBoundary"]) {
      await iam.send(new sdk.DeleteRolePermissionsBoundaryCommand({ RoleName }));
    }
    await iam.send(new sdk.TagRoleCommand({ RoleName, Tags: tagsOf(outputs) }));
    return outputs;
  },
  async read({ client, id, outputs }) {
    const found = await unless(gone, new sdk.IAMClient(client).send(new sdk.GetRoleCommand({ RoleName: id })));
    return found && withDocument(outputs, "assumeRolePolicy", decoded(found.Role!.AssumeRolePolicyDocument));
  },
  async delete({ client, id, outputs }) {
    const iam = new sdk.IAMClient(client);
    if (outputs["forceDetachPolicies"] === true) await unless(gone, detachAll(iam, id));
    await unless(gone, iam.send(new sdk.DeleteRoleCommand({ RoleName: id })));
  },
};

async function detachAll(iam: sdk.IAMClient, RoleName: string): Promise<void> {
  const attached = await iam.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of attached.AttachedPolicies ?? []) {
    await iam.send(new sdk.DetachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  for (const PolicyName of (await iam.send(new sdk.ListRolePoliciesCommand({ RoleName }))).PolicyNames ?? []) {
    await iam.send(new sdk.DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }
}

const rolePolicy: Backing = {
  async create({ client, id, inputs, outputs }) {
    await putRolePolicy(client, inputs, outputs);
    return { id, outputs };
  },
  async update({ client, inputs, outputs }) {
    await putRolePolicy(client, inputs, outputs);
    return outputs;
  },
  async read({ client, outputs }) {
    const request = { RoleName: String(outputs["role"]), PolicyName: String(outputs["name"]) };
    const found = await unless(gone, new sdk.IAMClient(client).send(new sdk.GetRolePolicyCommand(request)));
    return found && withDocument(outputs, "policy", decoded(found.PolicyDocument));
  },
  async delete({ client, outputs }) {
    const request = { RoleName: String(outputs["role"]), PolicyName: String(outputs["name"]) };
    await unless(gone, new sdk.IAMClient(client).send(new sdk.DeleteRolePolicyCommand(request)));
  },
};

async function putRolePolicy(client: ClientOptions, inputs: Properties, outputs: Properties): Promise<void> {
  const request = {
    RoleName: String(outputs["role"]),
    PolicyName: String(outputs["name"]),
    PolicyDocument: text(inputs["policy"]),
  };
  await new sdk.IAMClient(client).send(new sdk.PutRolePolicyCommand(request));
}

const instanceProfile: Backing = {
  async create({ client, id, inputs, outputs }) {
    const iam = new sdk.IAMClient(client);
    const InstanceProfileName = String(outputs["name"] ?? id);
    const request = { InstanceProfileName, Path: text(inputs["path"]), Tags: tagsOf(outputs) };
    const { InstanceProfile: made } = await iam.send(new sdk.CreateInstanceProfileCommand(request));
    const RoleName = text(inputs["role"]);
    if (RoleName) await iam.send(new sdk.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    const { Arn: arn, InstanceProfileId: uniqueId, CreateDate } = made!;
    return { id, outputs: { ...outputs, arn, uniqueId, createDate: CreateDate?.toISOString() } };
  },
  async update({ client, id: InstanceProfileName, inputs, outputs, olds }) {
    const iam = new sdk.IAMClient(client);
    const [before, RoleName] = [text(olds["role"]), text(inputs["role"])];
    if (before !== RoleName) {
      const leave = new sdk.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: before });
      if (before) await unless(gone, iam.send(leave));
      if (RoleName) await iam.send(new sdk.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    }
    await iam.send(new sdk.TagInstanceProfileCommand({ InstanceProfileName, Tags: tagsOf(outputs) }));
    return outputs;
  },
  async read({ client, id: InstanceProfileName, outputs }) {
    const request = new sdk.GetInstanceProfileCommand({ InstanceProfileName });
    return (await unless(gone, new sdk.IAMClient(client).send(request))) ? outputs : undefined;
  },
  async delete({ client, id: InstanceProfileName, outputs }) {
    const iam = new sdk.IAMClient(client);
    const RoleName = text(outputs["role"]);
    const leave = new sdk.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName });
    if (RoleName) await unless(gone, iam.send(leave));
    await unless(gone, iam.send(new sdk.DeleteInstanceProfileCommand({ InstanceProfileName })));
  },
};

export const iam: Backings = {
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:iam/policy:Policy": managedPolicy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": policyAttachment,
  "aws:iam/instanceProfile:InstanceProfile": instanceProfile,
};
