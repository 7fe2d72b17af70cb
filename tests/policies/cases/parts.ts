/** Resources for the cases of several rules, and what a case is. */
import { document, type Part } from "../fixtures";

export interface Case {
  what: string;
  parts: Part[];
  /** The rule's configuration. Default: none. */
  settings?: Record<string, unknown>;
  /** Messages without the remedy; `undecided` for a value that is unknown. Default: none, the resources pass. */
  finds?: string[];
}

export const part = (type: string, inputs: Part["inputs"] = {}, more: Partial<Part> = {}): Part => ({
  type,
  inputs,
  ...more,
});
export const account = "arn:aws:iam::111111111111:root";
export const builder = "arn:aws:iam::111111111111:role/services/acme-build";
export const named = { ArnEquals: { "aws:PrincipalArn": [builder] } };
export const allow = (more: object) => ({ Sid: "S", Effect: "Allow", ...more });
export const trust = (...statements: object[]) =>
  part("aws:iam/role:Role", {
    assumeRolePolicy: document(...statements.map((each) => allow({ Action: "sts:AssumeRole", ...each }))),
  });
export const rights = (statement: object) =>
  part("aws:iam/rolePolicy:RolePolicy", { policy: document(allow(statement)) });
export const key = (inputs: Part["inputs"]) => part("aws:kms/key:Key", inputs);
export const project = (inputs: Part["inputs"]) => part("aws:codebuild/project:Project", inputs);
export const pipeline = (inputs: Part["inputs"]) => part("aws:codepipeline/pipeline:Pipeline", inputs);
export const group = (inputs: Part["inputs"]) => part("aws:codedeploy/deploymentGroup:DeploymentGroup", inputs);
export const repository = (inputs: Part["inputs"] = {}) =>
  part("aws:ecr/repository:Repository", { name: "orders", ...inputs });
export const instance = (inputs: Part["inputs"] = {}) => part("aws:ec2/instance:Instance", inputs);
export const template = (inputs: Part["inputs"] = {}) => part("aws:ec2/launchTemplate:LaunchTemplate", inputs);
export const table = (inputs: Part["inputs"] = {}) => part("aws:dynamodb/table:Table", inputs);
export const topic = (inputs: Part["inputs"] = {}) => part("aws:sns/topic:Topic", { arn: "arn:aws:sns:x", ...inputs });
export const topicPolicy = (statement: object) =>
  part("aws:sns/topicPolicy:TopicPolicy", { arn: "arn:aws:sns:x", policy: document(statement) });
export const slipways = { "slipway:stack": "toolchain" };

export const noTls = {
  Effect: "Deny",
  Principal: "*",
  Action: "sns:Publish",
  Resource: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
export const denyOthers = (
  Action: string | string[],
  Condition: object = { ArnNotEquals: { "aws:PrincipalArn": builder } },
) => ({
  ...{ Effect: "Deny", Principal: "*", Action, Resource: "*" },
  Condition,
});
export const aliasChanges = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"];

export const github = "token.actions.githubusercontent.com";
export const tokens = (aud: object | undefined, sub: object | undefined, issuer = github) =>
  trust({
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${github}` },
    Condition: {
      StringEquals: { ...(aud && { [`${issuer}:aud`]: aud }) },
      StringLike: { ...(sub && { [`${issuer}:sub`]: sub }) },
    },
  });
export const aws = ["sts.amazonaws.com"];
