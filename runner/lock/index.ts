/** The state lock: one lease per stack, in DynamoDB, around every operation that writes. */
export { type AcquireOptions, acquire } from "./acquire";
export * from "./checkpoint";
export { type Clock, systemClock } from "./clock";
export { compareState, type ObservedState, type StateChange, StateChangedError, type StateVerdict } from "./digest";
export { describeHeartbeat, forceUnlockCommand, LockHeldError, LockLostError, statusCommand } from "./errors";
export { type ForceUnlockOptions, forceUnlock } from "./force";
export {
  describeAge,
  describeHolder,
  type ForceUnlock,
  type Holder,
  type HolderFacts,
  type LockItem,
  parseItem,
  type RecordedPack,
  type RecordedState,
} from "./item";
export type { Lease } from "./lease";
export { type Advice, type Evidence, recover } from "./recovery";
export type { LeftState } from "./statements";
export { dynamoTable, type LockTable, UnansweredError } from "./table";
export { type ObserveOptions, observe, type Sighting } from "./watch";
