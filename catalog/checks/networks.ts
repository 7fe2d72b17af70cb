/**
 * What the networks of the files must be, alone and against each other, whoever declares them.
 *
 * Every network states its range: the file is the ledger of what is taken, and the reviewed line never moves. A range
 * that the catalog computed would move with the order of the files, or, drawn from the name, meet another one: with
 * twenty /16 in 10.0.0.0/8 the odds of a clash are even.
 */
import { formatCidr, overlap, parseCidr } from "../cidr";
import { type Files, inEnvironment, inOrganization, projectFile, toolchainFile } from "../files";
import { firstFree } from "../network/ranges";
import { isProduction } from "../production";
import { pathText, type Step } from "../schema/path";
import type { NetworkSettings, Problem } from "../types";
import type { Add } from "./add";

/** Networks that a VPC cannot or should not have: this host, loopback, link-local, multicast and reserved. */
const notForNetworks = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"].map((each) => parseCidr(each)!);

/** Docker's own, on build machines too: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const dockerNetwork = parseCidr("172.17.0.0/16")!;

/** A network, or a range kept free, with the place that says so. */
interface Claim {
  cidr: string;
  /** For messages about others: `Pulumi.dev.yaml`. */
  place: string;
  add: Add;
  /** Undefined for a range kept free. */
  network?: NetworkSettings;
  production: boolean;
}

export function checkNetworks(files: Files): Problem[] {
  const problems: Problem[] = [];
  const plan = files.project?.config["slipway:organization"].value.network;
  const adder =
    (file: string, within: readonly Step[]): Add =>
    (path, value, message) =>
      problems.push({ file, path: pathText([...within, ...path]), value, message });
  const inPlan = adder(projectFile, [...inOrganization, "network"]);
  const reserved = Object.entries(plan?.reserved ?? {}).map(
    ([name, cidr]): Claim => ({
      cidr,
      place: `${projectFile}, where it is reserved as ${name}`,
      add: (path, value, message) => inPlan(["reserved", name, ...path], value, message),
      production: false,
    }),
  );
  for (const { cidr, add } of reserved) checkRange(cidr, [], add);
  if (plan?.range !== undefined) checkRange(plan.range, ["range"], inPlan);
  const networks = declared(files, adder);
  const taken = [...reserved, ...networks].map(({ cidr }) => cidr);
  const free = (cidr: string): string => {
    const suggestion = firstFree(parseCidr(cidr)?.mask ?? 16, [...taken, "172.17.0.0/16"], plan?.range);
    return suggestion === undefined ? "" : `, such as ${suggestion}`;
  };
  networks.forEach((each, index) => {
    checkAlone(each);
    checkWithin(each, plan?.range, free);
    const near = [...reserved, ...networks.slice(0, index)].find((other) => overlaps(each.cidr, other.cidr));
    if (!near) return;
    const message = `overlaps ${near.cidr} of ${near.place}: take a network that no other file has${free(each.cidr)}`;
    each.add(["cidr"], each.cidr, message);
  });
  return problems;
}

/** The environments' networks in their order, and the toolchain's last, as it is the one to yield. */
function declared({ environments, toolchain }: Files, adder: (file: string, within: readonly Step[]) => Add): Claim[] {
  const claims = environments.flatMap(({ name, file, settings }): Claim[] => {
    if (!settings) return [];
    const { network, production } = settings;
    const add = adder(file, [...inEnvironment, "network"]);
    return [{ cidr: network.cidr, place: file, add, network, production: isProduction(name, production) }];
  });
  const network = toolchain?.network;
  if (!network) return claims;
  const add = adder(toolchainFile, ["config", "slipway:toolchain", "network"]);
  return [...claims, { cidr: network.cidr, place: toolchainFile, add, network, production: false }];
}

function checkRange(cidr: string, path: Step[], add: Add): void {
  const refusal = rangeRefusal(cidr);
  if (refusal !== undefined) add(path, cidr, refusal);
}

function rangeRefusal(cidr: string): string | undefined {
  const range = parseCidr(cidr);
  if (!range) return "must be an IPv4 range, such as 10.0.0.0/8";
  return formatCidr(range) === cidr ? undefined : `must begin at the range's first address: write ${formatCidr(range)}`;
}

function checkAlone({ cidr, network, production, add }: Claim): void {
  const refusal = networkRefusal(cidr);
  if (refusal !== undefined) add(["cidr"], cidr, refusal);
  if (!network) return;
  const { egress, flowLogs, endpoints, readableBuckets } = network;
  once(endpoints, ["endpoints"], add);
  once(readableBuckets, ["readableBuckets"], add);
  if (typeof egress !== "string") {
    const { routes } = egress.transitGateway;
    const path = ["egress", "transitGateway", "routes"];
    routes.forEach((route, index) => {
      checkRange(route, [...path, index], add);
    });
    once(routes, path, add);
  }
  if (!production) return;
  const message = "must record all traffic in production: leave it out, or write all";
  if (flowLogs === "none") add(["flowLogs"], flowLogs, message);
  else if (flowLogs.traffic !== "all") add(["flowLogs", "traffic"], flowLogs.traffic, message);
}

function once(values: readonly string[], path: Step[], add: Add): void {
  values.forEach((value, index) => {
    const first = values.indexOf(value);
    if (first !== index) add([...path, index], value, `is [${first}] already; remove one of them`);
  });
}

function checkWithin({ cidr, add }: Claim, within: string | undefined, free: (cidr: string) => string): void {
  const [network, range] = [parseCidr(cidr), parseCidr(within ?? "0.0.0.0/0")];
  if (!network || !range || (network.first >= range.first && network.last <= range.last)) return;
  add(["cidr"], cidr, `must lie in ${within}, the range of all networks in ${projectFile}${free(cidr)}`);
}

/**
 * Why a network cannot be used. A VPC takes /16 to /28 (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html);
 * below /24 the subnets of six zones would not fit.
 */
function networkRefusal(cidr: string): string | undefined {
  const range = parseCidr(cidr);
  if (!range || range.mask < 16 || range.mask > 24) {
    return "must be an IPv4 network from /16 to /24, such as 10.20.0.0/16";
  }
  if (formatCidr(range) !== cidr) return `must begin at the network's first address: write ${formatCidr(range)}`;
  if (notForNetworks.some((other) => overlap(range, other))) {
    return "must not be loopback, link-local or multicast; use a private network such as 10.20.0.0/16";
  }
  if (overlap(range, dockerNetwork)) {
    return "must not touch 172.17.0.0/16, which Docker uses on every machine; take another one, such as 10.20.0.0/16";
  }
  return undefined;
}

/** Whether two networks share an address; one that is none shares nothing. */
function overlaps(one: string, other: string): boolean {
  const [first, second] = [parseCidr(one), parseCidr(other)];
  return first !== undefined && second !== undefined && overlap(first, second);
}
