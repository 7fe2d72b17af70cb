/** Cases of the rules about canaries of Synthetics. */
import { type Part, unknown, urnOf } from "../fixtures";
import { type Case, part } from "./parts";

const canary = (inputs: Part["inputs"], name?: string) =>
  part("aws:synthetics/canary:Canary", inputs, name === undefined ? {} : { name });
const logOf = (...canaries: Part[]) =>
  part("aws:cloudwatch/logGroup:LogGroup", { name: unknown }, { propertyDependencies: { name: canaries.map(urnOf) } });
const asked = canary({}, "asked");
const other = canary({}, "other");

export const canaries: Record<string, Case[]> = {
  "synthetics-canary-is-deleted-whole": [
    { what: "with its function", parts: [canary({ deleteLambda: true })] },
    {
      what: "without it, and no word",
      parts: [canary({ deleteLambda: false }), canary({})],
      finds: Array(2).fill("The canary leaves its function behind."),
    },
    { what: "an unknown setting", parts: [canary({ deleteLambda: unknown })], finds: ["undecided"] },
  ],
  "synthetics-canary-is-running": [
    { what: "started", parts: [canary({ startCanary: true })] },
    {
      what: "stopped, and never started",
      parts: [canary({ startCanary: false }), canary({})],
      finds: Array(2).fill("The canary is not started."),
    },
    { what: "an unknown setting", parts: [canary({ startCanary: unknown })], finds: ["undecided"] },
  ],
  "synthetics-canary-keeps-its-log": [
    { what: "a group of its function's name", parts: [asked, logOf(asked)] },
    { what: "no canary", parts: [logOf()] },
    {
      what: "the group of another one",
      parts: [asked, other, logOf(other)],
      finds: ["The canary has no log group in its stack."],
    },
    {
      what: "a group of some name",
      parts: [asked, part("aws:cloudwatch/logGroup:LogGroup", { name: "/aws/lambda/cwsyn-asked" })],
      finds: ["The canary has no log group in its stack."],
    },
  ],
};
