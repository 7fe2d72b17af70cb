/** IPv4 network ranges, as numbers. */

export interface Range {
  /** First and last address, as unsigned 32-bit numbers. */
  first: number;
  last: number;
  /** Bits of the network part. */
  mask: number;
}

/** Range of `a.b.c.d/mask`, or undefined when it is not written so. Bits after the mask are dropped. */
export function parseCidr(text: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a, b, c, d, mask] = match.slice(1).map(Number) as [number, number, number, number, number];
  // A leading zero means octal to some tools and nothing to others.
  if (match.slice(1).some((part) => /^0\d/.test(part)) || Math.max(a, b, c, d) > 255 || mask > 32) return undefined;
  const size = 2 ** (32 - mask);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1, mask };
}

/** `a.b.c.d/mask` of a range. */
export function formatCidr({ first, mask }: Range): string {
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${mask}`;
}

export function overlap(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}
