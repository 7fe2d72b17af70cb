import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { fixture } from "../../catalog/organization";
import { type Ended, slipway } from "./slipway";

const asked = { reason: "reviewers see what a change does" };
const id = "11111111-aaaa-4aaa-8aaa-111111111111";

/** Bindings of previews and updates of one place in the CI, and the file that it reads. */
const places = [
  {
    ci: "github",
    binding: { provider: "github", owner: "globex", repository: "platform" },
    preview: { scope: { pullRequests: asked } },
    update: { scope: { environment: "live", branch: "main" } },
    file: ".github/workflows/slipway.yml",
  },
  {
    ci: "gitlab",
    binding: { provider: "gitlab", project: "globex/platform" },
    preview: { scope: { anyBranch: asked } },
    update: { scope: { branch: "main" } },
    file: ".gitlab-ci.yml",
  },
  {
    ci: "circleci",
    binding: { provider: "circleci", organizationId: id, projectId: id, origin: "github.com/globex/platform" },
    preview: { scope: { anyBranch: asked } },
    update: { scope: { branch: "main" } },
    file: ".circleci/config.yml",
  },
  {
    ci: "azure",
    binding: { provider: "azure-devops", organization: "globex", organizationId: id, project: "Cloud" },
    preview: { connection: "slipway-preview" },
    update: { connection: "slipway-update" },
    file: "azure-pipelines.yml",
  },
];

/** Runs a command on the fixture with other federations. */
async function withFederation(federation: unknown, ...args: string[]): Promise<Ended> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-federation-"));
  try {
    cpSync(fixture, directory, { recursive: true });
    const project = parse(readFileSync(join(fixture, "Pulumi.yaml"), "utf8"));
    project.config["slipway:organization"].value.federation = federation;
    writeFileSync(join(directory, "Pulumi.yaml"), stringify(project, { defaultStringType: "QUOTE_DOUBLE" }));
    return await slipway("-C", directory, "federation", ...args);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe("slipway federation", () => {
  it("shows what each role admits and which run roles it enters", async () => {
    const { code, stdout } = await slipway("-C", fixture, "federation", "show");
    assert.equal(code, 0);
    assert.match(stdout, /role\/slipway\/globex-ci-platform-preview\n {2}admits {2}project_path:globex.*:ref:\* /);
    assert.match(stdout, /admits {2}repo:globex\/platform:environment:live, ref refs\/heads\/main .*githubusercontent/);
    assert.match(stdout, /enters {2}live {2}arn:aws:iam::444455556666:role\/slipway\/globex-run-live-update/);
    const { providers, roles } = JSON.parse((await slipway("-C", fixture, "federation", "show", "--json")).stdout);
    assert.equal(providers.length, 2);
    assert.deepEqual(
      roles.map(({ access, enters }: { access: string; enters: unknown[] }) => [access, enters.length]),
      [
        ["preview", 2],
        ["update", 4],
      ],
    );
  });

  it("says so when the files federate nobody", async () => {
    const { code, stdout } = await withFederation(undefined, "show");
    assert.equal(code, 0);
    assert.match(stdout, /federate no CI/);
  });

  it("ends with 2 for a name that is none, with the near one", async () => {
    const { code, stderr } = await slipway("-C", fixture, "federation", "render", "platfrm");
    assert.equal(code, 2);
    assert.match(stderr, /no federation "platfrm".*Did you mean "platform"/);
  });

  for (const { ci, binding, preview, update, file } of places) {
    it(`renders the workflow of ${ci} with both roles and the stacks that they may update`, async () => {
      const federation = {
        platform: {
          accounts: ["test"],
          preview: [{ ...binding, ...preview }],
          update: [{ ...binding, ...update }],
        },
      };
      const { code, stdout, stderr } = await withFederation(federation, "render", "platform");
      assert.equal(code, 0, stderr);
      assert.ok(stderr.includes(file), stderr);
      assert.ok(parse(stdout), "is YAML");
      for (const access of ["preview", "update"]) assert.match(stdout, new RegExp(`globex-ci-platform-${access}\\b`));
      assert.match(stdout, /slipway up --yes test hello\.test ledger\.test/);
      assert.doesNotMatch(stdout, /\.account|\.state|\.prod\b/);
    });
  }

  it("renders for agents of an identity only with their pools", async () => {
    const entra = { provider: "entra", tenantId: id, objectId: id, audience: "api://slipway" };
    const federation = { agents: { accounts: ["test"], update: [entra] } };
    const without = await withFederation(federation, "render", "agents");
    assert.equal(without.code, 3);
    assert.match(without.stderr, /federation\.agents\.update: is of entra: .*pools/);
    assert.equal((await withFederation(federation, "render", "agents", "--update-pool", "b")).code, 2);
    const pools = ["--preview-pool", "a", "--update-pool", "b"];
    const { code, stdout, stderr } = await withFederation(federation, "render", "agents", ...pools);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /name: b/);
  });

  it("takes the binding of the wanted CI, or the one at a place, and refuses where there is none", async () => {
    const render = (...args: string[]) => slipway("-C", fixture, "federation", "render", "platform", ...args);
    assert.match((await render()).stdout, /id_tokens/);
    assert.match((await render("--for", "github")).stdout, /environment: live/);
    assert.match((await render("--binding", "1")).stdout, /environment: live/);
    const none = await render("--for", "circleci");
    assert.equal(none.code, 3);
    assert.match(none.stderr, /federation\.platform\.update: must have a binding of circleci/);
    const other = await render("--for", "github", "--branch", "next");
    assert.equal(other.code, 3);
    assert.match(other.stderr, /update\.binding\.scope\.branch.*must be next/);
    assert.equal((await render("--for", "jenkins")).code, 2);
    assert.equal((await render("--binding", "first")).code, 2);
  });

  it("writes the workflow and the script that it runs below a directory", async () => {
    const output = mkdtempSync(join(tmpdir(), "slipway-workflow-"));
    try {
      const args = ["render", "platform", "--for", "github", "--output", output, "--json"];
      const { code, stdout } = await slipway("-C", fixture, "federation", ...args);
      assert.equal(code, 0);
      const written = [".github/workflows/slipway.yml", "ci/slipway-credentials.sh"].map((each) => join(output, each));
      assert.deepEqual(JSON.parse(stdout).files, written);
      assert.match(readFileSync(written[0]!, "utf8"), /sh ci\/slipway-credentials\.sh/);
      assert.match(readFileSync(written[1]!, "utf8"), /^#!\/bin\/sh/);
    } finally {
      rmSync(output, { recursive: true });
    }
  });
});
