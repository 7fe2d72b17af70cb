/** A small organisation with one environment in our own store and one in Pulumi Cloud, as files in a folder. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

const environment = (account: string, cidr: string, backend: string) => ({
  "slipway:environment": { account, region: "us-east-1", backend, network: { cidr, zones: 2 } },
});

const accounts = { toolchain: "111111111111", dev: "222222222222", play: "555555555555" };

const files: Record<string, object> = {
  "Pulumi.yaml": {
    name: "slipway",
    runtime: "nodejs",
    config: {
      "pulumi:disable-default-providers": { value: ["*"] },
      "slipway:organization": { value: { prefix: "acme", home: "us-east-1", accounts } },
    },
  },
  "Pulumi.state.yaml": { config: { "slipway:state": { placement: "one" } } },
  "Pulumi.toolchain.yaml": {
    config: { "slipway:toolchain": { notifications: { approvals: { email: ["a@b.example"] } } } },
  },
  "Pulumi.dev.yaml": { config: environment("dev", "10.10.0.0/16", "s3") },
  "Pulumi.play.yaml": { config: environment("play", "10.40.0.0/16", "cloud") },
  "Pulumi.deployments.yaml": {
    config: { "slipway:deployments": { organization: "acme", repository: "acme/platform" } },
  },
};

/** A fresh folder with the files; the caller removes it. */
export function cloudOrganization(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-pulumi-cloud-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), stringify(content));
  return folder;
}
