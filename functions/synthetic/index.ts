/**
 * Entry of the canaries that ask services' production addresses: a script of CloudWatch Synthetics, which runs the
 * export, counts a run that rejects as failed, and needs nothing of its library for that
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_WritingCanary_Nodejs_Pup.html).
 */
import { callsOf } from "../release/sdk";
import { worldOf } from "./clients";
import { run } from "./run";

const world = worldOf(callsOf("s3"));

export function handler(): Promise<string> {
  return run(process.env["SYNTHETIC_TEST"], world);
}
