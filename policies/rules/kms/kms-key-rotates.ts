import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/**
 * Symmetric keys for encryption rotate every year.
 *
 * Keys that sign or authenticate cannot rotate and are left alone. Can repair: sets `enableKeyRotation`.
 *
 * Service: kms. Severity: medium. Topics: encryption.
 */
export const kmsKeyRotates: ResourceRule = {
  name: "kms-key-rotates",
  description: "Symmetric keys for encryption rotate every year.",
  level: "mandatory",
  severity: "medium",
  service: "kms",
  topics: ["encryption"],
  frameworks: ["SecurityHub KMS.4"],
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  remedy: "Set enableKeyRotation to true.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:kms/key:Key"],
  check({ props }, report) {
    if (!canRotate(props["customerMasterKeySpec"])) return;
    const { enableKeyRotation: rotates } = props;
    if (isUnknown(rotates)) report.undecided("enableKeyRotation");
    else if (rotates !== true) report.violation("The key does not rotate.");
  },
  remediate(props) {
    return canRotate(props["customerMasterKeySpec"]) && props["enableKeyRotation"] !== true
      ? { enableKeyRotation: true }
      : undefined;
  },
};

const canRotate = (spec: unknown = "SYMMETRIC_DEFAULT") => spec === "SYMMETRIC_DEFAULT";
