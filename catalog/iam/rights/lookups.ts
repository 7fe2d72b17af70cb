/** What programs look up: data sources, which are no resources and only read. */
import { credentialPrefix } from "../../upstreams";
import { everything, on, provider, type Row, regional } from "./row";

const none = { create: [], update: [], delete: [] };

export const lookupRows: Row[] = [
  {
    // awsx asks for it when it makes a network.
    type: "aws:index/getAvailabilityZones:getAvailabilityZones",
    source: provider("ec2/ec2_availability_zones_data_source.go"),
    parts: { target: "network", toolchain: "network" },
    ...none,
    read: [on(everything, "ec2:DescribeAvailabilityZones")],
  },
  {
    // Facts handed from stack to stack are below the platform's path, where the row of parameters reads; Amazon's
    // public parameters name images.
    type: "aws:ssm/getParameter:getParameter",
    source: provider("ssm/parameter_data_source.go"),
    parts: { target: "targets", toolchain: "pipelines" },
    ...none,
    read: [
      on(
        {
          arn: "arn:{partition}:ssm:{region}::parameter{name}",
          names: { name: () => "/aws/service/*" },
        },
        "ssm:GetParameter",
        "ssm:GetParameters",
      ),
    ],
  },
  {
    // It finds the ARN of a credential, and neither call tells the secret.
    type: "aws:secretsmanager/getSecret:getSecret",
    source: provider("secretsmanager/secret_data_source.go"),
    parts: { toolchain: "registry" },
    ...none,
    read: [
      on(
        regional("secretsmanager", "secret:{name}", { name: () => `${credentialPrefix}*` }),
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
      ),
    ],
  },
];
