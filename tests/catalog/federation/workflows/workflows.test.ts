import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import type { z } from "zod";
import {
  assumeWithToken,
  type Binding,
  FederationError,
  federatedRoleArn,
  type Token,
} from "../../../../catalog/federation";
import {
  azurePipeline,
  circleCiConfiguration,
  credentialsScript,
  githubWorkflow,
  gitlabPipeline,
  type WorkflowFile,
} from "../../../../catalog/federation/workflows";
import type { Access } from "../../../../catalog/naming";
import {
  azure,
  circleci,
  circleToken,
  entra,
  github,
  githubToken,
  gitlab,
  gitlabToken,
  organizationId,
  otherId,
  place,
  projectId,
  reason,
  roleOf,
} from "../sample";
import { azureShape, circleShape, githubShape, gitlabShape } from "./shapes";

const arn = (access: Access) => federatedRoleArn(place, "acme", "platform", access);
const common = { branch: "main", region: "us-east-1", stacks: ["dev", "orders.dev"] };

const runs = {
  github: {
    ...common,
    update: { binding: github({ environment: "prod", branch: "main" }), roleArn: arn("update") },
    preview: { binding: github({ pullRequests: { reason } }), roleArn: arn("preview") },
  },
  gitlab: {
    ...common,
    update: { binding: gitlab, roleArn: arn("update") },
    preview: { binding: { ...gitlab, scope: { anyBranch: { reason } } }, roleArn: arn("preview") },
  },
  circleci: {
    ...common,
    update: { binding: circleci, roleArn: arn("update") },
    preview: { binding: { ...circleci, scope: { anyBranch: { reason } } }, roleArn: arn("preview") },
  },
  connections: {
    ...common,
    update: { binding: azure, roleArn: arn("update") },
    preview: { binding: { ...azure, connection: "slipway-preview" }, roleArn: arn("preview") },
  },
  agents: {
    ...common,
    pools: { preview: "previews", update: "updates" },
    update: { binding: entra, roleArn: arn("update") },
    preview: { binding: { ...entra, objectId: otherId }, roleArn: arn("preview") },
  },
};

const workflowOf = (files: WorkflowFile[]) => files[0]!.content;
const every: [string, WorkflowFile[], WorkflowFile[], z.ZodType][] = [
  ["GitHub Actions", githubWorkflow(runs.github), githubWorkflow({ ...runs.github, preview: undefined }), githubShape],
  ["GitLab CI", gitlabPipeline(runs.gitlab), gitlabPipeline({ ...runs.gitlab, preview: undefined }), gitlabShape],
  [
    "CircleCI",
    circleCiConfiguration(runs.circleci),
    circleCiConfiguration({ ...runs.circleci, preview: undefined }),
    circleShape,
  ],
  [
    "Azure Pipelines by service connections",
    azurePipeline(runs.connections),
    azurePipeline({ ...runs.connections, preview: undefined }),
    azureShape,
  ],
  [
    "Azure Pipelines on own agents",
    azurePipeline(runs.agents),
    azurePipeline({ ...runs.agents, preview: undefined }),
    azureShape,
  ],
];

