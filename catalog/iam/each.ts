/** Short lists of actions. */

/** The same verb for several nouns: `each("ec2:Describe", "Vpcs", "Subnets")`. */
export function each(verb: string, ...nouns: string[]): string[] {
  return nouns.map((noun) => `${verb}${noun}`);
}
