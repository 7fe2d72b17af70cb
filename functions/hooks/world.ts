/** What hooks ask of the world, and nothing more: tests answer it themselves. */
import type { SmokePlace } from "../../catalog/smoke-test";

export interface Answer {
  status: number;
  body: string;
}

export interface World {
  /** Rejects when nothing answers within the time. */
  request(place: Extract<SmokePlace, { origin: string }>, path: string, milliseconds: number): Promise<Answer>;
  /** Runs one version of a function with a request for a path. Rejects when the function fails or takes longer. */
  invoke(name: string, version: string, path: string, milliseconds: number): Promise<Answer>;
  /** Version that a deployment of CodeDeploy brings; undefined when CodeDeploy does not say. */
  targetVersion(deployment: string): Promise<string | undefined>;
  /** Tells CodeDeploy. */
  report(deployment: string, execution: string, status: "Succeeded" | "Failed"): Promise<void>;
  /** Milliseconds since some moment. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}
