import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../catalog/naming";
import type { LoadBalancing } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";
import { natGateways, networkParameters } from "../../network/network";
import { type Finding, refuse } from "../../problems";
import type { Dimensions } from "../rollback-alarms";
import { listeners, type Routes } from "./listeners";
import { clientRules, type Listening, listening, scheme } from "./listening";
import { type TargetGroups, targetGroups } from "./target-groups";

export interface LoadBalancerArgs {
  names: Naming;
  service: string;
  environment: Environment;
  balancing: LoadBalancing;
  /** Path that answers 200 when a target serves. */
  health: string;
  /** Whether a controller shifts traffic between two target groups. */
  shifted: boolean;
  vpcId: pulumi.Input<string>;
}

/**
 * The load balancer of one service: HTTPS with a redirect from port 80, or TLS or TCP at the transport layer; a test
 * listener where traffic is shifted; a security group of its own, and as many target groups as its rollouts need.
 *
 * Clear text is for internal load balancers outside production only. The buckets of access logs, the certificates and
 * the web ACLs are the company's own, by environment. The test listener is reached from inside the network only.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly groups: TargetGroups;
  readonly routes: Routes;
  /** Where clients and smoke tests reach it: `https://<name>`, and the test listener with its port. */
  readonly origin: pulumi.Output<string>;
  readonly testOrigin: pulumi.Output<string>;
  /** Of the metrics of balancer and target groups. */
  readonly dimensions: { "load-balancer": Dimensions[]; "target-groups": Dimensions[] };

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:targets:LoadBalancer", name, {}, opts);
    refuse("LoadBalancer", name, findings(args));
    const { names, service, environment, balancing } = args;
    const ports = listening(balancing, environment.name);
    const group = securityGroup(name, args, ports, this);
    const bucket = balancing.accessLogs?.[environment.name];
    const balancer = new aws.lb.LoadBalancer(
      `${name}-balancer`,
      {
        name: names.loadBalancer(service),
        loadBalancerType: balancing.kind,
        internal: balancing.scheme === "internal",
        subnets: subnets(args, this),
        securityGroups: [group.id],
        enableDeletionProtection: environment.production,
        ...(balancing.kind === "application"
          ? { dropInvalidHeaderFields: true }
          : // Else a zone whose tasks fail would still be sent its share.
            { enableCrossZoneLoadBalancing: true }),
        ...(bucket === undefined ? {} : { accessLogs: { bucket, prefix: names.loadBalancer(service), enabled: true } }),
      },
      // AWS refuses to delete it: a destroy leaves it out, rather than fail in the middle.
      { parent: this, protect: environment.production },
    );
    this.groups = targetGroups(
      name,
      { ...args, protocol: ports.targetProtocol, deregistrationSeconds: balancing.deregistrationSeconds },
      this,
    );
    this.routes = listeners(
      name,
      {
        listening: ports,
        kind: balancing.kind,
        tlsPolicy: balancing.tlsPolicy,
        groups: this.groups,
        loadBalancerArn: balancer.arn,
        balancerName: names.loadBalancer(service),
      },
      this,
    );
    const webAclArn = balancing.webAcl?.[environment.name];
    if (webAclArn !== undefined) {
      new aws.wafv2.WebAclAssociation(`${name}-web-acl`, { resourceArn: balancer.arn, webAclArn }, { parent: this });
    }
    this.arn = balancer.arn;
    this.dnsName = balancer.dnsName;
    this.securityGroupId = group.id;
    this.origin = pulumi.interpolate`${scheme(ports)}://${balancer.dnsName}`;
    this.testOrigin = pulumi.interpolate`${this.origin}:${ports.testPort}`;
    const whole = { LoadBalancer: balancer.arnSuffix };
    const all = [this.groups.blue, ...(this.groups.green ? [this.groups.green] : [])];
    this.dimensions = {
      "load-balancer": [whole],
      "target-groups": all.map((each) => ({ ...whole, TargetGroup: each.arnSuffix })),
    };
    this.registerOutputs({ arn: this.arn, dnsName: this.dnsName, origin: this.origin });
  }
}

/** Where it stands: private subnets, or public ones towards the Internet. */
function subnets(
  { names, environment, balancing }: LoadBalancerArgs,
  parent: pulumi.Resource,
): pulumi.Output<string[]> {
  const { privateSubnetIds, publicSubnetIds } = networkParameters(names, environment.name);
  const name = balancing.scheme === "internal" ? privateSubnetIds : publicSubnetIds;
  return aws.ssm.getParameterOutput({ name }, { parent }).insecureValue.apply((list) => list.split(","));
}

function securityGroup(
  name: string,
  { names, service, environment, balancing, shifted, vpcId }: LoadBalancerArgs,
  ports: Listening,
  parent: pulumi.Resource,
): aws.ec2.SecurityGroup {
  const { cidr } = environment.network;
  const { testPort } = ports;
  const fullName = names.ecsService(service, environment.name);
  const group = new aws.ec2.SecurityGroup(
    `${name}-security-group`,
    { name: `${fullName}-balancer`, description: `Load balancer of ${fullName}`, vpcId },
    { parent },
  );
  const open = (part: string, description: string, from: number, cidrIpv4: pulumi.Input<string>) =>
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-${part}`,
      { securityGroupId: group.id, description, ipProtocol: "tcp", fromPort: from, toPort: from, cidrIpv4 },
      { parent },
    );
  const inside = balancing.scheme === "internal";
  const clients = inside ? cidr : "0.0.0.0/0";
  for (const { part, description, port } of clientRules(ports)) open(part, description, port, clients);
  if (!shifted) return group;
  if (inside) {
    open("from-tests", "Tests of new tasks", testPort, cidr);
    return group;
  }
  // Its name leads to public addresses, which the network reaches by those of its NAT gateways.
  const parameter = networkParameters(names, environment.name).natAddresses;
  const addresses = aws.ssm.getParameterOutput({ name: parameter }, { parent }).insecureValue;
  for (let index = 0; index < natGateways(environment); index += 1) {
    const address = addresses.apply((list) => `${list.split(",")[index]}/32`);
    open(`from-tests-${index + 1}`, "Tests of new tasks", testPort, address);
  }
  return group;
}

function findings({ names, environment, balancing }: LoadBalancerArgs): Finding[] {
  const found: Finding[] = [];
  const { kind, certificate, testPort } = balancing;
  const outside = balancing.scheme === "internet-facing";
  if (certificate[environment.name] === undefined && kind === "application" && (environment.production || outside)) {
    const where = outside ? "towards the Internet" : "in production";
    const reason = `must name a certificate of ${environment.name}: ${where} nothing is spoken in clear text`;
    found.push({ property: "balancing.certificate", value: certificate, reason });
  }
  if (kind === "network" && balancing.webAcl?.[environment.name] !== undefined) {
    const reason = "must be left out of a network load balancer, which AWS WAF does not watch";
    found.push({ property: "balancing.webAcl", value: balancing.webAcl, reason });
  }
  if (outside && environment.network.egress !== "nat") {
    const reason = `must be internal in ${environment.name}: its network has no public subnets but with egress nat`;
    found.push({ property: "balancing.scheme", value: balancing.scheme, reason });
  }
  if (testPort === 80 || testPort === 443) {
    found.push({ property: "balancing.testPort", value: testPort, reason: "must be no port of production traffic" });
  }
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
  if (names.prefix === "internal") {
    found.push({ property: "names", value: names.prefix, reason: "must not give names that begin with internal-" });
  }
  return found;
}
