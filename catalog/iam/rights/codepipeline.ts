/** CodePipeline: pipelines of the organisation's names, with all that they hand on. */
import { platformPath } from "../../naming";
import { servicePrincipal } from "../services";
import { each, type Need, on, own, pass, provider, type RightsPlace, type Row, regional, type Where } from "./row";

const pipeline = regional("codepipeline", "{name}", { name: own });
/** Every role that a pipeline runs as. */
const pipelineRoles = ({ names, partition, accountId }: RightsPlace) =>
  [names.pipelineRole(), names.pipelineRole("*")].map(
    (role) => `arn:${partition}:iam::${accountId}:role${platformPath}${role}`,
  );
const sourceRoles = ({ names, partition, accountId }: RightsPlace) =>
  names.trackRoleArn(partition, accountId, "*", undefined, "source");

/** https://docs.aws.amazon.com/dtconsole/latest/userguide/security_iam_id-based-policy-examples-connections.html */
function passConnection(service: string): Need {
  const key = `${service}:PassedToService`;
  const input = "@stages.actions.configuration.ConnectionArn";
  const where: Where = {
    arn: `{${input}}`,
    // Parameter Store hands it over from the toolchain's stack.
    ...(service === "codeconnections"
      ? { unknown: `arn:{partition}:${service}:{region}:{account}:connection/{id}` }
      : {}),
    names: { [input]: ({ partition, accountId }) => `arn:${partition}:${service}:*:${accountId}:connection/*` },
    when: ({ partition }) => ({ StringEquals: { [key]: servicePrincipal("codepipeline", partition) } }),
    facts: (partition) => ({ [key]: servicePrincipal("codepipeline", partition) }),
  };
  return on(where, `${service}:PassConnection`);
}

const handedOn: Need[] = [
  pass("codepipeline", "roleArn", pipelineRoles),
  // AWS says of CreatePipeline that it asks for this, and not whether only for the pipeline's own role:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html.
  // CodePipeline itself can enter no source role, so handing one over gives nothing away.
  pass("codepipeline", "stages.actions.roleArn", sourceRoles),
  passConnection("codeconnections"),
  // A connection that was made before the service's new name is known by the old one.
  passConnection("codestar-connections"),
];

export const codepipelineRows: Row[] = [
  {
    type: "aws:codepipeline/pipeline:Pipeline",
    source: provider("codepipeline/codepipeline.go"),
    parts: { toolchain: "pipelines" },
    arn: pipeline.arn,
    create: [on(pipeline, "codepipeline:CreatePipeline", "codepipeline:TagResource"), ...handedOn],
    read: [
      on(pipeline, "codepipeline:GetPipeline", "codepipeline:ListTagsForResource"),
      // Slipway itself changes no pipeline while it runs: runner/pipelines/guard.ts.
      on(pipeline, "codepipeline:GetPipelineState", "codepipeline:ListPipelineExecutions"),
    ],
    update: [on(pipeline, ...each("codepipeline:", "TagResource", "UntagResource", "UpdatePipeline")), ...handedOn],
    delete: [on(pipeline, "codepipeline:DeletePipeline")],
  },
];
