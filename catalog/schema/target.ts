/** What a service runs on: part of `services/<name>.yaml`. */
import { z } from "zod";
import { isMap } from "../read";
import { didYouMean } from "../suggest";
import { ecs } from "./ecs";
import { choice, fields, text, whole } from "./fields";
import { lambda } from "./lambda";

export const ec2InPlace = fields({
  kind: choice(["ec2-in-place"]).describe("Instances that CodeDeploy deploys to in place."),
  health: text(/^\/[\w./~%-]{0,1023}$/, "must be a path that begins with /, such as /health, without query").describe(
    "Path that answers 200 when an instance serves.",
  ),
  port: whole(1, 65_535).default(8080).describe("Port of the health path. Default 8080."),
  instanceType: text(
    /^[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/,
    "must be an EC2 instance type, such as t3.micro",
  )
    .default("t3.micro")
    .describe("EC2 instance type. Default t3.micro."),
  instances: whole(1, 50, "instances").default(2).describe("Instances per environment, 1 to 50. Default 2."),
  ami: text(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be an image id in quotes, such as ami-0123456789abcdef0")
    .optional()
    .describe("Image id. Default: the newest Amazon Linux 2023 when an instance is made."),
});

const kinds = ["ec2-in-place", "ecs", "lambda"];

export const target = z.discriminatedUnion("kind", [ec2InPlace, ecs, lambda], {
  error: ({ input }) => {
    if (!isMap(input)) return `${input === undefined ? "is missing: it " : ""}must be a map with kind`;
    const { kind } = input;
    return `must be one of ${kinds.join(", ")}.${typeof kind === "string" ? didYouMean(kind, kinds) : ""}`;
  },
});

export type TargetSettings = z.output<typeof target>;
