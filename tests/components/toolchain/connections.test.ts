import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { naming } from "../../../catalog/naming";
import type { ConnectionsArgs } from "../../../components/toolchain/connections";
import { build, buildError } from "../harness";

const args = (connections: ConnectionsArgs["connections"]): ConnectionsArgs => ({
  names: naming("acme"),
  connections,
  region: "us-east-1",
});

describe("Connections", () => {
  it("makes each connection and hands its ARN over by Parameter Store", async () => {
    const { Connections } = await import("../../../components/toolchain/connections");
    const built = await build(() => ({
      arns: new Connections("connections", args({ github: { provider: "GitHub" }, lab: { provider: "GitLab" } })).arns,
    }));
    const made = built.all("aws:codeconnections/connection:Connection");
    assert.deepEqual(
      made.map((each) => [each.name, each.inputs["name"], each.inputs["providerType"]]),
      [
        ["connections-github", "acme-github", "GitHub"],
        ["connections-lab", "acme-lab", "GitLab"],
      ],
    );
    const parameter = built.one("aws:ssm/parameter:Parameter", "connections-github-arn");
    assert.equal(parameter.inputs["name"], "/slipway/acme/connections/github");
    assert.equal(parameter.inputs["insecureValue"], made[0]!.outputs["arn"]);
    assert.deepEqual(built.outputs["arns"], { github: made[0]!.outputs["arn"], lab: made[1]!.outputs["arn"] });
  });

  it("names a connection that is given by its ARN, and makes neither it nor its parameter", async () => {
    const { Connections } = await import("../../../components/toolchain/connections");
    const arn = "arn:aws:codestar-connections:us-east-1:111111111111:connection/0c0ffee0-0000-4000-8000-000000000000";
    const given = { provider: "GitHub" as const, arn };
    const built = await build(() => ({
      // Its name is nobody's business either.
      arns: new Connections("connections", args({ ["a".repeat(28)]: given, lab: { provider: "GitLab" } })).arns,
    }));
    assert.equal((built.outputs["arns"] as Record<string, string>)["a".repeat(28)], arn);
    assert.deepEqual(
      built.resources.map(({ name }) => name),
      ["connections", "connections-lab", "connections-lab-arn"],
    );
  });

  it("refuses every name that CodeConnections would refuse, at once", async () => {
    const { Connections } = await import("../../../components/toolchain/connections");
    const tooLong = "a".repeat(28);
    const error = (await buildError(() => {
      new Connections("connections", args({ a_b: { provider: "GitHub" }, [tooLong]: { provider: "GitHub" } }));
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(
      error.errors.map((each) => each.propertyPath),
      ["connections.a_b", `connections.${tooLong}`],
    );
  });
});
