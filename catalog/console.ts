/** Pages of the AWS console. */

/** Hosts by partition: https://docs.aws.amazon.com/signin/latest/userguide/sign-in-urls-defined.html */
const hosts: Record<string, string> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-eusc": "console.amazonaws-eusc.eu",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

export interface ConsolePlace {
  partition: string;
  region: string;
}

/** `https://` and the console's host. */
export function consoleHome(partition: string): string {
  return `https://${hosts[partition] ?? hosts["aws"]}`;
}

export function pipelineUrl(place: ConsolePlace, pipeline: string): string {
  return page(place, `codepipeline/pipelines/${pipeline}/view`);
}

export function executionUrl(place: ConsolePlace, pipeline: string, id: string): string {
  return page(place, `codepipeline/pipelines/${pipeline}/executions/${id}/visualization`);
}

/** Where a pending connection is completed: https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-update.html */
export function connectionsUrl(place: ConsolePlace): string {
  return page(place, "settings/connections");
}

function page({ partition, region }: ConsolePlace, path: string): string {
  return `${consoleHome(partition)}/codesuite/${path}?region=${region}`;
}
