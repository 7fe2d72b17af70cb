/** Cases of the rules about images. */
import { document, unknown } from "../fixtures";
import { allow, builder, type Case, denyOthers, part, project, repository } from "./parts";

export const images: Record<string, Case[]> = {
  "ecr-repository-is-immutable": [
    { what: "IMMUTABLE", parts: [repository({ imageTagMutability: "IMMUTABLE" })] },
    {
      what: "MUTABLE, by default, and exclusions",
      parts: [repository(), repository({ imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" })],
      finds: ["Tags of the repository are MUTABLE.", "Tags of the repository are IMMUTABLE_WITH_EXCLUSION."],
    },
  ],
  "ecr-repository-scans-on-push": [
    { what: "a scan", parts: [repository({ imageScanningConfiguration: { scanOnPush: true } })] },
    { what: "none", parts: [repository()], finds: ["Images are not scanned when they are pushed."] },
  ],
  "ecr-repository-uses-customer-key": [
    { what: "a key", parts: [repository({ encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: unknown }] })] },
    {
      what: "AES256, and AWS's own key",
      parts: [repository(), repository({ encryptionConfigurations: [{ encryptionType: "KMS" }] })],
      finds: Array(2).fill("The repository has no key of its own."),
    },
  ],
  "ecr-repository-reserves-push": [
    {
      what: "a policy beside it, joined by name",
      parts: [
        repository(),
        part("aws:ecr/repositoryPolicy:RepositoryPolicy", {
          repository: "orders",
          policy: document(denyOthers("ecr:PutImage")),
        }),
      ],
    },
    {
      what: "the policy of another repository, and one that only allows",
      parts: [
        repository(),
        part("aws:ecr/repositoryPolicy:RepositoryPolicy", {
          repository: "other",
          policy: document(denyOthers("ecr:PutImage")),
        }),
        part("aws:ecr/repositoryPolicy:RepositoryPolicy", {
          repository: "orders",
          policy: document(allow({ Action: "ecr:PutImage", Principal: { AWS: builder } })),
        }),
      ],
      finds: ["Whoever its account allows can push to the repository."],
    },
    {
      what: "an unknown policy",
      parts: [
        repository(),
        part("aws:ecr/repositoryPolicy:RepositoryPolicy", { repository: "orders", policy: unknown }),
      ],
      finds: ["undecided"],
    },
  ],
  "ecr-image-reference-is-pinned": [
    {
      what: "tags, digests, a registry with a port, and a function without image",
      parts: [
        project({ environment: { image: "aws/codebuild/standard:7.0" } }),
        part("aws:lambda/function:Function", {
          imageUri: `1.dkr.ecr.us-east-1.amazonaws.com/a@sha256:${"0".repeat(64)}`,
        }),
        part("aws:lambda/function:Function", {}),
        part("kubernetes:apps/v1:Deployment", {
          spec: { template: { spec: { containers: [{ image: "localhost:5000/a:v1" }] } } },
        }),
      ],
    },
    {
      what: "latest, and no tag, wherever images are named",
      parts: [
        project({ environment: { image: "ubuntu:latest" } }),
        part("aws:ecs/taskDefinition:TaskDefinition", {
          containerDefinitions: JSON.stringify([{ image: "localhost:5000/a" }, { image: "b:v1" }]),
        }),
        part("aws:lambda/function:Function", { imageUri: "c:latest" }),
        part("kubernetes:apps/v1:Deployment", {
          spec: { template: { spec: { containers: [{ image: "d:1" }], initContainers: [{ image: "e" }] } } },
        }),
      ],
      finds: ["ubuntu:latest", "localhost:5000/a", "c:latest", "e"].map(
        (image) => `Image ${image} is whatever was pushed last.`,
      ),
    },
    {
      what: "an unknown image",
      parts: [part("aws:lambda/function:Function", { imageUri: unknown })],
      finds: ["undecided"],
    },
  ],
};
