import assert from "node:assert/strict";
import type { Graph } from "../../../analysis/graph/types";
import type { Catalog } from "../../../catalog/types";
import { checkGraph } from "../../../policies/check";
import { ec2SecurityGroupIsClosedToEveryone as rule } from "../../../policies/rules/ec2/ec2-security-group-is-closed-to-everyone";
import { recordGraph } from "../../../runner/graph/record";
import { configurationOf } from "../../../runner/policies/configuration";
import { withCopy } from "../../catalog/organization";

const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const stack = "web.test";

describe("a load balancer that its file puts towards the Internet", function () {
  this.timeout(60_000);
  let catalog: Catalog;
  let graph: Graph;

  before(async () => {
    const balancer = (...more: string[]) => ["target", "loadBalancer", ...more];
    const file = "services/web.yaml";
    // Only one network of the tests' has public subnets.
    catalog = withCopy((copy) =>
      [["stages", 1], balancer("webAcl"), balancer("accessLogs"), balancer("certificate", "prod")]
        .reduce((each, path) => each.set(file, path, undefined), copy)
        .set(file, balancer("scheme"), "internet-facing")
        .load(),
    );
    graph = await recordGraph(catalog, [stack]);
  });

  const found = (by: Catalog, of: Graph = graph) => {
    const configuration = { rules: { [rule.name]: configurationOf(by).rules![rule.name]! } };
    return (
      checkGraph(of, [rule], { configuration })
        // The addresses of NAT gateways are known later.
        .filter(({ level }) => level === "mandatory")
        .map(({ urn }) => urn.split("::").at(-1))
    );
  };
  const rulesOf = (of: Graph) => of.stacks[0]!.resources.filter(({ type }) => type === ingress);

  it("passes the pack with its ports, by no exemption", () => {
    const open = rulesOf(graph).filter(({ inputs }) => inputs["cidrIpv4"] === "0.0.0.0/0");
    assert.deepEqual(open.map(({ inputs }) => inputs["fromPort"]).sort(), [443, 80]);
    assert.deepEqual(found(catalog), []);
    assert.deepEqual(configurationOf(catalog).exemptions ?? [], []);
  });

  it("is refused where the file says nothing of it, on another port, and beside another group", () => {
    const internal = withCopy((copy) => copy.load());
    assert.deepEqual(found(internal), ["target-balancer-from-clients", "target-balancer-from-clear-text"]);
    const changed = structuredClone(graph);
    for (const each of rulesOf(changed)) {
      if (each.name === "target-balancer-from-clients") Object.assign(each.inputs, { fromPort: 22, toPort: 22 });
      if (each.name === "target-from-balancer") Object.assign(each.inputs, { cidrIpv4: "0.0.0.0/0" });
    }
    assert.deepEqual(found(catalog, changed), ["target-balancer-from-clients", "target-from-balancer"]);
  });
});
