import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { needsDocker } from "../../../catalog/buildspec/docker";
import { BuildspecError } from "../../../catalog/buildspec/error";
import { type ImageBuildArgs, imageBuildspec } from "../../../catalog/buildspec/image-build";
import { lintBuildspec } from "../../../catalog/buildspec/lint";
import { readBuildspec } from "../../../catalog/buildspec/read";
import { renderBuildspec } from "../../../catalog/buildspec/render";
import { BuildShell } from "./build-shell";

const host = "111111111111.dkr.ecr.us-east-1.amazonaws.com";
const commit = "0123456789abcdef0123456789abcdef01234567";
const build = { CODEBUILD_RESOLVED_SOURCE_VERSION: commit, CODEBUILD_BUILD_NUMBER: "7" };

function three(changes: Partial<ImageBuildArgs> = {}): ImageBuildArgs {
  const image = (name: string) => ({ name, directory: `services/${name}`, repository: `${host}/acme/shop/${name}` });
  return { region: "us-east-1", images: ["web", "mail-out", "jobs"].map(image), ...changes };
}

/** Notes every call, says two lines with a pause for others between them, and fails for an image in `fails`. */
const docker = `
echo "docker $*" >> "$NOTES/calls"
if [ "$1" = login ]; then cat > "$NOTES/password"; fi
if [ "$1" = build ]; then
  echo "building $*"
  if [ -n "$GATE" ]; then exec 3<> "/dev/tcp/127.0.0.1/$GATE"; read -r _ <&3; exec 3>&-; fi
  for word in "$@"; do case "$word" in *"/\${FAILS:-none}:"*) echo "no space left"; exit 9 ;; esac; done
  echo "built $*"
fi`;

/** A digest that tells the repository, so that a mix-up shows. */
const aws = `
echo "aws $*" >> "$NOTES/calls"
case "$*" in
  "ecr get-login-password"*) echo sesame ;;
  "ecr describe-images"*)
    while [ "$1" != --repository-name ]; do shift; done
    echo "sha256:$(printf %s "$2" | sha256sum | cut -c 1-64)" ;;
esac`;

function digest(path: string): string {
  const sum = spawnSync("sha256sum", { input: path, encoding: "utf8" }).stdout.slice(0, 64);
  return `${host}/${path}@sha256:${sum}`;
}

