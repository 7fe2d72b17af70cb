/** Which part of a range is free. */
import { formatCidr, overlap, parseCidr, type Range } from "../cidr";

/** The private range that networks are suggested from when the organisation names none. */
const anyRange = "10.0.0.0/8";

/**
 * The first network of a size inside a range that touches none of the others; undefined when all of it is taken.
 * Others that are no networks count for nothing.
 */
export function firstFree(mask: number, taken: readonly string[], within: string = anyRange): string | undefined {
  const range = parseCidr(within);
  if (!range || mask < range.mask) return undefined;
  const others = taken.flatMap((each) => parseCidr(each) ?? []).sort((one, other) => one.first - other.first);
  const size = 2 ** (32 - mask);
  let first = range.first;
  while (first + size - 1 <= range.last) {
    const candidate: Range = { first, last: first + size - 1, mask };
    const hit = others.find((other) => overlap(candidate, other));
    if (!hit) return formatCidr(candidate);
    first = Math.ceil((hit.last + 1) / size) * size;
  }
  return undefined;
}
