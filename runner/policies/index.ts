/** Policies: their configuration, the pinned pack, and what it finds in graphs and states. */

export { checkBefore, findings, findingText } from "./check";
export { waived } from "./configuration";
export { pinnedPack } from "./pack";
