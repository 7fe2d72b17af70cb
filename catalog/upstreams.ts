/** Public registries that ECR can cache, and what ECR's own registry is called. */
import { domainOf } from "./regions";

export interface Upstream {
  /** Host that images are named with; a name without a host is Docker Hub's. */
  hosts: string[];
  /** Whether ECR pulls from it only with a user name and token. */
  credential: boolean;
}

/**
 * By the host that a cache rule names.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html says who needs credentials,
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html the hosts.
 */
export const upstreams: Record<string, Upstream> = {
  "public.ecr.aws": { hosts: ["public.ecr.aws"], credential: false },
  "registry.k8s.io": { hosts: ["registry.k8s.io"], credential: false },
  "quay.io": { hosts: ["quay.io"], credential: false },
  "registry-1.docker.io": { hosts: ["docker.io", "index.docker.io", "registry-1.docker.io"], credential: true },
  "ghcr.io": { hosts: ["ghcr.io"], credential: true },
  "registry.gitlab.com": { hosts: ["registry.gitlab.com"], credential: true },
};

/** What an upstream needs, or undefined when ECR cannot cache it. Azure's registries have a host for each customer. */
export function upstreamOf(host: string): Upstream | undefined {
  if (/^[a-z0-9]{5,50}\.azurecr\.io$/.test(host)) return { hosts: [host], credential: true };
  return Object.hasOwn(upstreams, host) ? upstreams[host] : undefined;
}

/** Names of credentials begin with this: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html */
export const credentialPrefix = "ecr-pullthroughcache/";

/** Host of an account's registry: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
export function registryHost(accountId: string, region: string, partition: string): string {
  return `${accountId}.dkr.ecr.${region}.${domainOf(partition)}`;
}
