/** Checks of the containers of a task: names, images, ports, what gets the traffic, variables and secrets. */
import { looksSecret } from "../buildspec/secret";
import type { Files } from "../files";
import { trafficContainer } from "../rollout/declared";
import type { BuildSettings } from "../schema/build";
import type { EcsSettings } from "../schema/ecs";
import type { Step } from "../schema/path";
import { didYouMean } from "../suggest";
import type { RuntimeSecret } from "../target-types";
import type { Add } from "./add";
import { checkOwner, checkVariable } from "./builds";

type Images = BuildSettings["images"];

export function checkContainers(
  files: Files,
  service: string,
  images: Images,
  { containers, traffic }: EcsSettings,
  add: Add,
): void {
  containers.forEach((container, index) => {
    const path = ["target", "containers", index];
    const first = containers.findIndex(({ name }) => name === container.name);
    if (first !== index) add([...path, "name"], container.name, `is the name of [${first}] already; rename one`);
    // The containers of a task have one network interface.
    const other = containers.findIndex(({ port }) => port !== undefined && port === container.port);
    if (container.port !== undefined && other !== index) {
      add(
        [...path, "port"],
        container.port,
        `is the port of [${other}] already; the containers of a task share theirs`,
      );
    }
    checkImage(images, container.image ?? container.name, [...path, "image"], add);
    checkVariables(files, service, container, path, add);
  });
  if (!containers.some(({ essential }) => essential)) {
    add(["target", "containers"], false, "must have an essential container: a task without one never ends");
  }
  checkTrafficChoice(containers, traffic, add);
}

/** The image that runs is one that the service's own build made, by its digest. */
export function checkImage(images: Images, image: string, path: Step[], add: Add): void {
  const made = images.map(({ name }) => name);
  if (made.includes(image)) return;
  const remedy = made.length === 0 ? "add build.images" : `it makes ${made.join(", ")}`;
  add(path, image, `is no image that the service's build makes: ${remedy}.${didYouMean(image, made)}`);
}

function checkTrafficChoice(containers: EcsSettings["containers"], named: string | undefined, add: Add): void {
  const open = containers.filter(({ port }) => port !== undefined).map(({ name }) => name);
  const chosen = trafficContainer(containers, named);
  if (!chosen && named !== undefined) {
    const known = open.length === 0 ? "none has one" : `with a port: ${open.join(", ")}`;
    add(["target", "traffic"], named, `is no container with a port; ${known}.${didYouMean(named, open)}`);
  } else if (open.length === 0) {
    add(["target", "containers"], undefined, "have no port: give port to the container that gets the traffic");
  } else if (!chosen) {
    const message = `is missing: ${open.join(" and ")} have ports, and one of them gets the traffic; name it`;
    add(["target", "traffic"], undefined, message);
  } else if (!chosen.essential) {
    const index = containers.indexOf(chosen);
    const message = "must be true: the container gets the traffic, and the task would go on without it";
    add(["target", "containers", index, "essential"], false, message);
  }
}

interface Variables {
  environment: Record<string, string>;
  secrets: Record<string, RuntimeSecret>;
}

/** What a task or a function gets: nothing secret in clear text, and only what is the service's to read. */
export function checkVariables(
  files: Files,
  service: string,
  { environment, secrets }: Variables,
  path: Step[],
  add: Add,
): void {
  for (const [name, value] of Object.entries(environment)) {
    if (name in secrets) add([...path, "environment", name], "(not shown)", "is among secrets as well; remove one");
    if (!looksSecret(name, value)) continue;
    const message = `looks like a secret in clear text; move it to secrets: { ${name}: { secret: acme/${service}/token } }`;
    add([...path, "environment", name], "(not shown)", message);
  }
  for (const [name, reference] of Object.entries(secrets)) {
    const here = [...path, "secrets", name];
    checkVariable(files, name, reference, here, add);
    checkOwner(files, service, reference, here, add);
    checkKey(files, reference, here, add);
  }
}

/** The boundary of services' roles opens no other: components/account/boundary.ts. */
function checkKey({ project }: Files, { key }: RuntimeSecret, path: Step[], add: Add): void {
  const prefix = project?.config["slipway:organization"].value.prefix;
  if (key === undefined || prefix === undefined || key.startsWith(`alias/${prefix}/`)) return;
  const message = `must begin with alias/${prefix}/: the boundary of Slipway's roles lets nobody use another; give the key a further alias`;
  add([...path, "key"], key, message);
}
