/**
 * Who asks a hook, and how it is answered.
 *
 * CodeDeploy sends two ids and waits for PutLifecycleEventHookExecutionStatus
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html). ECS takes the
 * function's return value (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html).
 */

export interface CodeDeployEvent {
  DeploymentId: string;
  LifecycleEventHookExecutionId: string;
}

export interface EcsEvent {
  executionId?: string;
  lifecycleStage?: string;
  /** ARN of the service deployment. */
  resourceArn?: string;
  executionDetails?: {
    serviceArn?: string;
    targetServiceRevisionArn?: string;
    /** Percent of the traffic by revision; empty where the stage moves none. */
    testTrafficWeights?: Record<string, number>;
    productionTrafficWeights?: Record<string, number>;
  };
}

export type HookEvent = CodeDeployEvent | EcsEvent;

/** What ECS reads. Without one of these words it rolls back. */
export interface HookAnswer {
  hookStatus: "SUCCEEDED" | "FAILED";
}

export function isCodeDeploy(event: HookEvent): event is CodeDeployEvent {
  const { DeploymentId, LifecycleEventHookExecutionId } = event as Partial<CodeDeployEvent>;
  return typeof DeploymentId === "string" && typeof LifecycleEventHookExecutionId === "string";
}

/**
 * Whether ECS is rolling the revision back: it runs the hooks of the two stages that move traffic again while it takes
 * the traffic away. There is nothing to test then, and a failure would be in the way.
 */
export function isRollingBack({ lifecycleStage, executionDetails = {} }: EcsEvent): boolean {
  const { targetServiceRevisionArn: target, testTrafficWeights, productionTrafficWeights } = executionDetails;
  const moved: Record<string, Record<string, number> | undefined> = {
    TEST_TRAFFIC_SHIFT: testTrafficWeights,
    PRODUCTION_TRAFFIC_SHIFT: productionTrafficWeights,
  };
  return target !== undefined && moved[lifecycleStage ?? ""]?.[target] === 0;
}
