import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * A repository scans each image when it is pushed.
 *
 * Can repair: turns the scan on.
 *
 * Service: ecr. Severity: medium. Topics: images.
 */
export const ecrRepositoryScansOnPush: ResourceRule = {
  name: "ecr-repository-scans-on-push",
  description: "A repository scans each image when it is pushed.",
  level: "mandatory",
  severity: "medium",
  service: "ecr",
  topics: ["images"],
  frameworks: ["SecurityHub ECR.1"],
  source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
  remedy: "Set imageScanningConfiguration.scanOnPush to true.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:ecr/repository:Repository"],
  check({ props }, report) {
    const scanning = props["imageScanningConfiguration"];
    const onPush = at(scanning, "scanOnPush");
    if ([scanning, onPush].some(isUnknown)) report.undecided("imageScanningConfiguration.scanOnPush");
    else if (onPush !== true) report.violation("Images are not scanned when they are pushed.");
  },
  remediate(props) {
    const scanning = props["imageScanningConfiguration"];
    if (isUnknown(scanning) || at(scanning, "scanOnPush") === true) return undefined;
    return { "imageScanningConfiguration.scanOnPush": true };
  },
};
