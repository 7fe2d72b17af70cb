/** Cases of the rules about delivery. */
import { unknown } from "../fixtures";
import { type Case, group, pipeline } from "./parts";

export const delivery: Record<string, Case[]> = {
  "codepipeline-pipeline-is-v2": [
    { what: "V2", parts: [pipeline({ pipelineType: "V2" })] },
    {
      what: "V1, also by default",
      parts: [pipeline({ pipelineType: "V1" }), pipeline({})],
      finds: Array(2).fill("The pipeline is of type V1."),
    },
  ],
  "codepipeline-pipeline-deploys-one-run-at-a-time": [
    {
      what: "a queue, and parallel runs that only build",
      parts: [
        pipeline({ executionMode: "QUEUED", stages: [{ actions: [{ category: "Deploy" }] }] }),
        pipeline({ executionMode: "PARALLEL", stages: [{ actions: [{ category: "Build" }] }] }),
      ],
    },
    {
      what: "parallel runs that deploy",
      parts: [pipeline({ executionMode: "PARALLEL", stages: [{ actions: [{ category: "Deploy" }] }] })],
      finds: ["Runs of the pipeline deploy side by side."],
    },
    {
      what: "parallel runs that the release function releases, and those that only ask a gate",
      parts: [
        pipeline({
          executionMode: "PARALLEL",
          stages: [{ actions: [{ category: "Invoke", configuration: { FunctionName: "acme-release" } }] }],
        }),
        pipeline({
          executionMode: "PARALLEL",
          stages: [{ actions: [{ category: "Invoke", configuration: { FunctionName: "acme-gates" } }] }],
        }),
      ],
      finds: ["Runs of the pipeline deploy side by side."],
    },
    {
      what: "a mode that is left to AWS",
      parts: [pipeline({ stages: [{ actions: [{ category: "Deploy" }] }] })],
      finds: ["The pipeline does not say how its runs follow each other."],
    },
  ],
  "codepipeline-store-uses-customer-key": [
    { what: "a key", parts: [pipeline({ artifactStores: [{ encryptionKey: { id: unknown, type: "KMS" } }] })] },
    {
      what: "a store without one",
      parts: [pipeline({ artifactStores: [{ encryptionKey: { id: "arn:x" } }, { location: "b" }] })],
      finds: ["artifactStores[1] names no key of its own."],
    },
  ],
  "codedeploy-deployment-group-rolls-back": [
    {
      what: "both events",
      parts: [
        group({
          autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
        }),
      ],
    },
    {
      what: "no rollback, in any environment",
      parts: [
        group({ tags: { environment: "dev" } }),
        group({ autoRollbackConfiguration: { enabled: false, events: ["DEPLOYMENT_FAILURE"] } }),
      ],
      finds: Array(2).fill("autoRollbackConfiguration.enabled is not true: a failed deployment stays as it is."),
    },
    {
      what: "one event only",
      parts: [group({ autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE"] } })],
      finds: ["autoRollbackConfiguration.events lacks DEPLOYMENT_STOP_ON_ALARM."],
    },
    {
      what: "unknown events",
      parts: [group({ autoRollbackConfiguration: { enabled: true, events: unknown } })],
      finds: ["undecided"],
    },
  ],
  "codedeploy-deployment-group-watches-alarms": [
    { what: "an alarm of unknown name", parts: [group({ alarmConfiguration: { enabled: true, alarms: [unknown] } })] },
    {
      what: "no alarm, in any environment",
      parts: [group({ tags: { environment: "dev" } }), group({ alarmConfiguration: { enabled: true, alarms: [] } })],
      finds: Array(2).fill("alarmConfiguration names no alarm that stops a deployment."),
    },
    {
      what: "alarms that may fail to be read",
      parts: [group({ alarmConfiguration: { enabled: true, alarms: ["a"], ignorePollAlarmFailure: true } })],
      finds: ["alarmConfiguration.ignorePollAlarmFailure lets a deployment go on unwatched."],
    },
    {
      what: "unknown alarms",
      parts: [group({ alarmConfiguration: { enabled: true, alarms: unknown } })],
      finds: ["undecided"],
    },
  ],
};
