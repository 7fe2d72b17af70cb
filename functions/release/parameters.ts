/** Questions to Parameter Store: what a target is, and what it runs. */
import { errorName } from "../gates/refusal";
import type { Call } from "./sdk";
import type { Records, Running } from "./world";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html */
const historyPerCall = 50;

/** Value of a parameter, or undefined when there is none. */
export async function parameter(call: Call, name: string): Promise<string | undefined> {
  const { Parameters = [] } = await call<{ Parameters?: { Value?: string }[] }>("GetParameters", { Names: [name] });
  return Parameters[0]?.Value;
}

/** What a target has run, the newest first, as far as Parameter Store keeps it: 100 versions. */
export async function historyOf(call: Call, name: string): Promise<Running[]> {
  const found: Running[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const page: { Parameters?: { Value?: string }[]; NextToken?: string } = await call("GetParameterHistory", {
        Name: name,
        MaxResults: historyPerCall,
        NextToken,
      });
      found.push(...(page.Parameters ?? []).flatMap(({ Value = "null" }) => runningOf(Value) ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
  } catch (error) {
    if (errorName(error) !== "ParameterNotFound") throw error;
  }
  return found.reverse();
}

function runningOf(text: string): Running | undefined {
  try {
    const running = JSON.parse(text) as Running | null;
    return typeof running?.digest === "string" ? running : undefined;
  } catch {
    return undefined;
  }
}

/** A record that cannot be read counts as none: the release goes on, and writes a new one. */
export function recordsOf(call: Call, name: string): Records {
  return {
    read: async () => runningOf((await parameter(call, name)) ?? "null"),
    async write(running) {
      await call("PutParameter", { Name: name, Value: JSON.stringify(running), Type: "String", Overwrite: true });
    },
  };
}
