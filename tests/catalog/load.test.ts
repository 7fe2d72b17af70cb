import assert from "node:assert/strict";
import { join } from "node:path";
import { CatalogError, checkCatalog, loadCatalog } from "../../catalog/load";
import { packageRoot } from "../../catalog/package-root";
import { fixture, withCopy } from "./organization";

const test = "Pulumi.test.yaml";

describe("loadCatalog", () => {
  it("gives the organisation with every default filled in", () => {
    const { organization, state, toolchain, project, names } = loadCatalog(fixture);
    assert.equal(project, "release");
    assert.equal(names.prefix, "globex");
    assert.equal(organization.accounts["test"], "012345678901", "a quoted id keeps its leading zero");
    assert.deepEqual(organization.operators, ["arn:aws:iam::444455556666:role/platform/engineers"]);
    assert.deepEqual(state, { placement: "one", noncurrentDays: 30, replica: "eu-north-1" });
    assert.deepEqual(toolchain.connections["gitlab"], { provider: "GitLab" });
    assert.deepEqual(toolchain.notifications["ledger"], { events: ["succeeded"], email: [] });
  });

  it("gives environments their account, partition and whether they are production", () => {
    const { environments } = loadCatalog(fixture);
    assert.deepEqual(
      environments.map(({ name, accountId, production }) => [name, accountId, production]),
      [
        ["prod", "777788889999", true],
        ["prod-eu-west-1", "777788889999", true],
        ["test", "012345678901", false],
      ],
    );
    assert.deepEqual(environments[2], {
      name: "test",
      file: test,
      account: "test",
      accountId: "012345678901",
      region: "eu-west-1",
      partition: "aws",
      production: false,
      backend: "s3",
      network: {
        cidr: "172.16.0.0/20",
        zones: 2,
        egress: "nat",
        endpoints: ["codedeploy-commands-secure", "ecr.api", "ecr.dkr", "ssm", "ssmmessages"],
        readableBuckets: ["vendor-tools"],
        flowLogs: { traffic: "reject", retentionDays: 14 },
      },
    });
  });

  it("gives services every default, and approval by what the environment is", () => {
    const payments = loadCatalog(fixture).services.find(({ name }) => name === "payments");
    const wave = (environment: string) => ({
      name: environment,
      declared: false,
      skipUnchanged: true,
      variables: [],
      failure: "stop",
      stages: [{ environment, rollout: { batch: "one", alarms: ["status"] }, before: [], after: [] }],
    });
    const approval = { minutes: 7 * 24 * 60, audience: "approvals" };
    assert.deepEqual(payments, {
      name: "payments",
      file: "services/payments.yaml",
      mode: "trunk",
      deploy: "release",
      execution: "SUPERSEDED",
      after: [],
      build: {
        buildspec: "buildspec.yml",
        image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
        compute: "BUILD_GENERAL1_SMALL",
        timeoutMinutes: 30,
        privileged: false,
        cache: "none",
        logs: { days: 90, s3: false },
        vpc: false,
        env: {},
        reports: [],
        images: [],
      },
      target: { kind: "ec2-in-place", health: "/live", port: 8080, instanceType: "t3.micro", instances: 2 },
      tracks: [
        {
          sources: [
            {
              kind: "connection",
              name: "Source",
              connection: "gitlab",
              repository: "globex/money/payments",
              branch: "main",
              push: [{ branches: { includes: ["main"], excludes: [] } }],
              pullRequests: [],
            },
          ],
          waves: [wave("test"), { ...wave("prod-eu-west-1"), approval }, { ...wave("prod"), approval }],
        },
      ],
    });
  });

  it("takes the toolchain's administrator as operator when none is named", () => {
    withCopy((copy) => {
      copy.set("Pulumi.yaml", ["config", "slipway:organization", "value", "operators"], undefined);
      assert.deepEqual(copy.load().organization.operators, ["arn:aws:iam::444455556666:role/Administrator"]);
    });
  });

  it("does without a state and a toolchain file, environments and services", () => {
    withCopy((copy) => {
      for (const file of ["Pulumi.state.yaml", "Pulumi.toolchain.yaml"]) copy.remove(file);
      for (const name of ["hello", "ledger", "payments", "portal", "price-feed", "quotes", "search", "web"])
        copy.remove(`services/${name}.yaml`);
      for (const name of ["test", "prod", "prod-eu-west-1"]) copy.remove(`Pulumi.${name}.yaml`);
      const { state, toolchain, stacks } = copy.load();
      assert.deepEqual(state, { placement: "one", noncurrentDays: 90 });
      assert.deepEqual(toolchain, { connections: {}, notifications: {}, baseImages: {} });
      assert.deepEqual(
        stacks.map(({ name }) => name),
        ["state", "toolchain.account", "toolchain"],
      );
    });
  });

  it("throws one CatalogError whose message has every problem with file, path, value and remedy", () => {
    withCopy((copy) => {
      copy
        .set(test, ["config", "slipway:environment", "network", "zones"], 0)
        .set("services/payments.yaml", ["target", "port"], 70_000);
      assert.throws(
        () => copy.load(),
        (error) => {
          assert.ok(error instanceof CatalogError);
          assert.equal(error.name, "CatalogError");
          assert.equal(error.problems.length, 2);
          assert.deepEqual(error.message.split("\n"), [
            `The files in ${copy.directory} have 2 problems:`,
            "  Pulumi.test.yaml: config.slipway:environment.network.zones = 0",
            "    must be a whole number of availability zones from 1 to 6, without quotes",
            "  services/payments.yaml: target.port = 70000",
            "    must be a whole number from 1 to 65535, without quotes",
          ]);
          return true;
        },
      );
    });
  });

  it("reads the example organisation at the top level", () => {
    const { organization, stacks } = loadCatalog(packageRoot());
    assert.ok(organization.accounts["toolchain"]);
    assert.ok(stacks.length > 0);
  });
});

