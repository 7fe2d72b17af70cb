/** Checks of what all pipelines share: connections, audiences, and caches of base images. */
import { type Files, toolchainFile } from "../files";
import { limits } from "../quota/limits";
import { partitionOf } from "../regions";
import { pathText } from "../schema/path";
import { didYouMean } from "../suggest";
import type { Problem } from "../types";
import { credentialPrefix, upstreamOf, upstreams } from "../upstreams";
import type { Add } from "./add";

type Toolchain = NonNullable<Files["toolchain"]>;

export function checkToolchain(files: Files): Problem[] {
  const { toolchain } = files;
  if (!toolchain) return [];
  const problems: Problem[] = [];
  const add: Add = (path, value, message) =>
    problems.push({ file: toolchainFile, path: pathText(["config", "slipway:toolchain", ...path]), value, message });
  checkConnections(files, toolchain, add);
  checkAudiences(toolchain, add);
  checkBaseImages(toolchain, add);
  return problems;
}

function checkConnections({ project }: Files, { connections }: Toolchain, add: Add): void {
  const organization = project?.config["slipway:organization"].value;
  if (!organization) return;
  const { home, accounts } = organization;
  const wanted: [part: number, what: string, value: string | undefined][] = [
    [1, "partition", partitionOf(home)],
    [3, "region", home],
    [4, "account", accounts["toolchain"]],
  ];
  for (const [name, { arn }] of Object.entries(connections)) {
    for (const [part, what, value] of wanted) {
      const found = arn?.split(":")[part];
      if (found === undefined || value === undefined || found === value) continue;
      const message = `is in ${what} ${found}, and the pipelines are in ${value}; name a connection there, or leave arn out`;
      add(["connections", name, "arn"], arn, message);
    }
  }
}

type Audience = Toolchain["notifications"][string];

/** A Slack channel, or a team of Microsoft Teams, has one configuration, which names its topics. */
const channels: { path: string[]; of: (audience: Audience) => string | undefined }[] = [
  { path: ["slack", "channelId"], of: ({ slack }) => slack?.channelId },
  { path: ["teams", "teamId"], of: ({ teams }) => teams?.teamId.toLowerCase() },
];

function checkAudiences({ notifications }: Toolchain, add: Add): void {
  const audiences = Object.entries(notifications);
  for (const { path, of } of channels) {
    audiences.forEach(([name, audience], index) => {
      const value = of(audience);
      const first = audiences.findIndex(([, each]) => of(each) === value);
      if (value === undefined || first === index) return;
      const message = `is in the audience ${audiences[first]![0]} already, and AWS takes one; give that audience the events of both`;
      add(["notifications", name, ...path], value, message);
    });
  }
  for (const [name, { events, email }] of audiences) {
    once(events, ["notifications", name, "events"], add);
    once(
      email.map((each) => each.toLowerCase()),
      ["notifications", name, "email"],
      add,
    );
  }
}

function once(values: string[], path: string[], add: Add): void {
  values.forEach((value, index) => {
    const first = values.indexOf(value);
    if (first !== index) add([...path, index], value, `is [${first}] already; remove one of them`);
  });
}

/** What a cache asks for, as components/toolchain/base-images.ts says it. */
function checkBaseImages({ baseImages }: Toolchain, add: Add): void {
  const entries = Object.entries(baseImages);
  const most = limits.pullThroughRulesPerRegistry.value;
  if (entries.length > most) {
    add(["baseImages"], entries.length, `are more than the ${most} that a registry caches; remove some`);
  }
  entries.forEach(([name, { upstream, credential }], index) => {
    const path = ["baseImages", name];
    const known = upstreamOf(upstream);
    const hosts = Object.keys(upstreams);
    if (!known) {
      const message = `must be a registry that ECR can cache: ${hosts.join(", ")} or <name>.azurecr.io.${didYouMean(upstream, hosts)}`;
      add([...path, "upstream"], upstream, message);
    } else if (known.credential && credential === undefined) {
      const message = `is missing: ${upstream} asks for a user name and token. Store them as username and accessToken in a secret whose name begins with ${credentialPrefix}, and name it here`;
      add([...path, "credential"], undefined, message);
    } else if (!known.credential && credential !== undefined) {
      add([...path, "credential"], credential, `must be left out: ${upstream} needs none`);
    }
    const first = entries.findIndex(([, each]) => each.upstream === upstream);
    if (first !== index) {
      add([...path, "upstream"], upstream, `is cached as ${entries[first]![0]} already; remove one of them`);
    }
  });
}
