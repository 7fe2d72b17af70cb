import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf, type Properties, type Value } from "../../values";

const instance = "aws:ec2/instance:Instance";
const template = "aws:ec2/launchTemplate:LaunchTemplate";
const volume = "aws:ebs/volume:Volume";

/**
 * Volumes are encrypted: those of their own, those of instances, and those of launch templates.
 *
 * Service: ec2. Severity: high. Topics: encryption.
 */
export const ec2VolumeIsEncrypted: ResourceRule = {
  name: "ec2-volume-is-encrypted",
  description: "Volumes are encrypted: those of their own, those of instances, and those of launch templates.",
  level: "mandatory",
  severity: "high",
  service: "ec2",
  topics: ["encryption"],
  frameworks: ["SecurityHub EC2.3"],
  source: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
  remedy: "Set encrypted to true.",
  unknowns: "An unknown setting is judged in the update. An image that is encrypted itself needs to say so, too.",
  types: [instance, template, volume],
  check({ type, props }, report) {
    for (const [where, each] of volumesOf(type, props)) {
      const encrypted = at(each, "encrypted");
      if (isUnknown(each) || isUnknown(encrypted)) report.undecided(where);
      // Launch templates have it as text.
      else if (String(encrypted) !== "true") report.violation(`${where} is not encrypted.`);
    }
  },
};

function volumesOf(type: string, props: Properties): Array<[string, Value]> {
  if (type === volume) return [["The volume", props]];
  if (type === instance) {
    return [
      ["rootBlockDevice", props["rootBlockDevice"] ?? {}],
      ...listOf(props["ebsBlockDevices"]).map((each, index): [string, Value] => [`ebsBlockDevices[${index}]`, each]),
    ];
  }
  return listOf(props["blockDeviceMappings"]).flatMap((each, index): Array<[string, Value]> => {
    const ebs = at(each, "ebs");
    return ebs === undefined ? [] : [[`blockDeviceMappings[${index}].ebs`, ebs]];
  });
}
