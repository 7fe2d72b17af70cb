import { balancers, listenerRules, listeners } from "../../balancers";
import { joinedTo, refers } from "../../joined";
import type { Resource, StackRule } from "../../rule";
import { at, isProduction, isUnknown, listOf, tagsOf, type Value } from "../../values";

/**
 * In production and towards the internet HTTP only leads to HTTPS.
 *
 * Looks at the actions of a listener and of its rules. Production is recognised by tags; a load balancer of another
 * stack counts as internal.
 *
 * Service: elb. Severity: high. Topics: network, production, public-access.
 */
export const elbListenerRefusesClearText: StackRule = {
  name: "elb-listener-refuses-clear-text",
  description: "In production and towards the internet HTTP only leads to HTTPS.",
  level: "mandatory",
  severity: "high",
  service: "elb",
  topics: ["network", "production", "public-access"],
  frameworks: ["SecurityHub ELB.1"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1",
  remedy: "Let the listener redirect to HTTPS, or give it a certificate and protocol HTTPS.",
  unknowns: "A listener of unknown protocol or actions is judged in the update.",
  reads: [...balancers, ...listeners, ...listenerRules],
  checkStack(resources, report) {
    for (const listener of resources.filter(({ type }) => listeners.includes(type))) {
      const { urn, props } = listener;
      if (!isProduction(tagsOf(props)) && !isOpen(listener, resources)) continue;
      const own = { types: listenerRules, by: "listenerArn", names: ["arn", "id"] };
      const rules = joinedTo(listener, resources, own).map((each) => each.props["actions"]);
      const actions = [props["defaultActions"], ...rules];
      if (isUnknown(props["protocol"])) report.undecided("protocol", urn);
      else if (props["protocol"] !== "HTTP") continue;
      else if (!actions.flatMap(listOf).every(redirects)) report.violation("The listener answers in clear text.", urn);
      else if (actions.some(isUnknown)) report.undecided("defaultActions", urn);
    }
  },
};

function redirects(action: Value): boolean {
  return isUnknown(action) || (at(action, "type") === "redirect" && at(action, "redirect", "protocol") === "HTTPS");
}

/** Whether its load balancer has public addresses. */
function isOpen({ props, propertyDependencies }: Resource, resources: Resource[]): boolean {
  const named = props["loadBalancerArn"];
  return resources.some(
    (each) =>
      balancers.includes(each.type) &&
      each.props["internal"] !== true &&
      refers(named, each, ["arn", "id"], propertyDependencies["loadBalancerArn"]),
  );
}
