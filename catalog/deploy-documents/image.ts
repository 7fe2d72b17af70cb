/** Images as deploy documents name them: by digest, so that what was built and approved is what runs. */
import { domainOf, partitionOf } from "../regions";

export interface ImageReference {
  /** `111111111111.dkr.ecr.us-east-1.amazonaws.com`, `public.ecr.aws`. */
  host: string;
  /** Path in the registry. */
  repository: string;
  /** `sha256:` and 64 hexadecimal digits. */
  digest: string;
  /** Account of a private registry in ECR. */
  registryId?: string;
}

const reference = /^([a-z0-9.-]+(?::\d+)?)\/([a-z0-9][a-z0-9._/-]*)(:[\w.-]+)?(?:@(sha256:[0-9a-f]{64}))?$/;
/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const privateHost = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.(.+)$/;

/** What is wrong with an image, or undefined. */
export function imageProblem(image: unknown): string | undefined {
  const match = typeof image === "string" ? reference.exec(image) : null;
  if (!match) return "must be <registry host>/<repository>@sha256:<64 hexadecimal digits>";
  const [, host, , tag, digest] = match;
  if (!digest) return "names no digest, so that what runs could change without a release; give <image>@sha256:<digest>";
  if (tag) return `names the tag ${tag.slice(1)} beside the digest; leave the tag out`;
  return hostProblem(host!);
}

/** A host of ECR whose domain is that of another partition would be found at the first start of a task only. */
function hostProblem(host: string): string | undefined {
  const match = privateHost.exec(host);
  if (!match) return undefined;
  const [, , region, domain] = match;
  const partition = partitionOf(region!);
  if (!partition) return `is in a registry of ${region}, which is no region that is known here`;
  const expected = domainOf(partition);
  return domain === expected ? undefined : `has the domain ${domain}; registries in ${region} have ${expected}`;
}

/** Parts of an image by digest; undefined when `imageProblem` has anything to say. */
export function imageReference(image: string): ImageReference | undefined {
  if (imageProblem(image) !== undefined) return undefined;
  const [, host, repository, , digest] = reference.exec(image)!;
  const registryId = privateHost.exec(host!)?.[1];
  return { host: host!, repository: repository!, digest: digest!, ...(registryId ? { registryId } : {}) };
}
