/** The other company with people in every role. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { fixture } from "../catalog/organization";
import { fixtureWith, type Recorded } from "./graphs";

const sso = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO";

export const people = {
  developer: [`arn:aws:iam::444455556666:role/${sso}_Developer_*`],
  operator: [
    "arn:aws:iam::444455556666:role/platform/on-call",
    `arn:aws:iam::777788889999:role/${sso}_Operator_0123456789abcdef`,
  ],
  breakGlass: [`arn:aws:iam::444455556666:role/${sso}_Emergency_*`],
  alarm: { email: ["security@globex.example"] },
};

let made: Promise<Recorded> | undefined;

/** Built once for all tests. Shared: change copies only. */
export function peopleGraph(): Promise<Recorded> {
  made ??= fixtureWith("Pulumi.yaml", withPeople());
  return made;
}

function withPeople(): string {
  const project = parse(readFileSync(join(fixture, "Pulumi.yaml"), "utf8"));
  const organization = project.config["slipway:organization"].value;
  return stringify(
    { ...project, config: { ...project.config, "slipway:organization": { value: { ...organization, people } } } },
    { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" },
  );
}
