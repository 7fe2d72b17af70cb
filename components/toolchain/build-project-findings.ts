/** What can be wrong with the arguments of a build project, by property. */
import { reportFormats } from "../../catalog/buildspec/limits";
import { logRetentionDays as retentionPeriods } from "../../catalog/log-retention";
import { isCoverage } from "../../catalog/schema/build";
import type { Finding } from "../problems";
import type { BuildProjectArgs } from "./build-project-args";
import { environmentFindings } from "./build-project-env";
import { computeTypes, isInline, isRepositoryImage, reportGroupName } from "./build-project-facts";

/**
 * CodeBuild itself allows 36 hours, but a pipeline's build action ends after 8
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html). Waiting in the queue has the same
 * bounds (https://docs.aws.amazon.com/codebuild/latest/userguide/builds-working.html).
 */
const minutes = { least: 5, most: 480 } as const;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-vpcconfig.html */
const network = { subnetIds: 16, securityGroupIds: 5 } as const;
/** https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html */
const reportsPerProject = 5;

export function projectFindings(args: BuildProjectArgs): Finding[] {
  const { projectName, logRetentionDays, concurrentBuildLimit } = args;
  const found: Finding[] = [];
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/.test(projectName)) {
    const reason = "must be 2 to 150 of A-Z, a-z, 0-9, - and _, beginning with a letter or digit";
    found.push({ property: "projectName", value: projectName, reason });
  }
  if (logRetentionDays !== undefined && !(retentionPeriods as readonly number[]).includes(logRetentionDays)) {
    const reason = `must be one of ${retentionPeriods.join(", ")}`;
    found.push({ property: "logRetentionDays", value: logRetentionDays, reason });
  }
  if (concurrentBuildLimit !== undefined && (!Number.isInteger(concurrentBuildLimit) || concurrentBuildLimit < 1)) {
    const reason = "must be a whole number from 1, or absent for the account's limit";
    found.push({ property: "concurrentBuildLimit", value: concurrentBuildLimit, reason });
  }
  return [
    ...found,
    ...minuteFindings("timeoutMinutes", args.timeoutMinutes),
    ...minuteFindings("queuedTimeoutMinutes", args.queuedTimeoutMinutes),
    ...sourceFindings(args),
    ...machineFindings(args),
    ...cacheFindings(args),
    ...prefixFindings("s3Logs.prefix", args.s3Logs?.prefix),
    ...environmentFindings(args.env ?? {}),
    ...networkFindings(args),
    ...reportFindings(args),
    ...batchFindings(args),
  ];
}

function minuteFindings(property: string, value: number | undefined): Finding[] {
  const { least, most } = minutes;
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  return [{ property, value, reason: `must be a whole number of minutes from ${least} to ${most}` }];
}

function sourceFindings({ source, buildspec, badge }: BuildProjectArgs): Finding[] {
  const found: Finding[] = [];
  if (!isInline(buildspec) && (buildspec === "" || buildspec.startsWith("/") || buildspec.split("/").includes(".."))) {
    const reason = "must be a path inside the repository, such as buildspec.yml, or the text of a buildspec";
    found.push({ property: "buildspec", value: buildspec, reason });
  }
  if (badge && !source) {
    // https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-badges.html
    const reason = "must be off: CodeBuild makes no badge for builds that a pipeline starts; use the pipeline's state";
    found.push({ property: "badge", value: badge, reason });
  }
  if (source && !/^https:\/\/[^\s@]+$/.test(source.location)) {
    const reason = "must be the repository's https address, without credentials";
    found.push({ property: "source.location", reason });
  }
  return found;
}

function machineFindings({ image, compute }: BuildProjectArgs): Finding[] {
  const found: Finding[] = [];
  if (!computeTypes.includes(compute)) {
    found.push({ property: "compute", value: compute, reason: `must be one of ${computeTypes.join(", ")}` });
  }
  if (image === "") {
    found.push({ property: "image", value: image, reason: "must name a CodeBuild image" });
  } else if (isRepositoryImage(image) && (/:latest$/.test(image) || !/[:@][^/]+$/.test(image))) {
    const reason = "must name a digest or a tag other than latest, so that a build can be repeated";
    found.push({ property: "image", value: image, reason });
  }
  return found;
}

function cacheFindings({ cache, vpc, compute }: BuildProjectArgs): Finding[] {
  if (cache === "local") {
    // https://docs.aws.amazon.com/codebuild/latest/userguide/caching-local.html
    const value = cache;
    if (vpc) return [{ property: "cache", value, reason: "must be none or S3 for a build in a VPC" }];
    if (compute === "BUILD_GENERAL1_2XLARGE") {
      return [{ property: "cache", value, reason: `must be none or S3 for a build on ${compute}` }];
    }
  }
  return prefixFindings("cache.s3.prefix", typeof cache === "object" ? cache.s3.prefix : undefined);
}

function prefixFindings(property: string, prefix: string | undefined): Finding[] {
  if (prefix === undefined || /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/.test(prefix)) return [];
  return [{ property, value: prefix, reason: "must be folders of A-Z, a-z, 0-9, _ and -, such as cache/orders" }];
}

function networkFindings({ vpc }: BuildProjectArgs): Finding[] {
  if (!vpc) return [];
  return (["subnetIds", "securityGroupIds"] as const).flatMap((property) => {
    const ids = vpc[property];
    const most = network[property];
    // Those of a network that another stack made are not known yet.
    if (!Array.isArray(ids) || (ids.length >= 1 && ids.length <= most)) return [];
    return [{ property: `vpc.${property}`, value: ids.length, reason: `must be 1 to ${most}` }];
  });
}

function reportFindings({ projectName, reports = [] }: BuildProjectArgs): Finding[] {
  const names = reports.map((report) => report.name);
  const many: Finding[] =
    reports.length > reportsPerProject
      ? [{ property: "reports", value: reports.length, reason: `must be at most ${reportsPerProject}` }]
      : [];
  const each = reports.flatMap(({ name, type, format }, index) => {
    const found: Finding[] = [];
    // A report group's name has at most 128 characters
    // (https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateReportGroup.html).
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name) || reportGroupName(projectName, name).length > 128) {
      const reason = "must be of A-Z, a-z, 0-9, - and _, and with the project's name at most 128 characters long";
      found.push({ property: `reports[${index}].name`, value: name, reason });
    }
    if (names.indexOf(name) !== index) {
      found.push({ property: `reports[${index}].name`, value: name, reason: "must be named once" });
    }
    const formats: string[] = reportFormats.filter((each) => isCoverage(each) === (type === "CODE_COVERAGE"));
    if (!formats.includes(format)) {
      const reason = `must be one of ${formats.join(", ")} for ${type}`;
      found.push({ property: `reports[${index}].format`, value: format, reason });
    }
    return found;
  });
  return [...many, ...each];
}

function batchFindings({ batch }: BuildProjectArgs): Finding[] {
  if (!batch) return [];
  const { maximumBuilds, computeTypes: allowed = [] } = batch;
  const found = minuteFindings("batch.timeoutMinutes", batch.timeoutMinutes);
  if (!Number.isInteger(maximumBuilds) || maximumBuilds < 1) {
    found.push({ property: "batch.maximumBuilds", value: maximumBuilds, reason: "must be a whole number from 1" });
  }
  for (const value of allowed.filter((each) => !computeTypes.includes(each))) {
    found.push({ property: "batch.computeTypes", value, reason: `must be among ${computeTypes.join(", ")}` });
  }
  return found;
}
