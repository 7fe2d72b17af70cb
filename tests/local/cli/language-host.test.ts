import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { credentials, Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient, LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  GetProgramDependenciesRequest,
  type GetProgramDependenciesResponse,
  LanguageHandshakeRequest,
  ProgramInfo,
  RunRequest,
  type RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { children } from "../../../local/cli/language-host/children";
import { words } from "../../../local/cli/language-host/options";
import { languageRuntime } from "../../../local/cli/language-host/service";
import { type Program, program } from "./fake-sdk";

describe("the language host", () => {
  let p: Program;
  let server: Server;
  let client: LanguageRuntimeClient;
  const programs = children(100);

  before(async () => {
    server = new Server();
    server.addService(
      LanguageRuntimeService,
      languageRuntime({ engineAddress: "127.0.0.1:1", version: "3.259.0", programs, plugins: children() }),
    );
    const bind = promisify(server.bindAsync.bind(server));
    const port = await bind("127.0.0.1:0", ServerCredentials.createInsecure());
    client = new LanguageRuntimeClient(`127.0.0.1:${port}`, credentials.createInsecure());
  });
  after(() => {
    client.close();
    server.forceShutdown();
  });
  beforeEach(() => {
    p = program();
  });
  afterEach(() => p.remove());

  const info = (options: Record<string, string | boolean> = {}) =>
    new ProgramInfo()
      .setRootDirectory(p.folder)
      .setProgramDirectory(p.folder)
      .setEntryPoint(".")
      .setOptions(Struct.fromJavaScript(options));
  const request = (options?: Record<string, string | boolean>) =>
    new RunRequest()
      .setInfo(info(options))
      .setPwd(p.folder)
      .setProject("shop")
      .setStack("prod")
      .setOrganization("organization")
      .setMonitorAddress("127.0.0.1:2")
      .setParallel(16);
  const run = (asked: RunRequest) =>
    new Promise<RunResponse>((resolve, reject) =>
      client.run(asked, (error, response) => (error ? reject(error) : resolve(response))),
    );

  it("starts the SDK of the program in its folder, with the engine's addresses, project, stack and entry point", async () => {
    p.act("run", "");
    const asked = request().setDryrun(true).setArgsList(["--own"]);
    assert.equal((await run(asked)).getError(), "");
    const { args, cwd } = p.noted();
    assert.equal(cwd, p.folder);
    assert.deepEqual(args, [
      ...["--monitor", "127.0.0.1:2", "--engine", "127.0.0.1:1", "--organization", "organization"],
      ...["--project", "shop", "--root-directory", p.folder, "--stack", "prod", "--pwd", p.folder],
      ...["--parallel", "16", "--dry-run", ".", "--own"],
    ]);
  });

  it("uses the engine's address of the handshake", async () => {
    p.act("run", "");
    const shake = (address: string) =>
      new Promise((resolve, reject) =>
        client.handshake(new LanguageHandshakeRequest().setEngineAddress(address), (error, response) =>
          error ? reject(error) : resolve(response),
        ),
      );
    await shake("127.0.0.1:77");
    await run(request());
    await shake("127.0.0.1:1");
    const { args } = p.noted();
    assert.equal(args[args.indexOf("--engine") + 1], "127.0.0.1:77");
  });

  it("hands over configuration, and which of it is secret, by environment", async () => {
    p.act("run", "");
    const asked = request().setConfigsecretkeysList(["shop:token"]);
    asked.getConfigMap().set("shop:token", "s").set("aws:region", "eu-west-1").set("shop:config:old", "o");
    await run(asked);
    const { env } = p.noted();
    assert.deepEqual(JSON.parse(env.PULUMI_CONFIG as string), {
      "shop:config:token": "s",
      "aws:config:region": "eu-west-1",
      "shop:config:old": "o",
    });
    assert.equal(env.PULUMI_CONFIG_SECRET_KEYS, '["shop:token"]');
  });

  it("respects the project's runtime options", async () => {
    p.act("run", "");
    await run(request());
    assert.equal(p.noted().env.PULUMI_NODEJS_TYPESCRIPT, "true", "TypeScript is on by default");
    await run(request({ typescript: false, nodeargs: "--max-old-space-size=512 --no-warnings", tsconfig: "ts.json" }));
    const { env, execArgv } = p.noted();
    assert.equal(env.PULUMI_NODEJS_TYPESCRIPT, undefined);
    assert.equal(env.PULUMI_NODEJS_TSCONFIG_PATH, "ts.json");
    assert.deepEqual(execArgv, ["--max-old-space-size=512", "--no-warnings"]);
  });

  it("names every runtime option of a wrong kind at once", async () => {
    p.act("run", "");
    const error = (await run(request({ typescript: "yes", packagemanager: "pip" }))).getError();
    assert.match(error, /'typescript' must be a boolean, found "yes"; .*'packagemanager' must be .* found "pip"/);
  });

  it("says nothing more when the program has reported its error itself (exit code 32)", async () => {
    p.act("run", "process.exit(32)");
    const response = await run(request());
    assert.equal(response.getBail(), true);
    assert.equal(response.getError(), "");
  });

  it("reports any other exit code, an abort and a signal as an error", async () => {
    for (const [script, error] of [
      ["process.exit(7)", /exited with code 7/],
      ["process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)", /ended by signal SIGTERM/],
      ["process.exit(134)", /memory ran out/],
    ] as const) {
      p.act("run", script);
      const response = await run(request());
      assert.equal(response.getBail(), false);
      assert.match(response.getError(), error);
    }
  });

  it("tells how to install the SDK when the program has none", async () => {
    const error = (await run(request())).getError();
    assert.match(error, /'@pulumi\/pulumi\/cmd\/run' is not installed for .*npm install/);
  });

  it("stops the program on the engine's Cancel, even one that ignores the interrupt", async () => {
    const started = join(p.folder, "started");
    p.act(
      "run",
      `process.on("SIGINT", () => {}); require("node:fs").writeFileSync(${JSON.stringify(started)}, ""); setInterval(() => {}, 1000)`,
    );
    const response = run(request());
    await fileExists(started);
    await new Promise((resolve) => client.cancel(new Empty(), resolve));
    assert.equal((await response).getBail(), true, "what was cancelled is not an error of the program");
    assert.throws(() => process.kill(p.noted().pid, 0), { code: "ESRCH" });
  });

  it("stops the program when the engine gives up the call", async () => {
    const started = join(p.folder, "started");
    p.act("run", `require("node:fs").writeFileSync(${JSON.stringify(started)}, ""); setInterval(() => {}, 1000)`);
    const call = client.run(request(), () => {});
    await fileExists(started);
    call.cancel();
    await processIsGone(p.noted().pid);
  });

  it("lists the program's direct dependencies with the versions that are installed", async () => {
    writeFileSync(
      join(p.folder, "package.json"),
      JSON.stringify({ dependencies: { left: "^1.0.0", missing: "*" }, devDependencies: { "@scope/right": "*" } }),
    );
    for (const [name, version] of [
      ["left", "1.2.3"],
      ["@scope/right", "4.5.6"],
    ] as const) {
      mkdirSync(join(p.folder, "node_modules", name), { recursive: true });
      writeFileSync(join(p.folder, "node_modules", name, "package.json"), JSON.stringify({ version }));
    }
    const response = await new Promise<GetProgramDependenciesResponse>((resolve, reject) =>
      client.getProgramDependencies(new GetProgramDependenciesRequest().setInfo(info()), (error, found) =>
        error ? reject(error) : resolve(found),
      ),
    );
    assert.deepEqual(
      response.getDependenciesList().map((found) => `${found.getName()} ${found.getVersion()}`),
      ["left 1.2.3", "@scope/right 4.5.6"],
    );
  });

  it("splits node arguments as a shell does", () => {
    assert.deepEqual(words(`--a=1  -r "my file.js" --b='x "y"' c\\ d ""`), [
      "--a=1",
      "-r",
      "my file.js",
      '--b=x "y"',
      "c d",
      "",
    ]);
    assert.deepEqual(words("  "), []);
  });
});

async function fileExists(path: string): Promise<void> {
  const { existsSync } = await import("node:fs");
  while (!existsSync(path)) await new Promise((next) => setTimeout(next, 5));
}

async function processIsGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((next) => setTimeout(next, 5));
  }
}
