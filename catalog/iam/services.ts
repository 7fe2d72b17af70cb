/** How policies name AWS services, which depends on the partition. */
import { domainOf } from "../regions";

/**
 * Services whose principal ends in China's own domain; all others, and all other partitions, have `amazonaws.com`
 * (Terraform AWS provider, data source `aws_service_principal`).
 */
const chinese = ["codedeploy", "ec2", "s3"];

/** `codedeploy.amazonaws.com`: a service as principal, and in `iam:PassedToService`. */
export function servicePrincipal(service: string, partition: string): string {
  return `${service}.${partition === "aws-cn" && chinese.includes(service) ? domainOf("aws-cn") : "amazonaws.com"}`;
}

/** Value of `kms:ViaService` when a service calls KMS for somebody. */
export function viaService(service: string, partition: string, region: string): string {
  return `${service}.${region}.${domainOf(partition)}`;
}
