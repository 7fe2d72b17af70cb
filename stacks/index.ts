/** The Pulumi program: builds the stack that the engine runs. It does nothing at import; the engine calls it. */
import * as pulumi from "@pulumi/pulumi";
import { loadCatalog } from "../catalog/load";
import type { Access } from "../catalog/naming";
import { stackNamed } from "../catalog/stacks";
import { configurationOfFiles, refuseOtherConfiguration } from "./configuration";
import { guard } from "./guard";
import { type Outputs, programFor } from "./program";

async function runProgram(): Promise<Outputs> {
  return (
    await refusals(async () => {
      const catalog = loadCatalog(process.env["SLIPWAY_DIRECTORY"] ?? process.cwd());
      const stack = stackNamed(catalog, pulumi.getStack());
      const files = configurationOfFiles(catalog.directory, catalog.project, stack.name);
      refuseOtherConfiguration(files, pulumi.runtime.allConfig());
      const dryRun = pulumi.runtime.isDryRun();
      guard(stack, { dryRun, mark: process.env["SLIPWAY_RUN"] });
      return programFor(catalog, stack.name, accessOf(process.env["SLIPWAY_ACCESS"], dryRun));
    })
  )();
}

/** Which of the account's roles the run uses. Default: the one that only reads in a preview, else the other. */
function accessOf(wanted: string | undefined, dryRun: boolean): Access {
  if (wanted === undefined || wanted === "") return dryRun ? "preview" : "update";
  if (wanted === "preview" || wanted === "update") return wanted;
  throw new Error(`SLIPWAY_ACCESS is ${JSON.stringify(wanted)}; it can be preview or update, or be left out.`);
}

/** Before anything is registered every error is an answer to the user, so it is shown without a stack trace. */
async function refusals<T>(checks: () => Promise<T>): Promise<T> {
  try {
    return await checks();
  } catch (error) {
    throw new pulumi.RunError((error as Error).message);
  }
}

export = runProgram;
