/** The words of the laptop cloud's model: one model serves stand-in provider, unit-test mocks and recorder. */

/** A value that is only known after an update, as it travels on Pulumi's wire. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

/** Where a provider works. */
export interface Place {
  account: string;
  region: string;
  partition: string;
}

/** What a provider's configuration adds to each of its resources. */
export interface ProviderSettings {
  place: Place;
  defaultTags: Record<string, string>;
}

export interface CheckFailure {
  /** Property path: `policies[0].name`. */
  property: string;
  reason: string;
}

export interface CheckRequest {
  type: string;
  /** Logical name, for auto-naming. */
  name: string;
  news: Properties;
  /** Inputs of the last check, so that an auto-name is kept. */
  olds?: Properties;
  /** Seed of the auto-name's random part. */
  seed: string;
  settings: ProviderSettings;
}

export interface CheckResult {
  inputs: Properties;
  failures: CheckFailure[];
}

export type ChangeKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface Difference {
  changed: boolean;
  /** Top-level properties that force a replacement. */
  replaces: string[];
  /** Property path to the kind of its change. */
  details: Record<string, ChangeKind>;
  /** Whether the old one goes before the new one is made, because both would bear one name. */
  deleteBeforeReplace: boolean;
}

export interface CreateRequest {
  type: string;
  name: string;
  /** Checked inputs. */
  inputs: Properties;
  place: Place;
  /** Computed values are unknown in preview. */
  preview: boolean;
  /** Makes ids: the same seed gives the same id. */
  seed: string;
}

export interface Created {
  id: string;
  outputs: Properties;
}

/** What data sources see of the rest of the cloud. */
export interface World {
  /** Value of a Parameter Store parameter, or undefined when it does not exist. */
  parameter(place: Place, name: string): Promise<string | undefined>;
}

export interface InvokeResult {
  result: Properties;
  failures: CheckFailure[];
}
