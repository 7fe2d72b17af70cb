/** The pack itself: constructing it starts its server, so only the engine loads this file. */
import { PolicyPack } from "@pulumi/policy";
import { exemptionsAreCurrent, policyOf } from "./engine";
import { rules } from "./rules";
import { selectRules } from "./select";

new PolicyPack("slipway", {
  displayName: "Slipway",
  description: "Rules for CI/CD on AWS, for @pulumi/aws 7.",
  tags: ["aws", "ci-cd"],
  enforcementLevel: "mandatory",
  policies: [...selectRules(rules).map(policyOf), exemptionsAreCurrent],
});
