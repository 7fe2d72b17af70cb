import { get } from "node:http";

/** The emulator at an endpoint, or undefined when it is not the one that was given this token. */
export function probeEmulator(endpoint: string, token: string): Promise<{ pid: number } | undefined> {
  return new Promise((resolve) => {
    const request = get(`${endpoint}/slipway-laptop`, {
      headers: { "x-slipway-laptop": token },
      timeout: 5000,
      agent: false,
    });
    request.on("error", () => resolve(undefined));
    request.on("timeout", () => request.destroy());
    request.on("response", (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text) => {
        body += text;
      });
      answer.on("end", () => resolve(answer.statusCode === 200 ? (JSON.parse(body) as { pid: number }) : undefined));
    });
  });
}
