/** What a notification says: text with fields of the event, as EventBridge's input transformer fills them in. */
import { consoleHome } from "../console";
import type { DeliveryEvent } from "./delivery";

/**
 * `text`: one sentence, for readers of e-mail. `chat`: the form that Chatbot shows; it drops every other text
 * (https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html).
 */
export type MessageForm = "text" | "chat";

export interface Message {
  /** Fields by the name that the template uses: JSON paths into the event. None of their values can hold a quote. */
  paths: Record<string, string>;
  /** JSON, as https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html has it. */
  template: string;
}

interface Wording {
  paths: Record<string, string>;
  title: string;
  description: string;
}

/** Message of an event in a region of a partition. */
export function deliveryMessage(event: DeliveryEvent, form: MessageForm, region: string, partition: string): Message {
  const { paths, title, description } = wording(event, region, partition);
  const content = { title, description };
  const template = form === "text" ? `${title}. ${description}` : { version: "1.0", source: "custom", content };
  return { paths, template: JSON.stringify(template) };
}

const pipeline = { pipeline: "$.detail.pipeline", state: "$.detail.state", execution: "$.detail.execution-id" };
const action = { ...pipeline, stage: "$.detail.stage", action: "$.detail.action" };

function wording(event: DeliveryEvent, region: string, partition: string): Wording {
  const home = consoleHome(partition);
  const link = `${home}/codesuite/codepipeline/pipelines/<pipeline>/view?region=${region}`;
  switch (event) {
    case "started":
    case "succeeded":
    case "failed":
    case "stopped":
    case "superseded":
      return {
        paths: pipeline,
        title: `Pipeline <pipeline>: ${event}`,
        description: `Run <execution>: <state>. ${link}`,
      };
    case "stage-failed":
      return {
        paths: { ...pipeline, stage: "$.detail.stage" },
        title: "Pipeline <pipeline>: stage <stage> failed",
        description: `Run <execution>: <state>. ${link}`,
      };
    case "action-failed":
      return {
        paths: action,
        title: "Pipeline <pipeline>: <action> failed in stage <stage>",
        description: `Run <execution>: <state>. ${link}`,
      };
    case "approval":
      return {
        paths: action,
        title: "Pipeline <pipeline>: stage <stage> waits for approval",
        description: `Run <execution>, action <action>: <state>. Approve or reject at ${link}`,
      };
    case "approval-rejected":
      return {
        paths: action,
        title: "Pipeline <pipeline>: stage <stage> was not approved",
        description: `Run <execution>, action <action>: <state>. ${link}`,
      };
    case "build-failed":
      return {
        paths: {
          project: "$.detail.project-name",
          state: "$.detail.build-status",
          logs: "$.detail.additional-information.logs.deep-link",
        },
        title: "Build of <project> failed",
        description: "State: <state>. Logs: <logs>",
      };
    case "deployment-failed":
      return {
        paths: {
          application: "$.detail.application",
          group: "$.detail.deploymentGroup",
          deployment: "$.detail.deploymentId",
          state: "$.detail.state",
        },
        title: "Deployment of <application> to <group> failed",
        description: `State: <state>. ${home}/codesuite/codedeploy/deployments/<deployment>?region=${region}`,
      };
    case "pipeline-changed":
      return {
        paths: { call: "$.detail.eventName", caller: "$.detail.userIdentity.arn", time: "$.detail.eventTime" },
        title: "A pipeline was changed by hand",
        description: `<call> by <caller> at <time>. ${home}/codesuite/codepipeline/pipelines?region=${region}`,
      };
  }
}
