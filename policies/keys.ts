/** Keys of AWS KMS as properties name them. */
import { isUnknown, type Value } from "./values";

/** Whether a value names a key of the customer's own. An unknown one does: only a key of the same run is unknown. */
export function isOwnKey(value: Value | undefined): boolean {
  return isUnknown(value) || (typeof value === "string" && value !== "" && !/alias\/aws\//.test(value));
}
