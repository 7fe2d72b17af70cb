/** What follows from an image, a buildspec or a name: pure facts that project and role share. */

/** Compute of builds in containers on CodeBuild's own machines; its Lambda compute runs neither Docker nor VPC builds. */
export const computeTypes = ["SMALL", "MEDIUM", "LARGE", "XLARGE", "2XLARGE"].map((size) => `BUILD_GENERAL1_${size}`);

/** CodeBuild's word for the machine that an image needs, judged by the image's name. */
export function containerType(image: string): "LINUX_CONTAINER" | "ARM_CONTAINER" {
  return /aarch64|arm64/.test(image) ? "ARM_CONTAINER" : "LINUX_CONTAINER";
}

/** A buildspec's own text has lines, or begins with its version; everything else is a path in the repository. */
export function isInline(buildspec: string): boolean {
  return buildspec.includes("\n") || /^version\s*:/.test(buildspec);
}

const repositoryImage = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z.]+\/([^:@]+)/;

/** Whether an image lies in ECR, so that the build's role must fetch it. */
export function isRepositoryImage(image: string): boolean {
  return repositoryImage.test(image);
}

/** ARN of an image's repository, or undefined for an image of CodeBuild's own. */
export function imageRepositoryArn(partition: string, image: string): string | undefined {
  const [, accountId, region, repository] = repositoryImage.exec(image) ?? [];
  return repository ? `arn:${partition}:ecr:${region}:${accountId}:repository/${repository}` : undefined;
}

/**
 * Group of a report that a buildspec names
 * (https://docs.aws.amazon.com/codebuild/latest/userguide/test-report-group-naming.html): with this name, the
 * buildspec finds the group that the stack has made instead of making one.
 */
export function reportGroupName(projectName: string, report: string): string {
  return `${projectName}-${report}`;
}

export interface BuildPlace {
  partition: string;
  accountId: string;
  region: string;
}

export function buildProjectArn({ partition, accountId, region }: BuildPlace, projectName: string): string {
  return `arn:${partition}:codebuild:${region}:${accountId}:project/${projectName}`;
}

export function reportGroupArn({ partition, accountId, region }: BuildPlace, group: string): string {
  return `arn:${partition}:codebuild:${region}:${accountId}:report-group/${group}`;
}
