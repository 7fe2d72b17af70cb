/**
 * How a fleet is deployed to, or how traffic goes over: part of `services/<name>.yaml`. Which of the fields a stage may
 * have follows from its service's target, as do the defaults: catalog/rollout/settings.ts.
 */
import { z } from "zod";
import { isMap } from "../read";
import { bakeMinutes, hookMinutes, pauseMinutes, readyMinutes, shiftMinutes } from "../rollout/limits";
import { lifecycleStages } from "../rollout/stages";
import { usualAttempts } from "../smoke-test";
import { didYouMean } from "../suggest";
import { alarms } from "./alarm";
import { answer } from "./answer";
import { choice, fields, list, text, whole } from "./fields";

const batch = z
  .union(
    [
      choice(["one", "half", "all"]),
      fields({
        healthyPercent: whole(1, 99, "percent").describe("Percent of instances that stay in service, 1 to 99."),
      }),
    ],
    { error: "must be one, half, all, or a map with healthyPercent from 1 to 99" },
  )
  .describe(
    "Of a fleet: how many instances are deployed to at once: one, half, all, or all but healthyPercent. Default one.",
  );

const stage = choice(lifecycleStages).describe(
  "When: a lifecycle stage of ECS, or an event of CodeDeploy, by the controller.",
);

export const smoke = fields({
  stage,
  kind: choice(["smoke"]).describe("A ready-made test by HTTP against the test listener, or the function itself."),
  ...answer,
  requests: whole(1, 100, "requests").default(3).describe("Requests in a row, all of which must pass. Default 3."),
  attempts: whole(1, 60, "attempts")
    .default(usualAttempts)
    .describe(`How often the row is tried before the test fails. Default ${usualAttempts}.`),
});

export const ownFunction = fields({
  stage,
  kind: choice(["function"]).describe("A Lambda function of the service's own team."),
  function: text(
    /^[a-zA-Z0-9-_]{1,64}$/,
    "must be the name of a Lambda function in the environment's account",
  ).describe("Name of the function, below the organisation's prefix, in the environment's account and region."),
  minutes: whole(1, hookMinutes, "minutes")
    .default(10)
    .describe(`Minutes until it counts as failed, 1 to ${hookMinutes}. Default 10.`),
});

export const pause = fields({
  stage,
  kind: choice(["pause"]).describe("A person decides inside the rollout; ECS itself only."),
  minutes: whole(pauseMinutes.least, pauseMinutes.most, "minutes")
    .default(60)
    .describe(`Minutes that it waits, 1 to ${pauseMinutes.most}. Default 60.`),
  onTimeout: choice(["continue", "rollback"])
    .default("rollback")
    .describe("What happens when nobody has decided: continue or rollback. Default rollback."),
});

const hookKinds = ["smoke", "function", "pause"];

const hooks = list(
  z.discriminatedUnion("kind", [smoke, ownFunction, pause], {
    error: ({ input }) => {
      if (!isMap(input)) return "must be a map with stage and kind";
      const { kind } = input;
      return `must be one of ${hookKinds.join(", ")}.${typeof kind === "string" ? didYouMean(kind, hookKinds) : ""}`;
    },
  }),
  1,
  10,
  "hooks",
).describe("What runs or waits inside a rollout on ECS or Lambda. Default: nothing.");

export const rollout = fields({
  batch: batch.optional(),
  strategy: choice(["rolling", "blue-green", "canary", "linear", "all-at-once"])
    .optional()
    .describe(
      "On ECS and Lambda: how traffic goes over to a new revision. rolling (ECS itself): task by task. blue-green and all-at-once: at once, the old revision staying for bake. canary: percent, then the rest after minutes. linear: percent every minutes. Default canary.",
    ),
  controller: choice(["native", "codedeploy"])
    .optional()
    .describe("Who moves the traffic: ECS itself (native), or CodeDeploy. Default native; on Lambda codedeploy."),
  percent: whole(1, 99, "percent")
    .optional()
    .describe("Percent of the first shift of a canary, or of each step of a linear one. Default 10."),
  minutes: whole(1, shiftMinutes, "minutes")
    .optional()
    .describe("Minutes after the first shift of a canary (default 5), or between steps of a linear one (default 1)."),
  bake: whole(0, bakeMinutes, "minutes")
    .optional()
    .describe(
      "Minutes after the shift for which the old revision stays and alarms still roll back; on ECS only. Default 15.",
    ),
  ready: fields({
    minutes: whole(1, readyMinutes, "minutes")
      .optional()
      .describe(
        `Minutes for which CodeDeploy waits before the shift, test traffic being there, 1 to ${readyMinutes}; with stop only. Default 60.`,
      ),
    onTimeout: choice(["continue", "stop"])
      .default("stop")
      .describe("stop: it stops unless a person lets it go on in time. continue: it does not wait. Default stop."),
  })
    .optional()
    .describe("A wait before the shift; on ECS with codedeploy only. Default: none."),
  alarms: alarms.optional(),
  hooks: hooks.optional(),
});

export type RolloutSettings = z.output<typeof rollout>;
