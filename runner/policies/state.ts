/** The policy pack over states that exist, by the engine's own `policy analyze`: without program or provider. */
import type { StoredPlan } from "../../catalog/stored";
import type { Finding } from "../../policies/check";
import { guarded } from "../engine/guarded";
import { FailedError } from "../exit";
import type { Session } from "../session";
import { stateViewer, storedCheckpoint } from "../viewer";
import { pinnedPack } from "./pack";

/** What the engine prints of a violation, a line of JSON each. */
interface PolicyEvent {
  resourceUrn?: string;
  /** The rule's description, and in the lines after it what was found. */
  message: string;
  policyName: string;
  enforcementLevel: string;
}

interface AnalysisEvent {
  policyEvent?: PolicyEvent;
  summaryEvent?: object;
}

/** Reads as the preview role and changes nothing. Undefined: the stack has no state. */
export async function stateFindings(session: Session, plan: StoredPlan): Promise<Finding[] | undefined> {
  // Before its roles are entered, which may not be there either.
  const client = await (await stateViewer(session))(plan);
  if (!(await storedCheckpoint(client, session.catalog.project, plan))) return undefined;
  const reading = { operation: "policy analyze", access: "preview", writes: false, waitMs: 0 } as const;
  return guarded(session, plan, { ...reading, acceptState: false, allowPending: true }, async (run) => {
    const args = ["policy", "analyze", "--stack", plan.name, "--json", "--non-interactive", "--color", "never"];
    const { stdout, stderr } = await run.pulumi({ args, pack: pinnedPack(session.catalog) });
    const found = readAnalysis(plan.name, stdout);
    if (found) return found;
    throw new FailedError(`Stack ${plan.name}: its state could not be judged.\n${stdout}\n${stderr}`.trim());
  });
}

/** The findings in the engine's output; undefined when it did not come to its end. */
export function readAnalysis(stack: string, output: string): Finding[] | undefined {
  const events = output.split("\n").flatMap((line) => eventOf(line) ?? []);
  if (!events.some(({ summaryEvent }) => summaryEvent)) return undefined;
  return events.flatMap(({ policyEvent }) => {
    if (!policyEvent) return [];
    const { policyName, enforcementLevel, resourceUrn = "", message } = policyEvent;
    const [description, ...rest] = message.trim().split("\n");
    const level = enforcementLevel === "advisory" ? "advisory" : "mandatory";
    return [{ rule: policyName, level, stack, urn: resourceUrn, message: rest.join("\n") || description! }];
  });
}

function eventOf(line: string): AnalysisEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    // A line of something else that the engine loaded.
    return undefined;
  }
}
