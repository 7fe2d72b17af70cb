import assert from "node:assert/strict";
import type { GateRequest } from "../../../catalog/pipeline/gates";
import { archiveLimits, contentDigest } from "../../../functions/gates/digest";
import { previousText } from "../../../functions/gates/previous";
import { pack } from "./archive";
import { ask, cloud, event, jobCredentials } from "./cloud";

const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;
const releases = "/slipway/acme/releases/orders";
const parameter = "/slipway/acme/pipelines/acme-orders/definition";
const runs = (value: string, passed = true) =>
  JSON.stringify({ digest: value, passed, execution: "e0", recorded: "2026-01-01T00:00:00Z" });

describe("gate definition", () => {
  const request: GateRequest = { gate: "definition", parameter, digest, pipeline: "acme-orders", execution: "e1" };

  it("lets pass the published definition", async () => {
    const world = cloud({ parameters: { [parameter]: digest }, executions: { e1: { trigger: "WebhookV2" } } });
    assert.ok((await ask(world, request)).passed);
    assert.deepEqual(world.stopped, []);
  });

  it("fails when the published definition is another, and says what to do", async () => {
    const { failed } = await ask(cloud({ parameters: { [parameter]: other } }), request);
    assert.match(failed!.message, new RegExp(`definition ${digest}, published is ${other}.*release the change`));
    assert.equal(failed!.type, "JobFailed");
  });

  it("fails when nothing is published", async () => {
    const { failed } = await ask(cloud(), request);
    assert.match(failed!.message, /does not exist.*Apply the service's pipeline stack/);
  });

  it("stops, without failing or abandoning, the execution that the creation of the pipeline started", async () => {
    const published: Record<string, string>[] = [{}, { [parameter]: digest }, { [parameter]: other }];
    for (const parameters of published) {
      const world = cloud({ executions: { e1: { trigger: "CreatePipeline" } }, parameters });
      assert.ok((await ask(world, request)).passed);
      assert.deepEqual(world.stopped, [{ execution: "e1", abandon: false }]);
    }
  });

  it("takes a stop that was asked for before for done, and no other error", async () => {
    const error = (name: string) => ({ stop: Object.assign(new Error("no"), { name }) });
    const executions = { e1: { trigger: "CreatePipeline" } };
    assert.ok((await ask(cloud({ executions, errors: error("DuplicatedStopRequestException") }), request)).passed);
    const { failed } = await ask(cloud({ executions, errors: error("AccessDeniedException") }), request);
    assert.match(failed!.message, /AccessDeniedException/);
  });
});

describe("gate candidate", () => {
  const request: GateRequest = { gate: "candidate", pipeline: "acme-orders", execution: "e1", supersede: true };
  const BuildOutput = pack([["appspec.yml", "version: 0.0"]]);
  const ImagesOutput = pack([["images.json", "{}"]]);
  const artifacts = { BuildOutput, ImagesOutput };

  it("hands on the digest of its input artifact, read with the job's own credentials", async () => {
    const world = cloud({ artifacts });
    const { passed } = await ask(world, request, ["BuildOutput"]);
    assert.deepEqual(passed!.variables, {
      Digest: await contentDigest([{ name: "BuildOutput", archive: BuildOutput }]),
    });
    assert.deepEqual(world.credentials, [jobCredentials]);
  });

  it("covers the images beside the build, which share what may be read", async () => {
    const world = cloud({ artifacts });
    const { passed } = await ask(world, request, ["BuildOutput", "ImagesOutput"]);
    const both = [
      { name: "BuildOutput", archive: BuildOutput },
      { name: "ImagesOutput", archive: ImagesOutput },
    ];
    assert.deepEqual(passed!.variables, { Digest: await contentDigest(both) });
    assert.deepEqual(world.limits, [archiveLimits.archiveBytes, archiveLimits.archiveBytes - BuildOutput.length]);
  });

  it("fails on an artifact that is none, and without one or two of them", async () => {
    const broken = await ask(cloud({ artifacts: { BuildOutput: Buffer.from("text") } }), request, ["BuildOutput"]);
    assert.match(broken.failed!.message, /no zip archive/);
    for (const inputs of [[], ["BuildOutput", "ImagesOutput", "More"]]) {
      const { failed } = await ask(cloud({ artifacts }), request, inputs);
      assert.equal(failed!.type, "ConfigurationError");
      assert.match(failed!.message, /one or 2 input artifacts/);
    }
  });

  it("fails rather than leave out an artifact that is in no bucket", async () => {
    const asked = event(request, ["BuildOutput", "ImagesOutput"]);
    delete asked["CodePipeline.job"]!.data.inputArtifacts![1]!.location;
    const { failed } = await ask(cloud({ artifacts }), asked);
    assert.match(failed!.message, /found BuildOutput, ImagesOutput/);
  });

  it("writes neither credentials nor content to the log, whether it passes or fails", async () => {
    for (const archive of [BuildOutput, Buffer.from("version: 0.0")]) {
      const logged: string[] = [];
      await ask(cloud({ artifacts: { BuildOutput: archive } }), request, ["BuildOutput"], logged);
      assert.equal(logged.length, 1);
      for (const secret of [...Object.values(jobCredentials), "version: 0.0"]) assert.ok(!logged[0]!.includes(secret));
    }
  });
});

describe("gate changed", () => {
  const request: GateRequest = { gate: "changed", releases, environments: ["prod", "prod-eu-west-1"], digest };

  it("fails, so that the stage is skipped, when every environment runs the digest", async () => {
    const parameters = { [`${releases}/prod`]: runs(digest), [`${releases}/prod-eu-west-1`]: runs(digest) };
    const { failed } = await ask(cloud({ parameters }), request);
    assert.match(failed!.message, /already runs/);
  });

  it("passes when one environment runs another digest, none, or something that cannot be read", async () => {
    for (const value of [runs(other), undefined, "not JSON", "{}"]) {
      const second: Record<string, string> = value === undefined ? {} : { [`${releases}/prod-eu-west-1`]: value };
      const parameters = { [`${releases}/prod`]: runs(digest), ...second };
      const { passed } = await ask(cloud({ parameters }), request);
      assert.match(passed!.summary, /^To release to prod-eu-west-1\.$/);
    }
  });

  it("passes when it cannot tell: a stage is never skipped for a fault", async () => {
    const errors = { parameters: Object.assign(new Error("slow down"), { name: "ThrottlingException" }) };
    assert.match((await ask(cloud({ errors }), request)).passed!.summary, /could not be read.*ThrottlingException/);
    const wrong = { ...request, digest: "#{Candidate.Digest}" };
    assert.match((await ask(cloud(), wrong)).passed!.summary, /could not be read.*digest must be/);
  });
});

describe("gate previous", () => {
  it("hands on what runs in each environment, in the order asked", async () => {
    const parameters = { [`${releases}/prod`]: runs(digest) };
    const request: GateRequest = { gate: "previous", releases, environments: ["prod-eu-west-1", "prod"] };
    const { passed } = await ask(cloud({ parameters }), request);
    assert.deepEqual(passed!.variables, { Digests: "prod-eu-west-1=none, prod=sha256:aaaaaaaaaaaa" });
  });

  it("stays short for any number of environments", () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ environment: `prod-region-${index}`, digest }));
    assert.match(previousText(many, 100), /^prod-region-0=sha256:a{12}, .* and 198 more$/);
    for (const limit of [20, 60, 300]) assert.ok(previousText(many, limit).length <= limit, `${limit}`);
  });
});

