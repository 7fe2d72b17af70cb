/** A rollout that is under way, and what may be asked of it; tests answer it themselves. */

/** What a rollout waits for a person with. */
export interface Waits {
  /** Id of ECS's hook. */
  hook?: string;
  /** ISO 8601, UTC: when the controller goes on or back by itself. */
  until?: string;
  /** The same of CodeDeploy, which says how long it waits and not since when. */
  minutes?: number;
}

export interface Rollout {
  controller: "native" | "codedeploy";
  /** ARN of ECS's service deployment, id of CodeDeploy's. */
  deployment: string;
  status: string;
  /** Lifecycle stage of ECS, lifecycle event of CodeDeploy. */
  stage?: string;
  /** Percent of the production traffic that goes to the new revision. */
  traffic?: number;
  /** Task definition as `family:revision`, or what the release calls it. */
  revision?: string;
  /** By container. */
  images?: Record<string, string>;
  /** Whether it is being rolled back. */
  back: boolean;
  /** Absent: it waits for nobody. */
  waits?: Waits;
}

export interface RolloutServices {
  /** What is under way, the newest; a service's placeholder counts as nothing. */
  look(): Promise<Rollout | undefined>;
  /** Lets it go on that waits. */
  goOn(rollout: Rollout): Promise<void>;
  /** Has it rolled back, whether it waits or not. */
  goBack(rollout: Rollout): Promise<void>;
}
