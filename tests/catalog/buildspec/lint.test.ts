import assert from "node:assert/strict";
import { dockerNeeds, needsDocker } from "../../../catalog/buildspec/docker";
import { lintBuildspec } from "../../../catalog/buildspec/lint";
import { dockerfileProblems } from "../../../catalog/buildspec/rules/images";

const pin = "0123456789abcdef0123456789abcdef01234567";
const commands = (...lines: string[]) => ({ version: 0.2, phases: { build: { commands: lines } } });
const problems = (document: unknown, variables: string[] = []) =>
  lintBuildspec(document, { variables }).problems.map(({ path, message }) => `${path}: ${message}`);
const has = (document: unknown, pattern: RegExp) =>
  assert.ok(
    problems(document).some((each) => pattern.test(each)),
    `${pattern} in:\n${problems(document).join("\n")}`,
  );
const clean = (document: unknown, variables?: string[]) => assert.deepEqual(problems(document, variables), []);

describe("the lint of a buildspec", () => {
  it("lets a good one pass", () => {
    clean({
      version: 0.2,
      env: {
        shell: "bash",
        variables: { NODE_ENV: "test", CACHE_KEY: "x", SIGNER_KEY_ARN: "arn:aws:kms:us-east-1:111111111111:key/1" },
        "secrets-manager": { DB_PASSWORD: "acme/db:password" },
        "exported-variables": ["RELEASE", "NODE_ENV", "CODEBUILD_BUILD_ID"],
        "git-credential-helper": "yes",
      },
      phases: {
        install: { "runtime-versions": { nodejs: 22 }, "on-failure": "RETRY-2-timeout" },
        pre_build: { steps: [{ uses: `actions/setup-node@${pin}`, with: { "node-version": 22 } }] },
        build: { commands: ["npm ci", "npm test", 'export RELEASE="$(cat version)"'], finally: ["ls"] },
      },
      reports: { unit: { files: ["**/*"], "file-format": "VisualStudioTrx", "base-directory": "./testresults" } },
      artifacts: { files: ["dist/**/*"], "discard-paths": "no" },
      cache: {
        key: "npm-$(codebuild-hash-files package-lock.json)",
        "fallback-keys": ["npm-"],
        paths: ["node_modules/**/*"],
      },
    });
  });

  it("tells everything at once, whatever the shape", () => {
    const found = problems({
      version: 0.1,
      env: { variables: { API_TOKEN: "x" }, "exported-variables": ["NOWHERE"] },
      phases: {
        prebuild: { commands: ["true"] },
        build: { comands: [], commands: ["curl -s https://x.example | sh"], steps: [{ uses: "a/b@main" }] },
      },
      reports: { unit: { files: ["x"], "file-format": "JUNIT" } },
    });
    for (const pattern of [
      /^version: must be 0\.2/,
      /^phases\.prebuild: is not known here\. Did you mean "pre_build"\?/,
      /^phases\.build\.comands: is not known here\. Did you mean "commands"\?/,
      /^phases\.build: has both commands and steps/,
      /^phases\.build\.steps\[0\]\.uses: is not pinned/,
      /^phases\.build\.commands\[0\]: runs what it downloads, unseen/,
      /^env\.variables\.API_TOKEN: is plain text/,
      /^reports\.unit\.file-format: .*Did you mean "JUNITXML"/,
    ]) {
      assert.ok(
        found.some((each) => pattern.test(each)),
        `${pattern} in:\n${found.join("\n")}`,
      );
    }
  });

  it("refuses what is no buildspec", () => {
    for (const document of [undefined, null, 7, "text", [], {}]) assert.notDeepEqual(problems(document), []);
    has({ version: 0.2, phases: {} }, /^phases: has no phase/);
  });

  it("says what kind of value each key takes", () => {
    const document = {
      ...commands("true"),
      env: { variables: { A: { B: "c" } }, "git-credential-helper": "maybe" },
      artifacts: { files: ["x"], "exclude-paths": [1] },
    };
    assert.deepEqual(problems(document), [
      "env.variables.A: must be text, in quotes",
      "env.git-credential-helper: must be yes or no",
      "artifacts.exclude-paths: must be a path, or a list of paths",
    ]);
  });

  it("explains a command that YAML made a map of", () => {
    has({ version: 0.2, phases: { build: { commands: [{ "echo a": "b" }] } } }, /commands\[0\]: must be text: .*": "/);
  });

  it("never repeats the value of a plaintext variable", () => {
    const { problems: found } = lintBuildspec({
      version: 0.2,
      env: { variables: { GITHUB_PAT: "sesame", token: ["sesame"] } },
      phases: { build: { commands: ["true"] } },
    });
    assert.ok(found.length >= 2);
    assert.ok(!JSON.stringify(found).includes("sesame"));
  });

  it("knows names of secrets from names about secrets", () => {
    const flagged = (name: string, value = "x") =>
      problems({ ...commands("true"), env: { variables: { [name]: value } } }).length > 0;
    for (const name of ["GITHUB_TOKEN", "dbPassword", "PAT", "AWS_SECRET_ACCESS_KEY", "client_secret", "API_KEY"]) {
      assert.ok(flagged(name), name);
    }
    for (const name of ["PATH_PREFIX", "PUBLIC_KEY", "SECRET_NAME", "KEYBOARD", "PATTERN", "TOKENIZER"]) {
      assert.ok(!flagged(name), name);
    }
    assert.ok(!flagged("SIGNING_KEY", "alias/acme/signing"));
  });

  describe("of exported variables", () => {
    const exporting = (name: string, ...lines: string[]) => ({
      ...commands(...lines),
      env: { "exported-variables": [name] },
    });

    it("finds what sets them in the shell of the phases", () => {
      for (const line of [
        "TAG=1",
        "export TAG=1",
        "if true; then TAG=1; fi",
        "read TAG < tag",
        `: \${TAG:=1}`,
        "declare -x TAG=1",
      ]) {
        clean(exporting("TAG", line));
      }
      clean(exporting("TAG", "true"), ["TAG"]);
      clean(exporting("TAG", ". ./settings.sh"));
    });

    it("finds those that nothing sets, or a shell of its own", () => {
      for (const line of [
        "echo $TAG",
        "(TAG=1)",
        "X=$(TAG=1; echo)",
        "TAG=1 make",
        "bash -c 'export TAG=1'",
        "echo 'TAG=1'",
      ]) {
        has(exporting("TAG", line), /exported-variables\[0\]: is set by nothing/);
      }
      has(exporting("TAGG", "TAG=1"), /Did you mean "TAG"\?/);
    });

    it("knows that a step hands variables on through GITHUB_ENV only", () => {
      const steps = (run: string) => ({
        version: 0.2,
        env: { "exported-variables": ["TAG"] },
        phases: { build: { steps: [{ run }] } },
      });
      clean(steps('echo "TAG=1" >> "$GITHUB_ENV"'));
      has(steps("export TAG=1"), /is set by nothing/);
    });

    it("refuses what CodeBuild does not export", () => {
      has(exporting("AWS_REGION", "true"), /cannot be exported: CodeBuild leaves out AWS_/);
      has(
        {
          ...commands("true"),
          env: { "parameter-store": { PASS: "/a/b" }, "exported-variables": ["PASS"] },
        },
        /exported-variables\[0\]: cannot be exported: it is a secret/,
      );
      has({ ...commands("A=1"), env: { "exported-variables": ["A", "A"] } }, /exported twice/);
    });
  });

  it("refuses CodeBuild's own names and names that are set twice", () => {
    has(
      { ...commands("true"), env: { variables: { CODEBUILD_X: "1" } } },
      /CODEBUILD_X: CODEBUILD_\.\.\. is CodeBuild's own/,
    );
    has(
      { ...commands("true"), env: { variables: { A: "1" }, "parameter-store": { A: "/a" } } },
      /parameter-store\.A: is set twice/,
    );
  });

  describe("of steps", () => {
    const using = (...steps: object[]) => ({ version: 0.2, phases: { build: { steps } } });

    it("wants actions pinned by commit and images by digest", () => {
      clean(using({ uses: `a/b/c@${pin}` }, { uses: "./local" }, { uses: `docker://alpine@sha256:${"a".repeat(64)}` }));
      for (const uses of ["a/b", "a/b@v4", "a/b@main", `a/b@${pin.slice(1)}`, "docker://alpine:3.20"]) {
        has(using({ uses }), /steps\[0\]\.uses: is not pinned/);
      }
      has(using({ uses: "nonsense" }), /is no action/);
    });

    it("wants each to use an action or to run commands", () => {
      has(using({ uses: `a/b@${pin}`, run: "true" }), /steps\[0\]: must have one of uses and run, not both/);
      has(using({ name: "idle" }), /steps\[0\]: must have uses or run/);
      has(using({ run: "true", with: { a: "b" } }), /steps\[0\]\.with: belongs to an action/);
    });
  });

  describe("of downloads", () => {
    it("refuses those that run unseen", () => {
      for (const line of [
        "curl -sSL https://x.example/install.sh | sudo -E bash -s -- --yes",
        "wget -qO- https://x.example | sh",
        "curl https://x.example | tee install.sh | bash",
        "bash <(curl -s https://x.example)",
        'sh -c "$(curl -fsSL https://x.example)"',
        'eval "$(curl -s https://x.example)"',
        "source <(curl -s https://x.example)",
        "curl -s https://x.example | python3 -",
        "$(curl -s https://x.example)",
      ]) {
        has(commands(line), /commands\[0\]: runs what it downloads, unseen/);
      }
    });

    it("refuses those that are kept or unpacked without a checksum", () => {
      for (const line of [
        "curl -Lo kubectl https://x.example/kubectl",
        "curl -LO https://x.example/kubectl",
        "curl --output=x https://x.example",
        "curl https://x.example > x",
        "wget https://x.example/tool.zip",
        "wget -O tool https://x.example",
      ]) {
        has(commands(line, "./tool"), /keeps a download that nothing checks/);
        has(commands("sha256sum --check SUMS", line), /keeps a download that nothing checks/);
        clean(commands(line, "echo 0123 tool | sha256sum --check -", "./tool"));
      }
      has(commands("curl -sL https://x.example | tar xz"), /uses what it downloads, unchecked/);
    });

    it("leaves requests alone", () => {
      clean(
        commands(
          "curl -fsS https://x.example/health",
          "curl -so /dev/null https://x.example",
          "curl -s https://api.example | jq .name",
          "curl -s https://api.example | python3 -m json.tool",
          "curl -o token http://169.254.170.2/v2",
          "wget --spider https://x.example",
          "echo 'curl https://x.example | sh'",
          "cat <<EOF\ncurl https://x.example | sh\nEOF",
        ),
      );
    });
  });

  describe("of images", () => {
    it("refuses latest, written or left out", () => {
      for (const line of [
        "docker push $HOST/app:latest",
        "docker push host/app",
        'docker push "$HOST/app"',
        "docker pull alpine",
        "docker run --rm -e A=b alpine:latest sh",
        "docker build -t app:latest .",
        "docker tag a:1 a:latest",
      ]) {
        has(commands(line), /commands\[0\]: .*latest/);
      }
      has(commands("cat > Dockerfile <<EOF\nFROM alpine\nEOF"), /builds upon an image by latest/);
    });

    it("lets tags, digests and variables pass", () => {
      clean(
        commands(
          "docker push $HOST/app:$TAG",
          "docker push $IMAGE",
          "docker run --rm -v a:b alpine@sha256:0123 sh",
          "docker pull alpine:3.20",
          "docker build -t app:1 .",
        ),
      );
    });

    it("refuses a push in post_build, which follows a failed build too", () => {
      const phases = (line: string) => ({ version: 0.2, phases: { post_build: { commands: [line] } } });
      has(phases("docker push a:1"), /post_build\.commands\[0\]: post_build runs also after a failed build/);
      clean(phases('[ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ] && docker push a:1'));
    });

    it("reads the bases of a Dockerfile", () => {
      const text = "ARG BASE\nFROM golang:1.24 AS build\nFROM build AS test\nFROM alpine\nFROM scratch\nFROM $BASE\n";
      assert.deepEqual(
        dockerfileProblems(text).map(({ line, value }) => [line, value]),
        [[4, "alpine"]],
      );
      assert.deepEqual(
        dockerfileProblems("FROM alpine:3.20\nFROM r.example/a:1", { registries: ["r.example/"] }).map(
          ({ value }) => value,
        ),
        ["alpine:3.20"],
      );
    });
  });

  it("refuses too many report groups, and keys of a cache that are ignored", () => {
    const reports = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((each) => [each, { files: ["x"] }]));
    has({ ...commands("true"), reports }, /^reports: are more than the 5 report groups/);
    has({ ...commands("true"), cache: { paths: ["x"], "fallback-keys": ["a"] } }, /are ignored without a key/);
  });

  it("knows every form of on-failure", () => {
    const phase = (onFailure: string) => ({
      version: 0.2,
      phases: { build: { commands: ["true"], "on-failure": onFailure } },
    });
    for (const form of ["ABORT", "CONTINUE", "RETRY", "RETRY-0", "RETRY-100", "RETRY-.*timeout", "RETRY-3-.*x"])
      clean(phase(form));
    for (const form of ["abort", "RETRY-101", "RETRY-", "STOP"]) has(phase(form), /on-failure: must be ABORT/);
  });
});

describe("whether a build needs Docker", () => {
  it("is known from its commands and from actions that are containers", () => {
    for (const line of [
      "docker build .",
      "sudo docker ps",
      "if true; then docker-compose up; fi",
      "sh -c 'docker ps'",
      "sam build -u",
    ]) {
      assert.ok(needsDocker(commands(line)), line);
    }
    for (const uses of [
      "docker://alpine@sha256:1",
      "docker/build-push-action@v6",
      "liquibase-github-actions/update@v4",
    ]) {
      assert.ok(needsDocker({ phases: { build: { steps: [{ uses }] } } }), uses);
    }
    assert.deepEqual(dockerNeeds(commands("true\ndocker ps")), ["phases.build.commands[0]: docker ps"]);
  });

  it("is not concluded from words in text, nor from other actions, unless they are named", () => {
    for (const line of ["echo docker", "cat <<EOF\ndocker ps\nEOF", "# docker ps", "npm run docker"]) {
      assert.ok(!needsDocker(commands(line)), line);
    }
    const document = { phases: { build: { steps: [{ uses: "acme/scan@v1" }] } } };
    assert.ok(!needsDocker(document));
    assert.ok(needsDocker(document, { actions: ["acme/scan"] }));
  });
});
