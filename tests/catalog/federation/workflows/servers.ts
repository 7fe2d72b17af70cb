/** Stand-ins, on this machine, for the token services of CIs and for STS, and the script run against them. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentialsScript } from "../../../../catalog/federation/workflows";

export interface Answer {
  status: number;
  body: string;
}

export interface Received {
  method: string;
  url: URL;
  headers: IncomingMessage["headers"];
  /** Fields of a form. */
  form: Record<string, string>;
}

export class FakeService {
  readonly received: Received[] = [];
  answer: Answer = { status: 500, body: "" };
  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeService> {
    const server = createServer();
    const service = new FakeService(server);
    server.on("request", async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      service.received.push({
        method: request.method ?? "",
        url: new URL(request.url ?? "/", "http://127.0.0.1"),
        headers: request.headers,
        form: Object.fromEntries(new URLSearchParams(body)),
      });
      response.writeHead(service.answer.status, { connection: "close" }).end(service.answer.body);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return service;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((stopped) => this.server.close(stopped));
  }
}

export interface ScriptRun {
  code: number | null;
  /** Standard output and error together. */
  output: string;
  /** Environment of the command, or undefined when it was not run. */
  environment?: Record<string, string>;
  /** Arguments of every process that the script started for its requests. */
  arguments: string;
}

/** Runs the script with these variables and none of ours; its command notes its environment and ends with 7. */
export async function runScript(variables: Record<string, string>, command?: string[]): Promise<ScriptRun> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-credentials-"));
  try {
    const script = join(folder, "script.sh");
    const noted = join(folder, "environment");
    const log = join(folder, "arguments");
    const path = process.env["PATH"] ?? "";
    writeFileSync(script, credentialsScript().content);
    writeFileSync(log, "");
    writeFileSync(join(folder, "curl"), `#!/bin/sh\nprintf '%s\\n' "$@" >> '${log}'\nPATH='${path}' exec curl "$@"\n`, {
      mode: 0o755,
    });
    const child = spawn("sh", [script, ...(command ?? ["sh", "-c", 'env > "$0"; exit 7', noted])], {
      env: { PATH: `${folder}:${path}`, ...variables },
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    const code = await new Promise<number | null>((ended) => child.on("close", ended));
    const environment = code === 7 ? parse(readFileSync(noted, "utf8")) : undefined;
    return { code, output, arguments: readFileSync(log, "utf8"), ...(environment ? { environment } : {}) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function parse(environment: string): Record<string, string> {
  return Object.fromEntries(
    environment
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** A token of these claims; the signature is a secret like any. */
export function signed(claims: Record<string, string>): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.c2lnbmF0dXJlLXNlY3JldA`;
}
