import { matches } from "../../patterns";
import type { StackRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

const scanning = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration";
const cache = "aws:ecr/pullThroughCacheRule:PullThroughCacheRule";

/**
 * A registry that caches images of others scans them when they arrive.
 *
 * Service: ecr. Severity: medium. Topics: images.
 */
export const ecrRegistryScansOnPush: StackRule = {
  name: "ecr-registry-scans-on-push",
  description: "A registry that caches images of others scans them when they arrive.",
  level: "mandatory",
  severity: "medium",
  service: "ecr",
  topics: ["images"],
  source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
  remedy:
    "Give the registry a RegistryScanningConfiguration with SCAN_ON_PUSH or CONTINUOUS_SCAN for these repositories.",
  unknowns: "Unknown rules are judged in the update.",
  reads: [scanning, cache],
  checkStack(resources, report) {
    const rules = resources.filter(({ type }) => type === scanning).map(({ props }) => props["rules"]);
    const scanned = rules
      .flatMap(listOf)
      .filter((rule) => /^(SCAN_ON_PUSH|CONTINUOUS_SCAN)$/.test(String(at(rule, "scanFrequency"))))
      .flatMap((rule) => listOf(at(rule, "repositoryFilters")).map((each) => String(at(each, "filter"))));
    for (const { urn, props } of resources.filter(({ type }) => type === cache)) {
      const example = `${String(props["ecrRepositoryPrefix"])}/any`;
      if (scanned.some((pattern) => matches(pattern, example) || matches(`${pattern}*`, example))) continue;
      if (rules.some(isUnknown)) report.undecided("rules", urn);
      else report.violation("Images that are cached here are not scanned.", urn);
    }
  },
};
