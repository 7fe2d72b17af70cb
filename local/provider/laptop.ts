/** What makes a process part of a laptop cloud: variables that the runner sets for the engine it starts. */

export interface Laptop {
  /** The emulator's token: the mark without which the stand-in does not start. */
  token: string;
  /** The emulator, always on a loopback address. */
  endpoint: string;
  /** Folder of this laptop cloud; the stand-in keeps its records in `resources` below it. */
  data: string;
  /** Name of the role that administrators have in every account and that needs no trust. */
  administrator: string;
  /** AWS Organizations id that every account here belongs to, for `aws:PrincipalOrgID`. */
  organizationId?: string;
  /** File that makes one Create wait; see `hold.ts`. */
  hold?: string;
}

const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost):\d+$/;

/** Reads the laptop from the environment; throws one error with everything that is missing. */
export function readLaptop(environment: NodeJS.ProcessEnv): Laptop {
  const token = environment["SLIPWAY_LAPTOP"];
  const endpoint = environment["SLIPWAY_LAPTOP_ENDPOINT"];
  const data = environment["SLIPWAY_LAPTOP_DATA"];
  const problems: string[] = [];
  if (!token) problems.push("SLIPWAY_LAPTOP is not set");
  if (!endpoint) problems.push("SLIPWAY_LAPTOP_ENDPOINT is not set");
  else if (!loopback.test(endpoint)) {
    problems.push(`SLIPWAY_LAPTOP_ENDPOINT is ${endpoint}, which is not http on a loopback address`);
  }
  if (!data) problems.push("SLIPWAY_LAPTOP_DATA is not set");
  if (problems.length > 0 || !token || !endpoint || !data) {
    throw new Error(
      `This is Slipway's stand-in for a Pulumi provider, which only works inside a laptop cloud: ${problems.join("; ")}. ` +
        "Start it with `slipway local up`; for the real cloud, remove the stand-in from PULUMI_HOME.",
    );
  }
  return {
    token,
    endpoint,
    data,
    administrator: environment["SLIPWAY_LAPTOP_ADMINISTRATOR"] || "OrganizationAccountAccessRole",
    organizationId: environment["SLIPWAY_LAPTOP_ORGANIZATION"] || undefined,
    hold: environment["SLIPWAY_LAPTOP_HOLD"] || undefined,
  };
}
