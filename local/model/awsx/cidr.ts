/** Blocks of addresses, laid out one after another. */
import { parseCidr, type Range } from "../../../catalog/cidr";

export function sizeOf(mask: number): number {
  return 2 ** (32 - mask);
}

/** Reads `10.0.0.0/16`; the first address is moved to where a block of that size begins. */
export function parseBlock(cidr: string): Range {
  const block = parseCidr(cidr);
  if (!block) throw new Error(`"${cidr}" is no IPv4 CIDR block; write one like 10.0.0.0/16`);
  return block;
}

/** The block of a size that holds an address. */
export function blockAt(address: number, mask: number): Range {
  const first = Math.floor(address / sizeOf(mask)) * sizeOf(mask);
  return { first, last: first + sizeOf(mask) - 1, mask };
}

/** The first block of a size that begins after another one ends. */
export function blockAfter(previous: Range, mask: number): Range {
  return blockAt(blockAt(previous.last, mask).last + 1, mask);
}