describe("ready workflow", () => {
  for (const [name, files, updates, shape] of every) {
    describe(`of ${name}`, () => {
      const text = workflowOf(files);

      it("is YAML of the CI's syntax, with previews and without", () => {
        for (const content of [text, workflowOf(updates)]) {
          assert.deepEqual(parseDocument(content).errors, []);
          const { error } = shape.safeParse(parse(content));
          assert.equal(error?.message, undefined);
        }
      });

      it("leaves nothing to edit and holds no key", () => {
        assert.doesNotMatch(text, /TODO|CHANGEME|REPLACE|YOUR[-_ ]|EXAMPLE|<[a-z][\w -]*>|##|xxx/i);
        assert.doesNotMatch(text, /ACCESS_KEY|SECRET_ACCESS|secrets\.|AKIA|password/i);
      });

      it("previews with the preview's role and updates with the update's, nothing by both", () => {
        assert.equal(text.split("npx --no -- slipway preview dev orders.dev").length, 2);
        assert.equal(text.split("npx --no -- slipway up --yes dev orders.dev").length, 2);
        const update = text.indexOf("up --yes");
        const preview = text.indexOf("slipway preview");
        assert.ok(preview < update);
        for (const access of ["preview", "update"] as const) assert.equal(text.split(arn(access)).length, 2, access);
      });

      it("without previews starts nothing for pull requests", () => {
        const content = workflowOf(updates);
        assert.doesNotMatch(content, /pull_request:|merge_request_event|slipway preview|-preview/);
      });

      it("installs packages without running their scripts", () => {
        assert.equal(text.split("npm ci --ignore-scripts").length, 3);
      });
    });
  }

  it("brings the script that exchanges the token, which every POSIX shell can read", () => {
    const script = credentialsScript();
    assert.equal(script.path, "ci/slipway-credentials.sh");
    for (const files of [githubWorkflow(runs.github), gitlabPipeline(runs.gitlab), azurePipeline(runs.agents)]) {
      assert.deepEqual(files[1], script);
      assert.match(workflowOf(files), /sh ci\/slipway-credentials\.sh npx --no -- slipway up/);
    }
    const { status, stderr } = spawnSync("sh", ["-n"], { input: script.content, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.equal(azurePipeline(runs.connections).length, 1);
  });

  it("starts the command of the repository's own package, with its arguments", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-npx-"));
    try {
      writeFileSync(
        join(folder, "package.json"),
        JSON.stringify({ name: "own", version: "1.0.0", bin: { slipway: "s.js" } }),
      );
      writeFileSync(join(folder, "s.js"), "#!/usr/bin/env node\nconsole.log(process.argv.slice(2).join(' '));", {
        mode: 0o755,
      });
      const [, line = ""] =
        /(npx .*)$/m.exec(workflowOf(gitlabPipeline(runs.gitlab)).replaceAll("slipway preview", "slipway up")) ?? [];
      const { PATH } = process.env;
      const { stdout, stderr } = spawnSync("sh", ["-c", line], {
        cwd: folder,
        env: { PATH, HOME: folder },
        encoding: "utf8",
      });
      assert.equal(stdout.trim(), "up dev orders.dev", stderr);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("runs in an image with a digest, the company's own when it is given", () => {
    const image = `registry.example.com/node:24@sha256:${"0123456789abcdef".repeat(4)}`;
    assert.match(workflowOf(gitlabPipeline(runs.gitlab)), /image: node:24\.\d+\.\d+-bookworm@sha256:[0-9a-f]{64}\n/);
    for (const files of [
      gitlabPipeline({ ...runs.gitlab, image }),
      circleCiConfiguration({ ...runs.circleci, image }),
    ]) {
      assert.equal(workflowOf(files).split(`image: ${image}\n`).length, 3);
    }
  });

  it("takes as long as the credentials of an update last", () => {
    const text = workflowOf(githubWorkflow({ ...runs.github, sessionSeconds: 7200 }));
    const { jobs } = parse(text);
    assert.equal(jobs.update["timeout-minutes"], 120);
    assert.equal(jobs.update.steps.at(-1).env.SLIPWAY_SECONDS, "7200");
    assert.equal(jobs.preview.steps.at(-1).env.SLIPWAY_SECONDS, undefined);
    assert.equal(parse(workflowOf(githubWorkflow(runs.github))).jobs.update["timeout-minutes"], 60);
    assert.throws(() => githubWorkflow({ ...runs.github, sessionSeconds: 60 }), /sessionSeconds = 60: must be whole/);
  });

  it("never stops an update, and runs one at a time", () => {
    const { jobs } = parse(workflowOf(githubWorkflow(runs.github)));
    assert.deepEqual(jobs.update.concurrency, { group: "slipway-update", "cancel-in-progress": false });
    assert.equal(jobs.preview.concurrency["cancel-in-progress"], true);
    const project = parse(workflowOf(gitlabPipeline(runs.gitlab)));
    assert.deepEqual(
      [project["slipway-update"].resource_group, project["slipway-update"].interruptible],
      ["slipway-update", false],
    );
    const circle = parse(workflowOf(circleCiConfiguration(runs.circleci)));
    assert.equal(circle.workflows.slipway.jobs[1]["slipway-update"]["serial-group"], `slipway-update/${projectId}`);
    for (const run of [runs.connections, runs.agents]) {
      const text = workflowOf(azurePipeline(run));
      const { stages } = parse(text);
      assert.equal(stages[1].lockBehavior, "sequential");
      assert.match(text, /Exclusive lock/);
    }
  });

  it("of GitHub pins its actions by commit, names the version beside, and keeps no credential of git", () => {
    const text = workflowOf(githubWorkflow(runs.github));
    assert.match(text, /actions\/checkout@[0-9a-f]{40} # v\d+\.\d+\.\d+\n/);
    const { jobs } = parse(text);
    for (const job of [jobs.preview, jobs.update]) {
      assert.equal(job.steps[0].with["persist-credentials"], false);
      assert.equal(job.steps[1].with["package-manager-cache"], false);
    }
  });

  it("of Azure runs previews and updates by identities of their own", () => {
    const [preview, update] = parse(workflowOf(azurePipeline(runs.connections))).stages;
    const connection = (stage: typeof preview) => stage.jobs[0].steps[3].inputs.awsCredentials;
    assert.deepEqual([connection(preview), connection(update)], ["slipway-preview", "slipway-update"]);
    const pools = parse(workflowOf(azurePipeline(runs.agents))).stages.map(
      (stage: typeof preview) => stage.jobs[0].pool.name,
    );
    assert.deepEqual(pools, ["previews", "updates"]);
  });
});

describe("ready workflow and trust of its roles", () => {
  const admits = (access: Access, binding: Binding, token: Token) =>
    assumeWithToken(token, roleOf(access, binding)).verdict;

  it("of GitHub agree: the token that each job gets is admitted by its role, and not by the other's", () => {
    const { on, jobs } = parse(workflowOf(githubWorkflow(runs.github)));
    const [branch] = on.push.branches;
    const audience = (job: typeof jobs.update) => job.steps.at(-1).env.SLIPWAY_AUDIENCE;
    const update: Token = {
      ...githubToken(`repo:acme/platform:environment:${jobs.update.environment}`, { ref: `refs/heads/${branch}` }),
      aud: audience(jobs.update),
    };
    const preview: Token = { ...githubToken("repo:acme/platform:pull_request"), aud: audience(jobs.preview) };
    assert.equal(jobs.preview.environment, undefined);
    assert.equal(admits("update", runs.github.update.binding, update), "allowed");
    assert.equal(admits("preview", runs.github.preview.binding, preview), "allowed");
    assert.equal(admits("update", runs.github.update.binding, preview), "missing");
    assert.equal(admits("preview", runs.github.preview.binding, update), "missing");
  });

  it("of GitLab agree", () => {
    const project = parse(workflowOf(gitlabPipeline(runs.gitlab)));
    const token = (job: string, branch: string): Token => ({
      ...gitlabToken(`project_path:acme/cloud/platform:ref_type:branch:ref:${branch}`),
      aud: project[job].id_tokens.SLIPWAY_ID_TOKEN.aud,
    });
    assert.equal(admits("update", runs.gitlab.update.binding, token("slipway-update", "main")), "allowed");
    assert.equal(admits("preview", runs.gitlab.preview.binding, token("slipway-preview", "fix")), "allowed");
    assert.equal(admits("update", runs.gitlab.update.binding, token("slipway-preview", "fix")), "missing");
    assert.match(project["slipway-update"].rules[0].if, /== "push" && \$CI_COMMIT_BRANCH == "main"$/);
  });

  it("of CircleCI agree", () => {
    const { workflows } = parse(workflowOf(circleCiConfiguration(runs.circleci)));
    const [, { "slipway-update": update }] = workflows.slipway.jobs;
    const token = (branch: string) =>
      circleToken(
        `org/${organizationId}/project/${projectId}/user/${otherId}/vcs-origin/github.com/acme/platform/vcs-ref/refs/heads/${branch}`,
      );
    assert.equal(admits("update", runs.circleci.update.binding, token(update.filters.branches.only)), "allowed");
    assert.equal(admits("preview", runs.circleci.preview.binding, token("fix")), "allowed");
    assert.equal(admits("update", runs.circleci.update.binding, token("fix")), "missing");
  });
});

describe("ready workflow is refused", () => {
  const problems = (render: () => unknown): string[] => {
    try {
      render();
    } catch (error) {
      if (error instanceof FederationError) return error.findings.map(({ property }) => property);
      throw error;
    }
    return [];
  };

  it("with every mistake at once", () => {
    const run = {
      branch: "main; reboot",
      region: "mars",
      stacks: ["dev", "$(reboot)"],
      image: "node:24",
      update: { binding: { ...gitlab, project: "acme/*" }, roleArn: "arn:aws:iam::111111111111:role/Admin" },
    };
    assert.deepEqual(
      problems(() => gitlabPipeline(run)),
      [
        "branch",
        "region",
        "stacks[1]",
        "update.roleArn",
        "update.binding.project",
        "update.binding.scope.branch",
        "image",
      ],
    );
  });

  it("when the preview's role is the update's", () => {
    const preview = { ...runs.github.preview, roleArn: arn("update") };
    assert.deepEqual(
      problems(() => githubWorkflow({ ...runs.github, preview })),
      ["preview.roleArn"],
    );
  });

  it("when the branch that is applied is not the one that the trust admits", () => {
    assert.deepEqual(
      problems(() => githubWorkflow({ ...runs.github, branch: "master" })),
      ["update.binding.scope.branch"],
    );
  });

  it("when the preview's trust admits no pull request", () => {
    const preview = { ...runs.github.preview, binding: github() };
    assert.deepEqual(
      problems(() => githubWorkflow({ ...runs.github, preview })),
      ["preview.binding.scope"],
    );
  });

  it("when previews and updates of Azure share an identity", () => {
    const connection = { ...runs.connections, preview: { ...runs.connections.update, roleArn: arn("preview") } };
    assert.deepEqual(
      problems(() => azurePipeline(connection)),
      ["preview.binding.connection"],
    );
    const agents = { ...runs.agents, pools: { preview: "updates", update: "updates" } };
    assert.deepEqual(
      problems(() => azurePipeline(agents)),
      ["pools.preview"],
    );
  });

  it("when no stack is named", () => {
    assert.deepEqual(
      problems(() => githubWorkflow({ ...runs.github, stacks: [] })),
      ["stacks"],
    );
  });
});
