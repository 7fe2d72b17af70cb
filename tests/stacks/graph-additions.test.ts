import assert from "node:assert/strict";
import { fixtureGraph, fixtureWith, stackOf } from "./graphs";

const service = `
source: { connection: gitlab, repository: globex/till, branch: main }
target: { kind: ec2-in-place, health: /live }
stages: [{ environment: test }, { environment: prod }]
`;
const environment = (account: string, region: string, cidr: string) => `
config:
  slipway:environment:
    account: ${account}
    region: ${region}
    network: { cidr: ${cidr}, zones: 2 }
`;

describe("one more file in the fixture organisation changes no stack that was there before, when it is", () => {
  const additions: [string, string, string, string[]][] = [
    ["a service", "services/till.yaml", service, ["till.test", "till.prod", "till.pipeline"]],
    [
      "an environment",
      "Pulumi.staging.yaml",
      environment("test", "eu-north-1", "172.27.0.0/16"),
      ["staging.state", "staging"],
    ],
    [
      "another region of an environment",
      "Pulumi.prod-us-east-1.yaml",
      environment("live", "us-east-1", "172.22.0.0/16"),
      ["prod-us-east-1.state", "prod-us-east-1"],
    ],
  ];
  for (const [title, file, text, added] of additions) {
    it(title, async () => {
      const { graph: before } = await fixtureGraph();
      const { graph: after } = await fixtureWith(file, text);
      for (const stack of before.stacks) assert.deepEqual(stackOf(after, stack.name), stack, stack.name);
      const names = after.stacks
        .map(({ name }) => name)
        .filter((name) => !before.stacks.some((each) => each.name === name));
      assert.deepEqual(names.sort(), [...added].sort());
    });
  }
});
