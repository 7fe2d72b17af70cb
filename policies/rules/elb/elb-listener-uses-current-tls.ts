import { listeners } from "../../balancers";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/** The oldest version is in the name: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const current = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-/;

/**
 * Listeners speak TLS 1.2 and newer only.
 *
 * Without a policy AWS takes ELBSecurityPolicy-2016-08, which speaks TLS 1.0.
 *
 * Service: elb. Severity: high. Topics: network.
 */
export const elbListenerUsesCurrentTls: ResourceRule = {
  name: "elb-listener-uses-current-tls",
  description: "Listeners speak TLS 1.2 and newer only.",
  level: "mandatory",
  severity: "high",
  service: "elb",
  topics: ["network"],
  frameworks: ["SecurityHub ELB.17"],
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
  remedy: "Set sslPolicy to one that begins with ELBSecurityPolicy-TLS13-1-2-Res or ELBSecurityPolicy-TLS13-1-3.",
  unknowns: "An unknown setting is judged in the update.",
  types: listeners,
  check({ props }, report) {
    const { protocol, sslPolicy: policy = "ELBSecurityPolicy-2016-08" } = props;
    if (isUnknown(protocol) || isUnknown(policy)) report.undecided("sslPolicy");
    else if (["HTTPS", "TLS"].includes(String(protocol)) && !current.test(String(policy))) {
      report.violation(`Policy ${String(policy)} speaks versions of TLS before 1.2.`);
    }
  },
};
