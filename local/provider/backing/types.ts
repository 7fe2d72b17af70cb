/** Resources that the emulator holds for real, beside their records. */
import type { Created, Properties } from "../../model/types";
import type { ClientOptions } from "../accounts";

export interface BackingCall {
  /** Options for a client in the resource's account and region. */
  client: ClientOptions;
  id: string;
  inputs: Properties;
  outputs: Properties;
}

export interface Backing {
  /** Makes it; returns what the emulator says of id and outputs. Throws when the name is taken, as AWS does. */
  create(call: BackingCall): Promise<Created>;
  /** `outputs` are those after the update; `olds` those before. Returns the outputs. */
  update(call: BackingCall & { olds: Properties }): Promise<Properties>;
  /** Outputs as they are now, or undefined when it is gone. */
  read(call: BackingCall): Promise<Properties | undefined>;
  /** Does nothing when it is gone. */
  delete(call: BackingCall): Promise<void>;
}

/** Type token to backing; each service's SDK is loaded when it is first needed. */
export type Backings = Record<string, Backing>;
