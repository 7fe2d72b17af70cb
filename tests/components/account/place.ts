/** The toolchain account of the tests' company. */
import { naming } from "../../../catalog/naming";
import type { AccountPlace } from "../../../components/account/place";

export const names = naming("acme");
export const toolchainId = "111111111111";
export const place: AccountPlace = {
  names,
  partition: "aws",
  accountId: toolchainId,
  alias: "toolchain",
  toolchainId,
  storeAccountId: toolchainId,
};
