/** What a build asks of image registries: the image that it runs in, and those that it makes. */
import type { Caller } from "../../../catalog/iam";
import type { Inventory, Placed, Repository } from "../inventory";
import { textAt } from "../values";
import { type Asking, plainRequests, type WantedRequest, wanted } from "./request";

const fetching = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const pushing = [
  ...["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"],
  ...["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage"],
];

export function buildImageRequests(
  inventory: Inventory,
  ask: Asking,
  project: Placed,
  caller: Caller,
): WantedRequest[] {
  const image = ownImage(project);
  const pushed = pushedTo(inventory, project);
  const caches = pushed.length > 0 ? cachesOf(inventory, project) : [];
  const { partition, region, accountId } = project;
  const all = [
    ...(image ? plainRequests(ask, "the build's own image is fetched", caller, image, fetching) : []),
    ...pushed.flatMap(({ arn }) => plainRequests(ask, "the build pushes its image", caller, arn, pushing)),
    ...caches.flatMap((prefix) =>
      plainRequests(
        ask,
        `the build fetches an image through ${prefix}`,
        caller,
        `arn:${partition}:ecr:${region}:${accountId}:repository/${prefix}/any`,
        [...fetching, "ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
      ),
    ),
  ];
  if (all.length === 0) return [];
  // A token belongs to no repository.
  const action = "ecr:GetAuthorizationToken";
  return [
    wanted(ask, "the build enters the registry", { caller, action, resource: "*", resourceAccount: accountId }),
    ...all,
  ];
}

/** Repository of the image that the build runs in, where its own role has to fetch that. */
function ownImage({ resource, partition }: Placed): string | undefined {
  if (textAt(resource.inputs, "environment", "imagePullCredentialsType") !== "SERVICE_ROLE") return undefined;
  const image = textAt(resource.inputs, "environment", "image") ?? "";
  const [, account, region, name] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z.]+\/([^:@]+)/.exec(image) ?? [];
  return name && `arn:${partition}:ecr:${region}:${account}:repository/${name}`;
}

/** Repositories of the graph that the buildspec names, with their registry, when the project holds the buildspec itself. */
function pushedTo({ repositories }: Inventory, { resource }: Placed): Repository[] {
  const text = textAt(resource.inputs, "source", "buildspec") ?? "";
  const words = new Set(text.split(/[^\w./-]+/).map((word) => word.replace(/^\d{12}\.dkr\.ecr\.[^/]+\//, "")));
  return repositories.filter(
    ({ accountId, region, name }) => text.includes(`${accountId}.dkr.ecr.${region}.`) && words.has(name),
  );
}

/** Prefixes of the caches in the project's registry. */
function cachesOf({ all }: Inventory, { accountId, region }: Placed): string[] {
  return all("aws:ecr/pullThroughCacheRule:PullThroughCacheRule")
    .filter((rule) => rule.accountId === accountId && rule.region === region)
    .flatMap(({ resource }) => textAt(resource.inputs, "ecrRepositoryPrefix") ?? []);
}
