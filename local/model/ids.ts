import { createHash } from "node:crypto";

/** Hexadecimal digits that depend on nothing but their seed; `label` tells the ids of one resource apart. */
export function hex(seed: string, label: string, digits: number): string {
  let found = "";
  for (let round = 0; found.length < digits; round++) {
    found += createHash("sha256").update(`${seed}\0${label}\0${round}`).digest("hex");
  }
  return found.slice(0, digits);
}

/** `count` characters of an alphabet, by seed. */
export function letters(seed: string, label: string, count: number, alphabet: string): string {
  const digits = hex(seed, label, count * 4);
  return Array.from({ length: count }, (_, i) => {
    return alphabet[Number.parseInt(digits.slice(i * 4, i * 4 + 4), 16) % alphabet.length];
  }).join("");
}

/** A UUID of version 4, by seed. */
export function uuid(seed: string, label: string): string {
  const digits = hex(seed, label, 32);
  const variant = "89ab"[Number.parseInt(digits[16]!, 16) % 4];
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
  return [...parts, `${variant}${digits.slice(17, 20)}`, digits.slice(20, 32)].join("-");
}
