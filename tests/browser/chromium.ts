/** A page in a real browser: what it holds after loading, what it fetched, and what the browser complained about. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Milliseconds until a browser that does not end is ended. */
const patienceMs = 60_000;

export interface Loaded {
  /** The document as the browser holds it. */
  dom: string;
  /** Paths that it asked for, in order; its own search for an icon left out. */
  requests: string[];
  /** What it wrote to its console. */
  complaints: string[];
}

/** Loads the first of some pages, each served under its name on this machine only. */
export async function load(chromium: string, pages: Record<string, string>, flags: string[] = []): Promise<Loaded> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (path !== "/favicon.ico") requests.push(path);
    const page = pages[path.slice(1)];
    response.writeHead(page === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" });
    response.end(page);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), "slipway-browser-"));
  try {
    const { stdout, stderr } = await run(chromium, [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--enable-logging=stderr",
      `--user-data-dir=${profile}`,
      "--window-size=1280,1000",
      ...flags,
      "--dump-dom",
      `http://127.0.0.1:${port}/${Object.keys(pages)[0]}`,
    ]);
    const complaints = stderr.split("\n").filter((line) => line.includes(":CONSOLE"));
    return { dom: stdout, requests, complaints };
  } finally {
    await new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function run(command: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const heard = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text) => {
      heard.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      heard.stderr += text;
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    child.on("error", failed).on("close", (code) => {
      clearTimeout(timer);
      if (code === 0) done(heard);
      else failed(new Error(`${command} ended with ${code}:\n${heard.stderr.slice(-2000)}`));
    });
  });
}