describe("files of a catalog", () => {
  it("a syntax error is one problem with its line", () => {
    withCopy((copy) => {
      copy.write(test, "config:\n  slipway:environment: {\n    account: test\n");
      const [problem, ...others] = checkCatalog(copy.directory);
      assert.deepEqual(
        others.filter(({ file }) => file !== test),
        [],
      );
      assert.equal(problem!.file, test);
      assert.match(problem!.message, /^line \d+, column \d+: not valid YAML/);
    });
  });

  it("a key given twice is a problem with its line", () => {
    withCopy((copy) => {
      copy.write(test, `${copy.read(test)}    region: eu-west-2\n`);
      const problems = checkCatalog(copy.directory);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!.message, /^line 11, column 5: .*same key twice; keep one/);
    });
  });

  it("an asterisk without quotes is a problem, not a crash", () => {
    withCopy((copy) => {
      copy.write("Pulumi.yaml", copy.read("Pulumi.yaml").replace('["*"]', "[ *a ]"));
      assert.match(checkCatalog(copy.directory)[0]!.message, /quote a value that begins with \*/);
    });
  });

  it("an empty file is a problem", () => {
    withCopy((copy) => {
      copy.write(test, "# nothing yet\n");
      assert.deepEqual(checkCatalog(copy.directory), [
        { file: test, path: "", message: "the file is empty; fill it in or delete it" },
      ]);
    });
  });

  for (const key of ["secretsprovider", "encryptedkey", "encryptionsalt"]) {
    it(`a committed ${key} is refused, and its value is not repeated`, () => {
      withCopy((copy) => {
        const [problem, ...others] = checkCatalog(copy.set(test, [key], "v1:abc").directory);
        assert.deepEqual(others, []);
        assert.equal(problem!.path, key);
        assert.equal(problem!.value, undefined);
        assert.match(problem!.message, /must not be committed.*delete this line/);
      });
    });
  }

  it("an encrypted value is refused wherever it stands, with where secrets belong", () => {
    withCopy((copy) => {
      copy
        .set(test, ["config", "slipway:environment", "account"], { secure: "v1:abc" })
        .set(test, ["config", "slipway:token"], { secure: "v1:abc" })
        .set("services/payments.yaml", ["stages", 1, "environment"], { secure: "v1:abc" });
      const problems = checkCatalog(copy.directory);
      assert.deepEqual(
        problems.map(({ file, path }) => `${file}: ${path}`),
        [
          `${test}: config.slipway:environment.account`,
          `${test}: config.slipway:token`,
          "services/payments.yaml: stages[1].environment",
        ],
      );
      for (const { message, value } of problems) {
        assert.match(message, /Secrets Manager or Parameter Store/);
        assert.equal(value, undefined);
      }
    });
  });

  it("files that nothing would read are named with the name that would be", () => {
    withCopy((copy) => {
      copy
        .write("Pulumi.stage.yml", "x: 1\n")
        .write("Pulumi.payments.prod.yaml", "x: 1\n")
        .write("services/ledger.yml", "x: 1\n")
        .write("services/README.md", "about\n")
        .write("Pulumi.notes.txt", "about\n");
      assert.deepEqual(
        checkCatalog(copy.directory).map(({ file, message }) => `${file} ${message.split(/[:,]/)[0]}`),
        [
          "Pulumi.payments.prod.yaml is the settings file of a single stack",
          "Pulumi.stage.yml is not read under this name; rename it to Pulumi.stage.yaml",
          "services/ledger.yml is not read under this name; rename it to services/ledger.yaml",
        ],
      );
    });
  });

  it("a directory without Pulumi.yaml, and one that is not there, are named with the remedy", () => {
    withCopy((copy) => {
      const [problem] = checkCatalog(copy.remove("Pulumi.yaml").directory);
      assert.equal(problem!.file, "Pulumi.yaml");
      assert.match(problem!.message, /is missing.*-C/);
      assert.match(checkCatalog(join(copy.directory, "nowhere"))[0]!.message, /nowhere: take another one with -C/);
    });
  });
});
