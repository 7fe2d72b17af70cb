/** EC2's instances. */
import { each, everything, on, provider, type Row, regional } from "./row";
import { newTags, ofStacks, ownTags } from "./tags";

const made = (kind: string) => regional("ec2", `${kind}/*`);
// Whoever may change the start script of any instance has the role of every instance.
const instance = { ...regional("ec2", "instance/{id}"), when: ofStacks };

export const machineRows: Row[] = [
  {
    type: "aws:ec2/instance:Instance",
    source: provider("ec2/ec2_instance.go"),
    parts: { target: "targets" },
    create: [
      ...["instance", "network-interface", "volume"].map((kind) => on(made(kind), "ec2:RunInstances")),
      on(regional("ec2", "subnet/{subnetId}"), "ec2:RunInstances"),
      on(regional("ec2", "security-group/{vpcSecurityGroupIds}"), "ec2:RunInstances"),
      // Images belong to no account in their ARN.
      on({ arn: "arn:{partition}:ec2:{region}::image/{ami}" }, "ec2:RunInstances"),
      ...["instance", "volume"].map((kind) => on(newTags(kind, "RunInstances"), "ec2:CreateTags")),
    ],
    read: [
      on(regional("ec2", "instance/{id}"), "ec2:DescribeInstanceAttribute"),
      on(
        everything,
        ...each("ec2:Describe", "IamInstanceProfileAssociations", "Images", "InstanceCreditSpecifications"),
        ...each("ec2:Describe", "InstanceTypes", "Instances", "Tags", "Volumes", "VolumesModifications"),
      ),
    ],
    update: [
      on(
        instance,
        ...each("ec2:", "StartInstances", "StopInstances", "MonitorInstances", "UnmonitorInstances"),
        ...each("ec2:Modify", "InstanceAttribute", "InstanceMetadataOptions"),
        ...each("ec2:", "AssociateIamInstanceProfile", "DisassociateIamInstanceProfile"),
        "ec2:ReplaceIamInstanceProfileAssociation",
      ),
      on(made("volume"), "ec2:ModifyVolume"),
      on(ownTags("instance"), "ec2:CreateTags", "ec2:DeleteTags"),
      on(ownTags("volume"), "ec2:CreateTags", "ec2:DeleteTags"),
    ],
    delete: [on(instance, "ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:TerminateInstances")],
  },
];
