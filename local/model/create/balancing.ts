import { isRecord } from "../values";
import type { Making, Rule, Rules } from "./making";

const kinds: Record<string, string> = { application: "app", network: "net", gateway: "gwy" };

/** Route 53's hosted zones of application load balancers, by region (AWS General Reference, "Elastic Load Balancing"). */
const zones: Record<string, string> = {
  "us-east-1": "Z35SXDOTRQ7X7K",
  "us-east-2": "Z3AADJGX6KTTL2",
  "us-west-1": "Z368ELLRRE2KJ0",
  "us-west-2": "Z1H1FL5HABSF5",
  "eu-west-1": "Z32O12XQLNTSW2",
  "eu-central-1": "Z215JYRZR1TBD5",
};

/** Availability zone, allocation and addresses are empty unless given. */
function subnetMappings(making: Making): unknown[] {
  const subnets = making.inputs["subnets"];
  if (!Array.isArray(subnets)) return [];
  const empty = { allocationId: "", ipv6Address: "", outpostId: "", privateIpv4Address: "" };
  return subnets.map((subnetId) => ({ subnetId, ...empty }));
}

const loadBalancer: Rule = (making) => {
  const name = making.named();
  const kind = kinds[making.input("loadBalancerType") ?? "application"] ?? "app";
  const arnSuffix = `${kind}/${name}/${making.hex("balancer", 16)}`;
  const internal = making.inputs["internal"] === true;
  const host = `${internal ? "internal-" : ""}${name}-${making.digits("dns", 10)}`;
  const arn = making.arn(`loadbalancer/${arnSuffix}`);
  const zone = kind === "net" ? undefined : zones[making.region];
  return {
    id: arn,
    outputs: {
      name,
      arn,
      arnSuffix,
      dnsName:
        kind === "app"
          ? `${host}.${making.region}.elb.${making.domain}`
          : `${host}.elb.${making.region}.${making.domain}`,
      zoneId: zone ?? `Z${making.upper("zone", 13)}`,
      vpcId: making.ec2Id("vpc"),
      internal: false,
      ipAddressType: "ipv4",
      enablePrefixForIpv6SourceNat: "",
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "",
      subnetMappings: subnetMappings(making),
      subnets: [],
      securityGroups: kind === "app" ? [making.ec2Id("sg")] : [],
    },
  };
};

/** What a health check has where nothing is said (ELB documentation, "Health checks for target groups"). */
function healthCheck(making: Making): Record<string, unknown> {
  const given = making.inputs["healthCheck"];
  const protocol = making.input("protocol") ?? "HTTP";
  const http = ["HTTP", "HTTPS"].includes(protocol);
  const defaults = {
    enabled: true,
    healthyThreshold: http ? 5 : 3,
    unhealthyThreshold: http ? 2 : 3,
    interval: 30,
    timeout: http ? 5 : 10,
    port: "traffic-port",
    protocol: http ? "HTTP" : "TCP",
    path: http ? "/" : "",
    matcher: http ? "200" : "",
  };
  return { ...defaults, ...(isRecord(given) ? given : {}) };
}

const targetGroup: Rule = (making) => {
  const name = making.named();
  const arnSuffix = `targetgroup/${name}/${making.hex("group", 16)}`;
  const arn = making.arn(arnSuffix);
  const lambda = making.input("targetType") === "lambda";
  const tcp = ["TCP", "UDP", "TLS", "TCP_UDP"].includes(making.input("protocol") ?? "");
  const sticky = { type: tcp ? "source_ip" : "lb_cookie", enabled: false, cookieDuration: 86400, cookieName: "" };
  return {
    id: arn,
    outputs: {
      name,
      arn,
      arnSuffix,
      loadBalancerArns: [],
      healthCheck: healthCheck(making),
      stickiness: sticky,
      ipAddressType: lambda ? "" : "ipv4",
      protocolVersion: tcp || lambda ? "" : "HTTP1",
      loadBalancingAlgorithmType: tcp ? "" : "round_robin",
      loadBalancingAnomalyMitigation: tcp ? "" : "off",
      loadBalancingCrossZoneEnabled: "use_load_balancer_configuration",
      preserveClientIp: "",
      connectionTermination: false,
      targetFailovers: [],
      targetHealthStates: [],
    },
  };
};

/** `app/name/id` of a load balancer, `app/name/id/id` of a listener. */
function suffixOf(arn: string | undefined, kind: string): string {
  return arn?.split(`:${kind}/`)[1] ?? "";
}

const listener: Rule = (making) => {
  const balancer = suffixOf(making.input("loadBalancerArn"), "loadbalancer");
  const arn = making.arn(`listener/${balancer}/${making.hex("listener", 16)}`);
  const secure = making.input("protocol") === "HTTPS" || making.input("protocol") === "TLS";
  const outputs = { protocol: "HTTP", sslPolicy: secure ? "ELBSecurityPolicy-2016-08" : "" };
  return { id: arn, outputs: { arn, ...outputs, mutualAuthentication: undefined, tcpIdleTimeoutSeconds: 0 } };
};

const listenerRule: Rule = (making) => {
  const listenerSuffix = suffixOf(making.input("listenerArn"), "listener");
  const arn = making.arn(`listener-rule/${listenerSuffix}/${making.hex("rule", 16)}`);
  return { id: arn, outputs: { arn, priority: 1 + making.number("priority", 49999) } };
};

const webAclAssociation: Rule = (making) => ({
  id: `${making.input("webAclArn") ?? ""},${making.input("resourceArn") ?? ""}`,
  outputs: {},
});

const modules = ["lb", "alb"].flatMap((module): [string, Rule][] => [
  [`aws:${module}/loadBalancer:LoadBalancer`, loadBalancer],
  [`aws:${module}/targetGroup:TargetGroup`, targetGroup],
  [`aws:${module}/listener:Listener`, listener],
  [`aws:${module}/listenerRule:ListenerRule`, listenerRule],
]);

export const balancingRules: Rules = {
  ...Object.fromEntries(modules),
  "aws:wafv2/webAclAssociation:WebAclAssociation": webAclAssociation,
};
