import type { Step } from "../schema/path";

/** Notes a problem of the file being checked. */
export type Add = (path: Step[], value: unknown, message: string) => void;
