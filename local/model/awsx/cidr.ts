/** Arithmetic with IPv4 blocks. */

export interface Block {
  /** First address as a number. */
  first: number;
  /** Length of the mask: 16 of `10.0.0.0/16`. */
  mask: number;
}

export function sizeOf(mask: number): number {
  return 2 ** (32 - mask);
}

/** Reads `10.0.0.0/16`; the first address is moved to where a block of that size begins. */
export function parseBlock(cidr: string): Block {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const numbers = match?.slice(1).map(Number) ?? [];
  const mask = numbers.pop();
  if (mask === undefined || mask > 32 || numbers.some((n) => n > 255)) {
    throw new Error(`"${cidr}" is no IPv4 CIDR block; write one like 10.0.0.0/16`);
  }
  return blockAt(
    numbers.reduce((sum, n) => sum * 256 + n, 0),
    mask,
  );
}

/** The block of a size that holds an address. */
export function blockAt(address: number, mask: number): Block {
  return { first: Math.floor(address / sizeOf(mask)) * sizeOf(mask), mask };
}

export function lastOf(block: Block): number {
  return block.first + sizeOf(block.mask) - 1;
}

/** The first block of a size that begins after another one ends. */
export function blockAfter(previous: Block, mask: number): Block {
  return { first: blockAt(lastOf(previous), mask).first + sizeOf(mask), mask };
}

export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

export function blockText(block: Block): string {
  return `${addressText(block.first)}/${block.mask}`;
}

export function overlap(a: Block, b: Block): boolean {
  return a.first <= lastOf(b) && b.first <= lastOf(a);
}
