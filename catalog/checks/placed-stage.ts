import type { Declared } from "../files";
import type { EnvironmentSettings } from "../schema/environment";
import type { Step } from "../schema/path";
import type { StageSettings } from "../schema/stages";

/** A stage whose environment's file is in order. */
export interface PlacedStage {
  stage: StageSettings;
  path: Step[];
  environment: Declared<EnvironmentSettings> & { settings: EnvironmentSettings };
  production: boolean;
}
