/** What awsx answers for a Vpc: this many subnets of each kind. */
import type { Properties } from "../../../local/model/types";

const ids = (kind: string, zones: unknown) =>
  Array.from({ length: Number(zones) }, (_, index) => `subnet-${kind}-${index + 1}`);

export const vpcOutputs: Record<string, (inputs: Properties) => Properties> = {
  "awsx:ec2:Vpc": ({ numberOfAvailabilityZones }) => ({
    vpcId: "vpc-1",
    privateSubnetIds: ids("private", numberOfAvailabilityZones),
    publicSubnetIds: ids("public", numberOfAvailabilityZones),
  }),
};