describe("an image build", () => {
  let shell: BuildShell;
  beforeEach(() => {
    shell = new BuildShell().program("docker", docker).program("aws", aws);
    for (const name of ["web", "mail-out", "jobs"]) shell.file(`services/${name}/Dockerfile`, "FROM scratch");
  });
  afterEach(() => shell.remove());

  const yaml = (changes?: Partial<ImageBuildArgs>) => renderBuildspec(imageBuildspec(three(changes)));
  const calls = () => (existsSync(join(shell.notes, "calls")) ? shell.read("notes/calls").trim().split("\n") : []);

  it("hands on every image by the digest that the registry keeps, as a variable and in images.json", async () => {
    const { code, stderr, exported } = await shell.run(yaml(), build);
    assert.equal(code, 0, stderr);
    const web = digest("acme/shop/web");
    const mail = digest("acme/shop/mail-out");
    const jobs = digest("acme/shop/jobs");
    assert.deepEqual(exported, { IMAGE_WEB: web, IMAGE_MAIL_OUT: mail, IMAGE_JOBS: jobs });
    assert.deepEqual(JSON.parse(readFileSync(join(shell.source, "images.json"), "utf8")), {
      web,
      "mail-out": mail,
      jobs,
    });
    assert.deepEqual(imageBuildspec(three()).artifacts, { files: ["images.json"] });
  });

  it("leaves the files of CodePipeline's own actions on ECS, where they are asked for, as their lint takes them", async () => {
    const containers = [
      { name: "front", image: "web" },
      { name: "worker", image: "jobs" },
    ];
    const standard = [{ containers }, { image: "web" }];
    const { code, stderr } = await shell.run(yaml({ standard }), build);
    assert.equal(code, 0, stderr);
    const read = (file: string) => JSON.parse(readFileSync(join(shell.source, file), "utf8")) as unknown;
    const images = { front: digest("acme/shop/web"), worker: digest("acme/shop/jobs") };
    const written = read("imagedefinitions.json") as { name: string; imageUri: string }[];
    assert.deepEqual(Object.fromEntries(written.map(({ name, imageUri }) => [name, imageUri])), images);
    assert.deepEqual(read("imageDetail.json"), { ImageURI: images.front });
    const { artifacts } = imageBuildspec(three({ standard }));
    assert.deepEqual(artifacts, { files: ["images.json", "imagedefinitions.json", "imageDetail.json"] });
    assert.throws(() => yaml({ standard: [{ image: "gone" }] }), /must name an image of this build/);
  });

  it("tags by commit and build number, never latest", async () => {
    await shell.run(yaml(), build);
    const pushes = calls().filter((call) => call.startsWith("docker push"));
    assert.deepEqual(pushes.sort(), [
      `docker push ${host}/acme/shop/jobs:${commit}-7`,
      `docker push ${host}/acme/shop/mail-out:${commit}-7`,
      `docker push ${host}/acme/shop/web:${commit}-7`,
    ]);
    assert.ok(!calls().some((call) => call.includes("latest")));
  });

  it("makes a tag of a version that no tag can hold", async () => {
    await shell.run(yaml(), { CODEBUILD_RESOLVED_SOURCE_VERSION: ".a/b+c", CODEBUILD_BUILD_NUMBER: "1" });
    assert.ok(calls().includes(`docker push ${host}/acme/shop/web:_a_b_c-1`), calls().join("\n"));
  });

  it("signs in once to each registry, with the password on standard input only", async () => {
    const cache = "222222222222.dkr.ecr.eu-west-1.amazonaws.com";
    await shell.run(yaml({ registries: [cache, host] }), build);
    const logins = calls().filter((call) => call.startsWith("docker login"));
    assert.deepEqual(logins, [
      `docker login --username AWS --password-stdin ${host}`,
      `docker login --username AWS --password-stdin ${cache}`,
    ]);
    assert.ok(calls().includes("aws ecr get-login-password --region eu-west-1"));
    assert.equal(shell.read("notes/password").trim(), "sesame");
  });

  it("builds nothing when the sign-in fails", async () => {
    shell.program("aws", "exit 1");
    const { code } = await shell.run(yaml(), build);
    assert.equal(code, 1);
    assert.ok(!calls().some((call) => call.startsWith("docker build")));
  });

  it("fails when one of three fails, names it, and shows every log whole", async () => {
    const { code, stdout, stderr, exported } = await shell.run(yaml(), { ...build, FAILS: "mail-out" });
    assert.equal(code, 1);
    assert.match(stderr, /^These images failed: mail-out$/m);
    assert.deepEqual(exported, { IMAGE_WEB: "", IMAGE_MAIL_OUT: "", IMAGE_JOBS: "" });
    assert.ok(!existsSync(join(shell.source, "images.json")));
    const logs = stdout.split(/^===== (.*) =====$/m).slice(1);
    assert.deepEqual(
      logs.filter((_, index) => index % 2 === 0),
      ["web", "mail-out", "jobs"],
    );
    assert.match(logs[1]!, /^\nbuilding .*\/web:.*\nbuilt .*\/web:.*\n$/);
    assert.match(logs[3]!, /^\nbuilding .*\/mail-out:.*\nno space left\n$/);
    assert.match(logs[5]!, /^\nbuilding .*\/jobs:.*\nbuilt .*\/jobs:.*\n$/);
  });

  it("fails when the registry has no digest of what was pushed", async () => {
    shell.program("aws", 'case "$*" in *login*) echo sesame ;; *) echo None ;; esac');
    const { code, stdout, stderr } = await shell.run(yaml(), build);
    assert.equal(code, 1);
    assert.match(stderr, /These images failed: web mail-out jobs/);
    assert.match(stdout, /the registry has no digest for .*\/web:.*: None/);
  });

  it("names every missing directory, Dockerfile and variable before it signs in or builds", async () => {
    const [web, mail, jobs] = three().images;
    const images = [
      { ...web!, directory: "services/gone" },
      { ...mail!, dockerfile: "Dockerfile.prod" },
      { ...jobs!, buildArgs: { BASE: { variable: "BASE_IMAGE" } } },
    ];
    const { code, stderr } = await shell.run(yaml({ images }), {});
    assert.equal(code, 1);
    for (const missing of [
      "directory services/gone of image web",
      "Dockerfile services/gone/Dockerfile of image web",
      "Dockerfile services/mail-out/Dockerfile.prod of image mail-out",
      "variable CODEBUILD_RESOLVED_SOURCE_VERSION",
      "variable BASE_IMAGE",
    ]) {
      assert.ok(stderr.includes(`missing: ${missing}\n`), stderr);
    }
    assert.deepEqual(calls(), []);
  });

  it("gives build arguments as they are written, and those of variables by value", async () => {
    const [web] = three().images;
    const buildArgs = { NOTE: `it's "$HOME" \`x\``, BASE: { variable: "BASE_IMAGE" } };
    await shell.run(yaml({ images: [{ ...web!, buildArgs }] }), { ...build, BASE_IMAGE: `${host}/base@sha256:1` });
    const call = calls().find((each) => each.startsWith("docker build"))!;
    assert.ok(call.includes(`--build-arg NOTE=it's "$HOME" \`x\``), call);
    assert.ok(call.includes(`--build-arg BASE=${host}/base@sha256:1`), call);
  });

  it("builds as many at once as allowed, and never more", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const images = names.map((name) => ({ name, directory: ".", repository: `${host}/acme/shop/${name}` }));
    shell.file("Dockerfile");
    // Each build calls here when it starts and goes on when it is answered: one, whenever as many run as may.
    const running: Socket[] = [];
    let left = names.length;
    let most = 0;
    const answer = () => {
      most = Math.max(most, running.length);
      if (running.length === Math.min(2, left)) running[0]?.write("go\n");
    };
    const gate = createServer((socket) => {
      running.push(socket);
      answer();
      socket.resume().on("close", () => {
        running.splice(running.indexOf(socket), 1);
        left--;
        answer();
      });
    });
    await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
    const GATE = String((gate.address() as AddressInfo).port);
    const { code, stdout } = await shell.run(yaml({ images, concurrency: 2 }), { ...build, GATE });
    await new Promise((resolve) => gate.close(resolve));
    assert.equal(code, 0, stdout);
    assert.equal(most, 2);
    assert.equal(left, 0);
  });

  it("needs a privileged project, and passes its own lint", () => {
    const buildspec = imageBuildspec(three());
    assert.equal(needsDocker(buildspec), true);
    assert.deepEqual(lintBuildspec(buildspec).problems, []);
    assert.deepEqual(readBuildspec("buildspec.yml", renderBuildspec(buildspec)), { buildspec, problems: [] });
  });

  it("builds 20 at once unless told otherwise", () => {
    assert.match(yaml(), /xargs -n 1 -P 20 /);
    assert.match(yaml({ concurrency: 3 }), /xargs -n 1 -P 3 /);
  });

  it("refuses everything that is wrong with its arguments at once", () => {
    const bad: ImageBuildArgs = {
      region: "us-east-1",
      concurrency: 0,
      registries: ["docker.io"],
      files: ["/etc/passwd"],
      images: [
        { name: "Web", directory: "../other", repository: `${host}/acme/web:latest` },
        {
          name: "web",
          directory: "web; rm -rf /",
          dockerfile: "../Dockerfile",
          repository: "222222222222.dkr.ecr.eu-west-1.amazonaws.com/acme/web",
          buildArgs: { NPM_TOKEN: "x", "A B": "y", BASE: { variable: "A$(id)" } },
        },
        { name: "web", directory: ".", repository: `${host}/acme/jobs` },
      ],
    };
    assert.throws(
      () => imageBuildspec(bad),
      (error) => {
        assert.ok(error instanceof BuildspecError);
        const paths = error.problems.map(({ path }) => path);
        for (const path of [
          "concurrency",
          "registries[0]",
          "files[0]",
          "images[0].name",
          "images[0].directory",
          "images[0].repository",
          "images[1].directory",
          "images[1].dockerfile",
          "images[1].repository",
          "images[1].buildArgs.NPM_TOKEN",
          'images[1].buildArgs["A B"]',
          "images[1].buildArgs.BASE.variable",
          "images[2].name",
        ]) {
          assert.ok(paths.includes(path), `${path} in ${paths.join(", ")}`);
        }
        return true;
      },
    );
  });
});
