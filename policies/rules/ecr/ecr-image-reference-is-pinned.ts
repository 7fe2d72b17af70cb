import { definitions, taskDefinition } from "../../containers";
import { isPinned } from "../../images";
import type { Report, Resource, ResourceRule } from "../../rule";
import { at, isUnknown, listOf, type Value } from "../../values";

const workloads = ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"].map((kind) => `kubernetes:apps/v1:${kind}`);

/** Types that name images, and where. */
const images: Record<string, (props: Resource["props"]) => Value | undefined> = {
  "aws:codebuild/project:Project": (props) => at(props["environment"], "image"),
  [taskDefinition]: (props) => imagesOf(definitions(props["containerDefinitions"])),
  "aws:lambda/function:Function": (props) => props["imageUri"],
  "kubernetes:batch/v1:CronJob": (props) => podImages(at(props["spec"], "jobTemplate", "spec")),
  "kubernetes:batch/v1:Job": (props) => podImages(props["spec"]),
  "kubernetes:core/v1:Pod": (props) => imagesOf(at(props["spec"], "containers")),
  ...Object.fromEntries(workloads.map((type) => [type, (props: Resource["props"]) => podImages(props["spec"])])),
};

/**
 * No build, task, function or pod runs an image by the tag `latest`, or without tag and digest.
 *
 * Service: ecr. Severity: high. Topics: images, release-safety, production.
 */
export const ecrImageReferenceIsPinned: ResourceRule = {
  name: "ecr-image-reference-is-pinned",
  description: "No build, task, function or pod runs an image by the tag `latest`, or without tag and digest.",
  level: "mandatory",
  severity: "high",
  service: "ecr",
  topics: ["images", "release-safety", "production"],
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html",
  remedy: "Name the image by its digest, or by a tag that says which version it is.",
  unknowns: "An image that is unknown in a preview is judged in the update.",
  types: Object.keys(images),
  check(resource, report) {
    judge(images[resource.type]!(resource.props), report);
  },
};

function judge(value: Value | undefined, report: Report): void {
  if (isUnknown(value)) report.undecided("image");
  for (const image of listOf(value)) {
    if (isUnknown(image)) report.undecided("image");
    else if (typeof image === "string" && !isPinned(image))
      report.violation(`Image ${image} is whatever was pushed last.`);
  }
}

function imagesOf(containers: Value | undefined): Value | undefined {
  return isUnknown(containers) ? containers : listOf(containers).flatMap((each) => at(each, "image") ?? []);
}

function podImages(spec: Value | undefined): Value | undefined {
  const pod = at(spec, "template", "spec");
  const lists = [imagesOf(at(pod, "containers")), imagesOf(at(pod, "initContainers"))];
  return lists.find(isUnknown) ?? lists.flatMap(listOf);
}
