import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { type Built, buildError } from "../../harness";
import { certificate, ecsArgs, groupId, make, parameters, type Words } from "../ecs/sample";

type Balancing = NonNullable<NonNullable<Words["target"]>["loadBalancer"]>;

const certified = { dev: certificate, prod: certificate };
const balanced = (loadBalancer: Balancing, more: Words = {}) => make({ ...more, target: { loadBalancer } });
const listener = (built: Built, part: string) =>
  built.one("aws:lb/listener:Listener", `target-balancer-${part}`).inputs;
/** Ports that the balancer's group lets in, and whom. */
const doors = (built: Built) => {
  const group = groupId(built, "target-balancer-security-group");
  return built
    .all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    .filter(({ inputs }) => inputs["securityGroupId"] === group)
    .map(({ inputs }) => `${inputs["fromPort"]} ${inputs["cidrIpv4"]}`)
    .sort();
};

describe("LoadBalancer", () => {
  it("speaks TLS by its policy on 443, and sends clear text there", async () => {
    const built = await balanced({ certificate: certified, tlsPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" });
    for (const [part, port] of [
      ["production", 443],
      ["test", 8443],
    ] as const) {
      const { protocol, sslPolicy, certificateArn, ...inputs } = listener(built, part);
      assert.deepEqual(
        [inputs["port"], protocol, sslPolicy, certificateArn],
        [port, "HTTPS", "ELBSecurityPolicy-TLS13-1-3-2021-06", certificate],
      );
    }
    const { port, protocol, defaultActions } = listener(built, "redirect");
    assert.deepEqual([port, protocol], [80, "HTTP"]);
    assert.deepEqual(defaultActions, [
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
    ]);
  });

  it("is reached from inside the network, and its test listener too", async () => {
    const built = await balanced({ certificate: certified });
    assert.equal(built.one("aws:lb/loadBalancer:LoadBalancer").inputs["internal"], true);
    assert.deepEqual(doors(built), ["443 10.20.0.0/16", "80 10.20.0.0/16", "8443 10.20.0.0/16"]);
  });

  it("stands towards the Internet in public subnets, where tests come from the network's own addresses only", async () => {
    const built = await balanced({ certificate: certified, scheme: "internet-facing" });
    const { inputs } = built.one("aws:lb/loadBalancer:LoadBalancer");
    assert.deepEqual([inputs["internal"], inputs["subnets"]], [false, ["subnet-x", "subnet-y"]]);
    assert.deepEqual(doors(built), [
      "443 0.0.0.0/0",
      "80 0.0.0.0/0",
      "8443 192.0.2.1/32",
      "8443 192.0.2.2/32",
      "8443 192.0.2.3/32",
    ]);
  });

  it("cannot be deleted in production by mistake, and is left out of a destroy, which AWS would refuse", async () => {
    for (const [where, kept] of [
      ["prod", true],
      ["dev", false],
    ] as const) {
      const balancer = (await make({ environment: where })).one("aws:lb/loadBalancer:LoadBalancer");
      assert.deepEqual([balancer.inputs["enableDeletionProtection"], balancer.protect], [kept, kept], where);
    }
  });

  it("drains targets as long as the file says, and asks them for their health", async () => {
    const built = await balanced({ certificate: certified, deregistrationSeconds: 90 });
    const groups = built.all("aws:lb/targetGroup:TargetGroup");
    assert.deepEqual(groups.map(({ inputs }) => inputs["name"]).sort(), ["acme-web-blue", "acme-web-green"]);
    for (const { inputs } of groups) {
      assert.equal(inputs["deregistrationDelay"], 90);
      const { path, matcher } = inputs["healthCheck"] as Record<string, unknown>;
      assert.deepEqual([path, matcher, inputs["targetType"]], ["/ready", "200", "ip"]);
    }
  });

  it("keeps its groups when the container's port changes", async () => {
    const ports = async (port: number) =>
      (await make({ target: { containers: [{ name: "app", port }] } }))
        .all("aws:lb/targetGroup:TargetGroup")
        .map(({ inputs }) => inputs["port"]);
    assert.deepEqual(await ports(3000), await ports(4000));
  });

  it("has the web ACL and the bucket of access logs of its environment", async () => {
    const acl = "arn:aws:wafv2:us-east-1:333333333333:regional/webacl/acme/01234567-89ab-cdef-0123-456789abcdef";
    const words = { certificate: certified, webAcl: { prod: acl }, accessLogs: { prod: "acme-access-logs" } };
    const built = await balanced(words);
    assert.equal(built.one("aws:wafv2/webAclAssociation:WebAclAssociation").inputs["webAclArn"], acl);
    const { inputs } = built.one("aws:lb/loadBalancer:LoadBalancer");
    assert.deepEqual(inputs["accessLogs"], { bucket: "acme-access-logs", prefix: "acme-web", enabled: true });
    const other = await balanced(words, { environment: "dev" });
    assert.equal(other.all("aws:wafv2/webAclAssociation:WebAclAssociation").length, 0);
  });

  it("passes TLS connections on at the transport layer, where the listener itself has the weights", async () => {
    const built = await balanced({ kind: "network", certificate: certified });
    assert.equal(listener(built, "production")["protocol"], "TLS");
    assert.equal(built.all("aws:lb/listenerRule:ListenerRule").length, 0);
    assert.equal(built.all("aws:lb/listener:Listener").length, 2);
    for (const each of built.all("aws:lb/listener:Listener")) assert.deepEqual(each.ignoreChanges, ["defaultActions"]);
    const [balancer] = built.one("aws:ecs/service:Service").inputs["loadBalancers"] as {
      advancedConfiguration: Record<string, unknown>;
    }[];
    const arn = built.one("aws:lb/listener:Listener", "target-balancer-production").outputs["arn"];
    assert.equal(balancer!.advancedConfiguration["productionListenerRule"], arn);
  });

  it("speaks clear text without a certificate, inside and outside production only", async () => {
    const bare: Words["args"] = (args) => ({
      ...args,
      target: { ...args.target, loadBalancer: { ...args.target.loadBalancer, certificate: {} } },
    });
    const built = await make({ environment: "dev", args: bare });
    const { protocol, port, certificateArn } = listener(built, "production");
    assert.deepEqual([protocol, port, certificateArn], ["HTTP", 80, undefined]);
    const error = await failure({ environment: "prod", args: bare });
    assert.deepEqual(error, ["balancing.certificate"]);
  });

  it("reports every unusable argument at once", async () => {
    const args: Words["args"] = (given) => ({
      ...given,
      environment: { ...given.environment, network: { ...given.environment.network, egress: "none" } },
      target: {
        ...given.target,
        loadBalancer: { ...given.target.loadBalancer, scheme: "internet-facing", testPort: 443, certificate: {} },
      },
    });
    assert.deepEqual(await failure({ args }), ["balancing.certificate", "balancing.scheme", "balancing.testPort"]);
  });
});

async function failure(words: Words): Promise<string[]> {
  const { EcsService } = await import("../../../../components/targets/ecs/service");
  const error = (await buildError(() => {
    new EcsService("target", ecsArgs(words));
    return {};
  }, parameters)) as pulumi.InputPropertiesError;
  return error.errors.map((each) => each.propertyPath).sort();
}
