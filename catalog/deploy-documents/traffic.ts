/** Which container and port of a task definition gets the traffic. */
import { type DocumentProblem, problem } from "./problem";
import { containersOf } from "./task-definition";

export interface TrafficPort {
  container: string;
  port: number;
}

export interface TrafficChoice {
  /** Default: the only container with a port. */
  container?: string;
  /** Default: the only port of that container. */
  port?: number;
}

/** The one container and port that a choice leaves, or why there is none or more than one, with the choices. */
export function trafficPort(
  definition: Record<string, unknown>,
  { container, port }: TrafficChoice,
): { found?: TrafficPort; problems: DocumentProblem[] } {
  const all = portsOf(definition);
  const left = all.filter(
    (each) => (container === undefined || each.container === container) && (port === undefined || each.port === port),
  );
  if (left.length === 1) return { found: left[0]!, problems: [] };
  const choices = all.map((each) => `${each.container}:${each.port}`).join(", ");
  const asked = container === undefined && port === undefined ? undefined : `${container ?? "*"}:${port ?? "*"}`;
  const message =
    left.length === 0
      ? `names no port of the task definition; ${choices ? `there are ${choices}` : "no container maps a port: add portMappings"}`
      : `leaves ${left.map((each) => `${each.container}:${each.port}`).join(", ")}; give container and port of one`;
  return { problems: [problem(["LoadBalancerInfo"], asked, message)] };
}

function portsOf(definition: Record<string, unknown>): TrafficPort[] {
  return containersOf(definition).flatMap(({ name, portMappings = [] }) =>
    portMappings.flatMap(({ containerPort }) =>
      containerPort === undefined ? [] : [{ container: name, port: containerPort }],
    ),
  );
}