describe("gate record", () => {
  const request: GateRequest = {
    gate: "record",
    releases,
    environment: "prod",
    digest,
    execution: "e1",
    commit: "c0ffee",
    pipeline: "acme-orders",
    supersede: false,
    passed: true,
  };

  it("writes what now runs, with execution, commit and time, which the other gates then read", async () => {
    const world = cloud({ parameters: { [`${releases}/prod`]: runs(other) } });
    assert.ok((await ask(world, request)).passed);
    assert.deepEqual(JSON.parse(world.parameters[`${releases}/prod`]!), {
      digest,
      passed: true,
      execution: "e1",
      commit: "c0ffee",
      recorded: "2026-03-01T12:00:00.000Z",
    });
    const again = cloud({ parameters: world.parameters });
    assert.match(
      (await ask(again, { gate: "changed", releases, environments: ["prod"], digest })).failed!.message,
      /already/,
    );
  });

  it("keeps a wave from being skipped while the checks after the deployment have not passed", async () => {
    const world = cloud({});
    await ask(world, { ...request, passed: false });
    const changed = { gate: "changed", releases, environments: ["prod"], digest } as const;
    const unproved = cloud({ parameters: world.parameters });
    assert.ok((await ask(unproved, changed)).passed, "a failed test would let the next run pass by the stage");
    const after = cloud({ parameters: unproved.parameters });
    await ask(after, request);
    assert.match((await ask(cloud({ parameters: after.parameters }), changed)).failed!.message, /already/);
  });

  it("fails when it cannot write", async () => {
    const errors = { writeParameter: Object.assign(new Error("not authorised"), { name: "AccessDeniedException" }) };
    assert.match(
      (await ask(cloud({ errors }), request)).failed!.message,
      /AccessDeniedException: not authorised.*Retry/,
    );
  });
});
