/**
 * Regions by partition: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html and the
 * partitions table of the AWS SDK (`@aws-sdk/core`, `partitions.js`). Isolated partitions are left out: their
 * longest region would not fit the name of an artifact bucket. Global endpoints are not regions.
 */
const regionsByPartition = {
  aws: [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
  ],
  "aws-cn": ["cn-north-1", "cn-northwest-1"],
  "aws-eusc": ["eusc-de-east-1"],
  "aws-us-gov": ["us-gov-east-1", "us-gov-west-1"],
} as const;

export type Partition = keyof typeof regionsByPartition;

const partitions = new Map<string, Partition>(
  (Object.keys(regionsByPartition) as Partition[]).flatMap((partition) =>
    regionsByPartition[partition].map((region) => [region, partition] as const),
  ),
);

/** Every region that a file may name. */
export const regions: string[] = [...partitions.keys()];

/** Domains of endpoints that are not `amazonaws.com`, by partition. */
const ownDomains: Record<string, string> = { "aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu" };

/** Domain of a partition's endpoints. */
export function domainOf(partition: string): string {
  return ownDomains[partition] ?? "amazonaws.com";
}

/** Partition of a region, or undefined when the region is not known. */
export function partitionOf(region: string): Partition | undefined {
  return partitions.get(region);
}
