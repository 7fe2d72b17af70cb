/** The version of a Pulumi package in the tree: what the stand-in provider reports of itself. */
export function packageVersion(name: "aws" | "awsx" | "pulumiservice"): string {
  return (require(`@pulumi/${name}/package.json`) as { version: string }).version;
}
