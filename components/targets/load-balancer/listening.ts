/** What a load balancer listens on: ports and protocols by its kind and its certificate. */
import type { LoadBalancing } from "../../../catalog/target-types";

export interface Listening {
  /** Of listeners, in both elastic load balancing's words and the security group's. */
  protocol: "HTTPS" | "HTTP" | "TLS" | "TCP";
  /** Port of production traffic. */
  port: number;
  testPort: number;
  /** Port whose requests are sent on to `port`; absent: none. */
  redirectPort?: number;
  /** ARN, with the protocols that take one. */
  certificate?: string;
  /** Of targets. */
  targetProtocol: "HTTP" | "TCP";
}

/** With a certificate TLS on 443, and 80 leads there; without one clear text on 80. */
export function listening({ kind, testPort, certificate }: LoadBalancing, environment: string): Listening {
  const arn = certificate[environment];
  const network = kind === "network";
  const targetProtocol = network ? "TCP" : "HTTP";
  if (arn === undefined) return { protocol: targetProtocol, port: 80, testPort, targetProtocol };
  const secure = { port: 443, testPort, certificate: arn, targetProtocol } as const;
  // A network load balancer knows no redirect.
  return network ? { ...secure, protocol: "TLS" } : { ...secure, protocol: "HTTPS", redirectPort: 80 };
}

/** `https` and `http`: how a client speaks to the listeners. */
export function scheme({ certificate }: Listening): "https" | "http" {
  return certificate === undefined ? "http" : "https";
}

/** What clients connect to: the rules that let them in, each with its port. */
export function clientRules({ port, redirectPort }: Listening): { part: string; description: string; port: number }[] {
  return [
    { part: "from-clients", description: "Traffic", port },
    ...(redirectPort === undefined ? [] : [{ part: "from-clear-text", description: "Redirected", port: redirectPort }]),
  ];
}
