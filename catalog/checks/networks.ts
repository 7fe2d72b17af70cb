/** What a network of the files must be, whoever declares it. */
import { formatCidr, overlap, parseCidr } from "../cidr";

/** Networks that a VPC cannot or should not have: this host, loopback, link-local, multicast and reserved. */
const notForNetworks = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"].map((each) => parseCidr(each)!);

/**
 * Why a network cannot be used. A VPC takes /16 to /28 (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html);
 * below /24 the subnets of six zones would not fit.
 */
export function networkRefusal(cidr: string): string | undefined {
  const range = parseCidr(cidr);
  if (!range || range.mask < 16 || range.mask > 24) {
    return "must be an IPv4 network from /16 to /24, such as 10.20.0.0/16";
  }
  if (formatCidr(range) !== cidr) return `must begin at the network's first address: write ${formatCidr(range)}`;
  if (notForNetworks.some((other) => overlap(range, other))) {
    return "must not be loopback, link-local or multicast; use a private network such as 10.20.0.0/16";
  }
  return undefined;
}

/** Whether two networks share an address; one that is none shares nothing. */
export function overlaps(one: string, other: string): boolean {
  const [first, second] = [parseCidr(one), parseCidr(other)];
  return first !== undefined && second !== undefined && overlap(first, second);
}
