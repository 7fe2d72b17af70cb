/** Which actions of a pipeline change what an environment runs. */
import { at, type Value } from "./values";

/** Slipway's function that releases to ECS and Lambda, and runs tasks of services once, is called so. */
const releaseFunction = /-release$/;

function releases(action: Value): boolean {
  return (
    at(action, "category") === "Invoke" && releaseFunction.test(String(at(action, "configuration", "FunctionName")))
  );
}

/** A deployment, a release by the function, or a task that it runs once. */
export function deploys(action: Value): boolean {
  return at(action, "category") === "Deploy" || releases(action);
}

/** Whether something else runs afterwards: a task runs once and leaves what runs as it is. */
export function replaces(action: Value): boolean {
  const task = /"task":\{/.test(String(at(action, "configuration", "UserParameters")));
  return at(action, "category") === "Deploy" || (releases(action) && !task);
}
