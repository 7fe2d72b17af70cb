/** Parameter Store for the harness: exactly the given parameters exist. */
import type { BuildOptions } from "./harness";

export function parameterStore(values: Record<string, string>): Pick<BuildOptions, "invokes"> {
  return {
    invokes: {
      "aws:ssm/getParameter:getParameter": ({ name }) => {
        const value = values[String(name)];
        if (value === undefined) throw new Error(`parameter ${name} does not exist`);
        return { name, value, insecureValue: value, type: "String" };
      },
    },
  };
}
