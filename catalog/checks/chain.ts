/** Checks of chained services: each exists, and no chain comes back to its beginning. */
import type { Files } from "../files";
import type { ServiceSettings } from "../schema/service";
import { didYouMean } from "../suggest";
import type { Add } from "./add";

export function checkChain({ services }: Files, name: string, { after }: ServiceSettings, add: Add): void {
  const known = services.map((each) => each.name);
  after.forEach((upstream, index) => {
    if (after.indexOf(upstream) !== index) {
      add(["after", index], upstream, `is after[${after.indexOf(upstream)}] already; remove one of them`);
    } else if (!known.includes(upstream)) {
      const message = `is no service: there is no services/${upstream}.yaml.${didYouMean(upstream, known)}`;
      add(["after", index], upstream, message);
    } else if (upstream === name || reaches(services, upstream, name)) {
      add(["after", index], upstream, `waits for ${name} itself; remove one of them, or neither would ever start`);
    }
  });
}

/** Whether a service waits, at some distance, for another. */
function reaches(services: Files["services"], from: string, to: string, seen = new Set<string>()): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const after = services.find(({ name }) => name === from)?.settings?.after ?? [];
  return after.some((each) => each === to || reaches(services, each, to, seen));
}
