/** Cases of the rules about load balancers. */
import { type Part, unknown } from "../fixtures";
import { type Case, part } from "./parts";

const production = { tags: { "slipway:production": "true" } };
const balancer = (inputs: Part["inputs"], options: Pick<Part, "protect"> = {}) =>
  part("aws:lb/loadBalancer:LoadBalancer", { arn: "arn:aws:elb:balancer", ...inputs }, options);
const listener = (inputs: Part["inputs"]) =>
  part("aws:lb/listener:Listener", {
    ...{ arn: "arn:aws:elb:listener", loadBalancerArn: "arn:aws:elb:balancer", protocol: "HTTP" },
    ...inputs,
  });
const rule = (actions: object) =>
  part("aws:lb/listenerRule:ListenerRule", { listenerArn: "arn:aws:elb:listener", actions });
const redirect = { type: "redirect", redirect: { protocol: "HTTPS", port: "443" } };
const forward = { type: "forward", targetGroupArn: unknown };
const clear = "The listener answers in clear text.";

export const balancers: Record<string, Case[]> = {
  "elb-load-balancer-resists-deletion": [
    {
      what: "protection in production, none elsewhere",
      parts: [balancer({ ...production, enableDeletionProtection: true }, { protect: true }), balancer({})],
    },
    {
      what: "none in production",
      parts: [balancer(production)],
      finds: ["Nothing keeps Pulumi from deleting it.", "enableDeletionProtection is not true."],
    },
    {
      what: "an unknown setting",
      parts: [balancer({ ...production, enableDeletionProtection: unknown }, { protect: true })],
      finds: ["undecided"],
    },
  ],
  "elb-load-balancer-refuses-malformed-requests": [
    {
      what: "dropped headers, and a network load balancer",
      parts: [
        balancer({ dropInvalidHeaderFields: true, desyncMitigationMode: "defensive" }),
        balancer({ loadBalancerType: "network" }),
      ],
    },
    {
      what: "headers as they come, and requests that are counted only",
      parts: [balancer({}), balancer({ dropInvalidHeaderFields: true, desyncMitigationMode: "monitor" })],
      finds: [
        "Headers with invalid names are handed on.",
        "Ambiguous requests are handed on: desyncMitigationMode is monitor.",
      ],
    },
    { what: "an unknown setting", parts: [balancer({ dropInvalidHeaderFields: unknown })], finds: ["undecided"] },
  ],
  "elb-listener-uses-current-tls": [
    {
      what: "TLS 1.2 and 1.3, and no TLS at all",
      parts: [
        listener({ protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09" }),
        listener({ protocol: "TLS", sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" }),
        listener({ protocol: "TCP" }),
      ],
    },
    {
      what: "TLS 1.0, by name and by default",
      parts: [
        listener({ protocol: "TLS", sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" }),
        listener({ protocol: "HTTPS" }),
      ],
      finds: ["ELBSecurityPolicy-TLS13-1-0-2021-06", "ELBSecurityPolicy-2016-08"].map(
        (name) => `Policy ${name} speaks versions of TLS before 1.2.`,
      ),
    },
    { what: "an unknown policy", parts: [listener({ protocol: "TLS", sslPolicy: unknown })], finds: ["undecided"] },
  ],
  "elb-listener-refuses-clear-text": [
    {
      what: "a redirect, HTTPS, and an internal one outside production",
      parts: [
        balancer({ internal: true }),
        listener({ ...production, defaultActions: [redirect] }),
        listener({ ...production, protocol: "HTTPS", defaultActions: [forward] }),
        listener({ defaultActions: [forward] }),
      ],
    },
    {
      what: "production",
      parts: [balancer({ internal: true }), listener({ ...production, defaultActions: [forward] })],
      finds: [clear],
    },
    {
      what: "a public load balancer",
      parts: [balancer({ internal: false }), listener({ defaultActions: [forward] })],
      finds: [clear],
    },
    {
      what: "a rule beside a redirect",
      parts: [listener({ ...production, defaultActions: [redirect] }), rule([forward])],
      finds: [clear],
    },
    {
      what: "a redirect that stays with HTTP",
      parts: [listener({ ...production, defaultActions: [{ type: "redirect", redirect: { port: "8080" } }] })],
      finds: [clear],
    },
    { what: "unknown actions", parts: [listener({ ...production, defaultActions: unknown })], finds: ["undecided"] },
  ],
};
