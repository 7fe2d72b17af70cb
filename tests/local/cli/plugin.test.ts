import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type ClientReadableStream, credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzerHandshakeRequest,
  type AnalyzerInfo,
  AnalyzerStackConfigureRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { LanguageRuntimeClient, LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo, RunPluginRequest, type RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { packageRoot } from "../../../catalog/package-root";
import { children } from "../../../local/cli/language-host/children";
import { languageRuntime } from "../../../local/cli/language-host/service";
import { type Program, program } from "./fake-sdk";

describe("plugins that the language host runs", () => {
  let p: Program;
  let server: Server;
  let client: LanguageRuntimeClient;
  const plugins = children(100);

  before(async () => {
    server = new Server();
    server.addService(
      LanguageRuntimeService,
      languageRuntime({ engineAddress: "", version: "3.259.0", programs: children(), plugins }),
    );
    const port = await promisify(server.bindAsync.bind(server))("127.0.0.1:0", ServerCredentials.createInsecure());
    client = new LanguageRuntimeClient(`127.0.0.1:${port}`, credentials.createInsecure());
  });
  after(() => {
    client.close();
    server.forceShutdown();
  });
  beforeEach(() => {
    p = program();
  });
  afterEach(async () => {
    await plugins.stopAll();
    p.remove();
  });

  const start = (kind: string, env: string[] = []) =>
    client.runPlugin(
      new RunPluginRequest()
        .setKind(kind)
        .setPwd(packageRoot())
        .setArgsList(["127.0.0.1:1"])
        .setEnvList([...Object.entries(process.env).map(([name, value]) => `${name}=${value}`), ...env])
        .setInfo(new ProgramInfo().setProgramDirectory(p.folder).setRootDirectory(p.folder).setEntryPoint(".")),
    );

  it("get their folder first and the engine's environment, and their output and exit code are streamed", async () => {
    p.act("run-plugin", "console.log('4711'); console.error('a warning'); process.exitCode = 3;");
    const { out, err, code } = await collect(start("resource", ["MARK=first", "MARK=a=b"]));
    assert.deepEqual([out, err, code], ["4711\n", "a warning\n", 3]);
    const { args, cwd, env } = p.noted();
    assert.deepEqual(args, [p.folder, "127.0.0.1:1"]);
    assert.equal(cwd, packageRoot());
    assert.equal(env.MARK, "a=b");
  });

  it("fail with the remedy when their dependencies are not installed", async () => {
    await assert.rejects(collect(start("resource")), /run-plugin' is not installed for .*npm install/);
  });

  describe("a policy pack", () => {
    /** A real pack, on the real SDK. */
    const pack = (script: string) => {
      symlinkSync(join(packageRoot(), "node_modules"), join(p.folder, "node_modules"));
      writeFileSync(join(p.folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
      writeFileSync(join(p.folder, "package.json"), JSON.stringify({ name: "p", version: "1.0.0", main: "index.js" }));
      writeFileSync(join(p.folder, "index.js"), script);
    };

    it("learns project, stack and configuration before it starts, and answers through the host", async () => {
      pack(`
        const { PolicyPack } = require("@pulumi/policy");
        const pulumi = require("@pulumi/pulumi");
        const where = [pulumi.getProject(), pulumi.getStack(), new pulumi.Config().get("tier")].join(" ");
        new PolicyPack("p", { policies: [{ name: "where", description: where, enforcementLevel: "mandatory",
          validateResource: () => {} }] });`);
      const stream = start("analyzer");
      const ended = collect(stream).catch(() => undefined);
      const analyzer = new AnalyzerClient(`127.0.0.1:${await firstLine(stream)}`, credentials.createInsecure());
      await promisify(analyzer.handshake.bind(analyzer) as Unary<AnalyzerHandshakeRequest>)(
        new AnalyzerHandshakeRequest(),
      );
      const stack = new AnalyzerStackConfigureRequest().setProject("shop").setStack("prod");
      stack.getConfigMap().set("shop:tier", "gold");
      await promisify(analyzer.configureStack.bind(analyzer) as Unary<AnalyzerStackConfigureRequest>)(stack);
      const about = await promisify(analyzer.getAnalyzerInfo.bind(analyzer) as Unary<Empty, AnalyzerInfo>)(new Empty());
      assert.equal(about.getPoliciesList()[0]?.getDescription(), "shop prod gold");
      analyzer.close();
      stream.cancel();
      await ended;
    });

    it("that fails while it starts gives an error to the caller and its own words to the engine", async () => {
      pack("console.error('boo'); process.exit(9);");
      const stream = start("analyzer");
      const ended = collect(stream);
      const analyzer = new AnalyzerClient(`127.0.0.1:${await firstLine(stream)}`, credentials.createInsecure());
      const configure = promisify(analyzer.configureStack.bind(analyzer) as Unary<AnalyzerStackConfigureRequest>);
      await assert.rejects(configure(new AnalyzerStackConfigureRequest()), /policy pack in .* ended with code 9/);
      assert.match((await ended).err, /boo/);
      analyzer.close();
    });
  });
});

type Unary<Request, Response = unknown> = (
  request: Request,
  callback: (error: ServiceError | null, response: Response) => void,
) => void;

interface Collected {
  out: string;
  err: string;
  code?: number;
}

function collect(stream: ClientReadableStream<RunPluginResponse>): Promise<Collected> {
  const all: Collected = { out: "", err: "" };
  return new Promise((resolve, reject) => {
    stream
      .on("data", (message: RunPluginResponse) => {
        all.out += Buffer.from(message.getStdout_asU8()).toString();
        all.err += Buffer.from(message.getStderr_asU8()).toString();
        if (message.hasExitcode()) all.code = message.getExitcode();
      })
      .on("error", reject)
      .on("end", () => resolve(all));
  });
}

function firstLine(stream: ClientReadableStream<RunPluginResponse>): Promise<string> {
  return new Promise((resolve) => {
    stream.once("data", (message: RunPluginResponse) =>
      resolve(Buffer.from(message.getStdout_asU8()).toString().trim()),
    );
  });
}
