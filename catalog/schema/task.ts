/** A task of a service on ECS that runs once, as a step of a stage: part of `services/<name>.yaml`. */
import { z } from "zod";
import { mostReleaseMinutes } from "../pipeline/release-job";
import { step, stepName } from "./build";
import { choice, fields, list, text, whole } from "./fields";

export const task = fields({
  task: stepName.describe("Name of the task, once per service."),
  container: text(/^[A-Za-z0-9_-]{1,255}$/, "must be the name of a container of the target")
    .optional()
    .describe("Container that runs it. Default: the one that gets the traffic."),
  command: list(text(/^[^\0]{1,500}$/, "must be text of 1 to 500 characters"), 1, 50, "words").describe(
    "Command of the container and its arguments, instead of its own.",
  ),
  revision: choice(["new", "running"])
    .default("new")
    .describe("new: with the images that are being released. running: what the service runs. Default new."),
  minutes: whole(1, mostReleaseMinutes, "minutes")
    .default(15)
    .describe("Minutes after which it is stopped and fails. Default 15."),
});

/** Tells by its first key which of the two a map is. */
export const stageStep = z.union([step, task], {
  error: "must be a map with name and buildspec, or with task and command",
});

export type StageStepSettings = z.output<typeof stageStep>;
