/** Checks of the services: names, sources, builds, stages, targets and rollouts. */
import type { Files } from "../files";
import { limits } from "../naming";
import { pathText } from "../schema/path";
import type { ServiceSettings } from "../schema/service";
import { stagesIn } from "../tracks";
import type { Problem } from "../types";
import type { Add } from "./add";
import { checkBuilds } from "./builds";
import { checkChain } from "./chain";
import { checkReleases } from "./releases";
import { checkSources, madeRepositories } from "./sources";
import { checkStages } from "./stages";
import { checkTarget } from "./targets";
import { checkEntryVariables } from "./variables";

/** Second words of the platform's roles: catalog/naming.ts. */
const reserved = ["pipeline"];

export function checkServices(files: Files): Problem[] {
  return files.services.flatMap((service) => {
    const { file, name, settings } = service;
    const problems: Problem[] = [];
    const add: Add = (path, value, message) => problems.push({ file, path: pathText(path), value, message });
    if (!new RegExp(`^(?=.{1,${limits.service}}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$`).test(name)) {
      const rule = `1 to ${limits.service} of a-z, 0-9 and single hyphens inside, beginning with a letter`;
      add([], name, `must be named services/<name>.yaml, where <name> is ${rule}; rename it`);
    }
    if (reserved.includes(name)) {
      add([], name, `must not be named ${name}: that word is part of Slipway's own names; rename the file`);
    }
    if (settings) {
      checkSources(files, settings, add);
      checkBuilds(files, name, settings, add);
      checkStages(files, settings, add);
      checkEntryVariables(settings, add);
      checkRepositories(files, name, settings, add);
      checkChain(files, name, settings, add);
      checkImage(files, settings, add);
      checkReleases(files, settings, add);
      checkTarget(files, name, settings, add);
    }
    return problems;
  });
}

/** A repository is made by one source of one service; the others find it. */
function checkRepositories({ services }: Files, name: string, settings: ServiceSettings, add: Add): void {
  const makers = services.flatMap((service) =>
    service.settings ? madeRepositories(service.settings).map((made) => ({ ...made, service })) : [],
  );
  for (const { repository, path } of madeRepositories(settings)) {
    const first = makers.find((each) => each.repository === repository)!;
    if (first.service.name === name && pathText(first.path) === pathText(path)) continue;
    const where = `${first.service.file}: ${pathText(first.path)}`;
    add(path, repository, `is made by ${where} already; write create: false here`);
  }
}

function checkImage({ environments }: Files, { target, stages }: ServiceSettings, add: Add): void {
  if (target.kind !== "ec2-in-place" || target.ami === undefined) return;
  const regions = stages
    .flatMap(stagesIn)
    .map((stage) => environments.find(({ name }) => name === stage.environment)?.settings?.region);
  const used = [...new Set(regions.filter((region) => region !== undefined))];
  if (used.length < 2) return;
  const message = `is an image of one region, but the stages are in ${used.join(" and ")}; leave it out, or make two services`;
  add(["target", "ami"], target.ami, message);
}
