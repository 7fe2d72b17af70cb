/** Code that a function has until its first release: it says that there was none. */
import * as pulumi from "@pulumi/pulumi";

/** What API Gateway and load balancers hand on as an answer: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
const answer = { statusCode: 503, body: "There is no release yet." };

/**
 * A file where the runtime looks for the handler. Only runtimes that read source text have one that runs; a function
 * of any other runtime fails until its first release, which is as plain.
 */
export function placeholderFile(runtime: string, handler: string): { path: string; text: string } {
  const [, file = "index", name = "handler"] = /^(.*)\.([^.]+)$/.exec(handler) ?? [];
  const json = JSON.stringify(answer);
  if (runtime.startsWith("nodejs")) {
    return { path: `${file}.js`, text: `exports.${name} = async () => (${json});\n` };
  }
  if (runtime.startsWith("python")) {
    return { path: `${file.replaceAll(".", "/")}.py`, text: `def ${name}(event, context):\n    return ${json}\n` };
  }
  if (runtime.startsWith("ruby")) {
    return { path: `${file}.rb`, text: `def ${name}(event:, context:)\n  ${json}\nend\n` };
  }
  return { path: "no-release-yet.txt", text: `${answer.body}\n` };
}

export function placeholderCode(runtime: string, handler: string): pulumi.asset.Archive {
  const { path, text } = placeholderFile(runtime, handler);
  return new pulumi.asset.AssetArchive({ [path]: new pulumi.asset.StringAsset(text) });
}
