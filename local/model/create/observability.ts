import type { Making, Rule, Rules } from "./making";

const metricAlarm: Rule = (making) => {
  const name = making.named();
  return { id: name, outputs: { name, arn: making.arn(`alarm:${name}`), evaluateLowSampleCountPercentiles: "" } };
};

const compositeAlarm: Rule = (making) => {
  const alarmName = making.named("alarmName");
  return { id: alarmName, outputs: { alarmName, arn: making.arn(`alarm:${alarmName}`) } };
};

const logMetricFilter: Rule = (making) => {
  const name = making.named();
  return { id: name, outputs: { name } };
};

const logGroup: Rule = (making) => {
  const name = making.named();
  const arn = making.arn(`log-group:${name}`, "logs");
  return { id: name, outputs: { name, arn, logGroupClass: "STANDARD", deletionProtectionEnabled: false } };
};

function bus(making: Making): string {
  const name = making.input("eventBusName") ?? "default";
  return name === "default" ? "" : name.replace(/^arn:.*:event-bus\//, "");
}

const eventRule: Rule = (making) => {
  const name = making.named();
  const path = bus(making) === "" ? name : `${bus(making)}/${name}`;
  return { id: path, outputs: { name, arn: making.arn(`rule/${path}`, "events") } };
};

const eventTarget: Rule = (making) => {
  const targetId = making.input("targetId") ?? `terraform-${making.unique()}`;
  const parts = [bus(making), making.input("rule") ?? "", targetId].filter((part) => part !== "");
  return { id: parts.join("-"), outputs: { targetId } };
};

function defaultTopicPolicy(making: Making, arn: string): string {
  const actions = ["GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic"];
  const statement = {
    Sid: "__default_statement_ID",
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: [...actions, "Subscribe", "ListSubscriptionsByTopic", "Publish"].map((action) => `SNS:${action}`),
    Resource: arn,
    Condition: { StringEquals: { "AWS:SourceOwner": making.place.account } },
  };
  return JSON.stringify({ Version: "2008-10-17", Id: "__default_policy_ID", Statement: [statement] });
}

const topic: Rule = (making) => {
  const name = making.named();
  const arn = making.arn(name);
  return {
    id: arn,
    outputs: {
      name,
      arn,
      owner: making.place.account,
      policy: defaultTopicPolicy(making, arn),
      beginningArchiveTime: "",
      fifoThroughputScope: "",
      signatureVersion: 0,
      tracingConfig: "",
    },
  };
};

const topicPolicy: Rule = (making) => ({
  id: making.input("arn") ?? "",
  outputs: { owner: making.place.account },
});

const queue: Rule = (making) => {
  const name = making.named();
  const url = `https://sqs.${making.region}.${making.domain}/${making.place.account}/${name}`;
  return { id: url, outputs: { name, url, arn: making.arn(name), policy: "" } };
};

/** Synthetics makes a function, and a layer for the script. */
const canary: Rule = (making) => {
  const name = making.named();
  const made = `cwsyn-${name.slice(0, 21)}-${making.uuid("function")}`;
  return {
    id: name,
    outputs: {
      name,
      arn: making.arn(`canary:${name}`),
      engineArn: making.arn(`function:${made}:1`, "lambda"),
      sourceLocationArn: making.arn(`layer:${made}:1`, "lambda"),
      status: making.inputs["startCanary"] === true ? "RUNNING" : "READY",
    },
  };
};

export const observabilityRules: Rules = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm,
  "aws:synthetics/canary:Canary": canary,
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": compositeAlarm,
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": logMetricFilter,
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:cloudwatch/eventRule:EventRule": eventRule,
  "aws:cloudwatch/eventTarget:EventTarget": eventTarget,
  "aws:sns/topic:Topic": topic,
  "aws:sns/topicPolicy:TopicPolicy": topicPolicy,
  "aws:sqs/queue:Queue": queue,
};
