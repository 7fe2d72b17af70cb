/** The Pulumi program: builds the stack that the engine runs. It does nothing at import; the engine calls it. */
import * as pulumi from "@pulumi/pulumi";
import { loadCatalog } from "../catalog/load";
import type { Access } from "../catalog/naming";
import { stackNamed } from "../catalog/stacks";
import type { Catalog } from "../catalog/types";
import { configurationOfFiles, refuseOtherConfiguration } from "./configuration";
import { guard, type Run } from "./guard";
import { type Outputs, programFor } from "./program";

async function runProgram(): Promise<Outputs> {
  return (
    await refusals(async () => {
      const dryRun = pulumi.runtime.isDryRun();
      const mark = process.env["SLIPWAY_RUN"];
      const run = mark === undefined ? { dryRun } : { dryRun, mark };
      const catalog = catalogFor(run);
      const stack = stackNamed(catalog, pulumi.getStack());
      guard(stack, run);
      const files = configurationOfFiles(catalog.directory, catalog.project, stack.name);
      refuseOtherConfiguration(files, pulumi.runtime.allConfig());
      return programFor(catalog, stack.name, accessOf(process.env["SLIPWAY_ACCESS"], dryRun));
    })
  )();
}

/**
 * The catalog of the files. An unguarded `pulumi up` writes secrets settings into one of them, which the catalog
 * refuses; what the user must hear then is the cause.
 */
function catalogFor(run: Run): Catalog {
  try {
    return loadCatalog(process.env["SLIPWAY_DIRECTORY"] ?? process.cwd());
  } catch (error) {
    guard({ name: pulumi.getStack(), backend: "s3" }, run);
    throw error;
  }
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
