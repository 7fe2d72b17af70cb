/** A loopback server that speaks as STS: whom it calls who, and what it gives out, says the test. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Sts {
  endpoint: string;
  close(): Promise<void>;
}

export interface StsAnswers {
  /** ARN of the holder of an access key. */
  arn(key: string): string;
  /** Access key of the session that a holder of `key` begins with an AssumeRole of this form. */
  assume(form: URLSearchParams, key: string): string;
}

export async function startSts({ arn, assume }: StsAnswers): Promise<Sts> {
  const answer = (action: string, body: string) =>
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${body}</${action}Result></${action}Response>`;
  const identity = (own: string) => `<Arn>${own}</Arn><Account>${own.split(":")[4]}</Account><UserId>x</UserId>`;
  const session = (key: string) =>
    `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials>`;
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part) => {
      text += part;
    });
    request.on("end", () => {
      const form = new URLSearchParams(text);
      const key = /Credential=([^/]+)\//.exec(String(request.headers.authorization))![1]!;
      const action = form.get("Action")!;
      const body = action === "GetCallerIdentity" ? identity(arn(key)) : session(assume(form, key));
      response.setHeader("content-type", "text/xml");
      response.end(answer(action, body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
