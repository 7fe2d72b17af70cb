/** `slipway state`: where states lie, and the same store for Terraform. */
import type { Command } from "commander";
import { stackNamed } from "../../catalog/stacks";
import { terraformBackendConfig } from "../../components/state/terraform";
import { stored } from "../engine/pulumi-cloud";
import { openSession } from "../session";
import { globals } from "./globals";

export function addStateCommand(program: Command): void {
  program
    .command("state")
    .description('print where a stack\'s state lies, and a Terraform backend "s3" block for the same store')
    .argument("[stack]", "stack whose store is meant", "state")
    .action((name: string, _options: unknown, command: Command) => {
      const { catalog, terminal } = openSession(globals(command));
      const { state } = stored(stackNamed(catalog, name), "slipway state");
      const { bucket, table, region, prefix } = state;
      const partition = catalog.stacks[0]!.partition;
      const keyArn = `arn:${partition}:kms:${region}:${state.accountId}:${catalog.names.stateStoreKeyAlias}`;
      const key = `${prefix}/terraform/example/terraform.tfstate`;
      const block = terraformBackendConfig({ bucket, table, region, keyArn, key });
      terminal.result({ ...state, terraform: block });
      terminal.say(`bucket     ${state.bucket} (account ${state.accountId}, ${state.region})`);
      terminal.say(
        `prefix     ${state.prefix}\nlock       ${state.table}: ${state.lockId}\nsecrets    ${state.keyAlias}\n`,
      );
      terminal.say(block);
    });
}
