/**
 * `taskdef.json` of a build, which `CodeDeployToECS` registers as it is
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html): the service's own
 * containers with its own roles, and nothing of the machine that they run on.
 */
import { type DocumentProblem, problem } from "./problem";

export interface StandardTask {
  family: string;
  /** ARNs. */
  taskRole: string;
  executionRole: string;
}

/** The word that stands, in angle brackets, for the image of the release. */
export const imageWord = "IMAGE1_NAME";

/** Fields of another value than the checks below ask for are refused, and so is every field that is not here. */
const taskFields = [
  "family",
  "taskRoleArn",
  "executionRoleArn",
  "networkMode",
  "containerDefinitions",
  "volumes",
  "requiresCompatibilities",
  "cpu",
  "memory",
  "ephemeralStorage",
  "runtimePlatform",
  "tags",
];

/** None gives a container rights on its machine: those that do, among them `linuxParameters`, are looked into below. */
const containerFields = [
  "name",
  "image",
  "essential",
  "portMappings",
  "environment",
  "secrets",
  "command",
  "entryPoint",
  "workingDirectory",
  "user",
  "cpu",
  "memory",
  "memoryReservation",
  "startTimeout",
  "stopTimeout",
  "dependsOn",
  "restartPolicy",
  "healthCheck",
  "logConfiguration",
  "dockerLabels",
  "ulimits",
  "readonlyRootFilesystem",
  "mountPoints",
  "volumesFrom",
  "linuxParameters",
  "privileged",
];

/** Everything that is wrong with a task definition; `imageProblem` says what is wrong with the image of a container. */
export function lintStandardTask(
  document: unknown,
  { family, taskRole, executionRole }: StandardTask,
  imageProblem: (container: unknown, image: unknown) => string | undefined,
): DocumentProblem[] {
  if (!isObject(document)) return [problem(["{}"], undefined, "must be a task definition")];
  const exact = { family, taskRoleArn: taskRole, executionRoleArn: executionRole, networkMode: "awsvpc" };
  const containers = listOf(document["containerDefinitions"]);
  return [
    ...unknownFields([], document, taskFields),
    ...Object.entries(exact).flatMap(([key, value]) =>
      document[key] === value ? [] : [problem([key], document[key], `must be ${value}`)],
    ),
    ...(containers.length > 0 ? [] : [problem(["containerDefinitions"], undefined, "must have a container")]),
    ...containers.flatMap((container, index) => {
      const path = ["containerDefinitions", index];
      const { name, image, privileged, linuxParameters } = container;
      const wrong = imageProblem(name, image);
      return [
        ...unknownFields(path, container, containerFields),
        ...(wrong === undefined ? [] : [problem([...path, "image"], image, wrong)]),
        ...(privileged === undefined || privileged === false
          ? []
          : [problem([...path, "privileged"], privileged, "must be left out: it gives the container its machine")]),
        ...(linuxParameters === undefined
          ? []
          : unknownFields([...path, "linuxParameters"], linuxParameters, ["initProcessEnabled"])),
      ];
    }),
    ...listOf(document["volumes"]).flatMap((volume, index) => unknownFields(["volumes", index], volume, ["name"])),
  ];
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Entries of a list; what is no list, or no entry, stands as one without fields that are known. */
function listOf(value: unknown): Fields[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [{ "": value }];
  return value.map((entry: unknown) => (isObject(entry) ? entry : { "": entry }));
}

function unknownFields(path: (string | number)[], value: unknown, known: string[]): DocumentProblem[] {
  const fields = isObject(value) ? Object.keys(value) : [""];
  return fields
    .filter((key) => !known.includes(key))
    .map((key) =>
      problem([...path, key], undefined, "is not the build's to choose; leave it out, or use deploy: release"),
    );
}
