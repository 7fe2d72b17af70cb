/**
 * A revision's task definition from its template: what DescribeTaskDefinition answers, as RegisterTaskDefinition
 * takes it, with the images that are released
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html).
 */
import { imageProblem } from "./image";
import { type DocumentProblem, problem, refuse } from "./problem";

export interface PortMapping {
  containerPort?: number;
  [setting: string]: unknown;
}

export interface ContainerDefinition {
  name: string;
  image?: string;
  portMappings?: PortMapping[];
  [setting: string]: unknown;
}

export interface Tag {
  key: string;
  value: string;
}

/** What RegisterTaskDefinition takes. */
export interface TaskDefinition {
  family: string;
  containerDefinitions: ContainerDefinition[];
  tags?: Tag[];
  [setting: string]: unknown;
}

/** Fields that AWS adds to its answer and does not take. */
export const describeOnly: readonly string[] = [
  "taskDefinitionArn",
  "revision",
  "status",
  "requiresAttributes",
  "compatibilities",
  "registeredAt",
  "registeredBy",
  "deregisteredAt",
  "deleteRequestedAt",
];

/** Fields that both have. */
const taken: readonly string[] = [
  "family",
  "taskRoleArn",
  "executionRoleArn",
  "networkMode",
  "containerDefinitions",
  "volumes",
  "placementConstraints",
  "requiresCompatibilities",
  "cpu",
  "memory",
  "pidMode",
  "ipcMode",
  "proxyConfiguration",
  "inferenceAccelerators",
  "ephemeralStorage",
  "runtimePlatform",
  "enableFaultInjection",
];

export interface Revision {
  /** `taskDefinition` of the answer of DescribeTaskDefinition. */
  described: Record<string, unknown>;
  /** `tags` of the same answer; those of AWS's own, `aws:...`, are left out. */
  tags?: readonly Tag[];
  /** Family that the revision is registered in. */
  family: string;
  /** Image by container, each by digest. */
  images: Readonly<Record<string, string>>;
  /**
   * The image that stands for all that releases bring. A container that `images` leaves out keeps the template's
   * image, unless that is this one. Default: every container must be given an image.
   */
  placeholder?: string;
}

/**
 * The definition to register. Throws one `DocumentError` with every problem: a container of `images` that the template
 * has not, one without an image, an image without a digest, a field that this program does not know.
 */
export function revisionOf({ described, tags = [], family, images, placeholder }: Revision): TaskDefinition {
  const given = containersOf(described);
  const containers = given.map((container) => ({ ...container, image: images[container.name] ?? container.image }));
  refuse(`The task definition of ${family}`, [
    ...fieldProblems(described),
    ...unknownContainers(given, images),
    ...containers.flatMap(({ name, image }, index) => {
      const kept = !Object.hasOwn(images, name);
      return imageProblems(["containerDefinitions", index], name, image, kept, placeholder);
    }),
  ]);
  const settings = Object.entries(described).filter(([key, value]) => taken.includes(key) && value !== undefined);
  const own = tags.filter(({ key }) => !key.startsWith("aws:"));
  return {
    ...Object.fromEntries(settings),
    family,
    containerDefinitions: containers,
    ...(own.length > 0 ? { tags: own.map(({ key, value }) => ({ key, value })) } : {}),
  };
}

export function containersOf(described: Record<string, unknown>): ContainerDefinition[] {
  return (described["containerDefinitions"] ?? []) as ContainerDefinition[];
}

/** A field that was dropped would change what runs without a word. */
function fieldProblems(described: Record<string, unknown>): DocumentProblem[] {
  const given = Object.keys(described).filter((key) => described[key] !== undefined);
  const unknown = given.filter((key) => !taken.includes(key) && !describeOnly.includes(key));
  const problems = unknown.map((key) =>
    problem([key], undefined, "is a field that this program does not know and would lose; update Slipway"),
  );
  if (containersOf(described).length > 0) return problems;
  return [...problems, problem(["containerDefinitions"], undefined, "has no container; the template needs one")];
}

function unknownContainers(containers: ContainerDefinition[], images: Revision["images"]): DocumentProblem[] {
  const names = containers.map(({ name }) => name);
  return Object.keys(images)
    .filter((name) => !names.includes(name))
    .map((name) => problem(["images", name], images[name], `is for no container; there are ${names.join(", ")}`));
}

function imageProblems(
  path: (string | number)[],
  name: string,
  image: string | undefined,
  kept: boolean,
  placeholder: string | undefined,
): DocumentProblem[] {
  if (kept && (placeholder === undefined || image === placeholder)) {
    return [problem([...path, "image"], image, `the release brings no image for the container ${name}; add it`)];
  }
  const wrong = imageProblem(image);
  return wrong === undefined ? [] : [problem([...path, "image"], image, wrong)];
}
