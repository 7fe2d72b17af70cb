/** Questions to Parameter Store: what a target is, and what it runs. */
import type { Call } from "./sdk";
import type { Records, Running } from "./world";

/** Value of a parameter, or undefined when there is none. */
export async function parameter(call: Call, name: string): Promise<string | undefined> {
  const { Parameters = [] } = await call<{ Parameters?: { Value?: string }[] }>("GetParameters", { Names: [name] });
  return Parameters[0]?.Value;
}

/** A record that cannot be read counts as none: the release goes on, and writes a new one. */
export function recordsOf(call: Call, name: string): Records {
  return {
    async read() {
      try {
        const running = JSON.parse((await parameter(call, name)) ?? "null") as Running | null;
        return typeof running?.digest === "string" ? running : undefined;
      } catch (error) {
        if (error instanceof SyntaxError) return undefined;
        throw error;
      }
    },
    async write(running) {
      await call("PutParameter", { Name: name, Value: JSON.stringify(running), Type: "String", Overwrite: true });
    },
  };
}
