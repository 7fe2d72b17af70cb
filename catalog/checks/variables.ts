/** Checks of variables that a stage asks for before a run enters: an earlier action must give them. */
import { candidateNamespace } from "../pipeline/gates";
import { namespaceOf } from "../pipeline/sources";
import { variablesIn } from "../pipeline/variables";
import type { ServiceSettings } from "../schema/service";
import { didYouMean } from "../suggest";
import { listOf, sourceActionNames } from "../tracks";
import type { Add } from "./add";

/** What a source gives out by its kind is checked with the pipeline's model: catalog/pipeline/variables.ts. */
export function checkEntryVariables(settings: ServiceSettings, add: Add): void {
  const sources = sourceActionNames(listOf(settings.source)).map((name) => namespaceOf({ name }));
  const builds = settings.build.images.length > 0 ? ["BuildVariables", "ImagesVariables"] : ["BuildVariables"];
  const known = [...sources, ...builds, candidateNamespace, "codepipeline"];
  settings.stages.forEach(({ variables }, index) => {
    variables.forEach(({ variable }, at) => {
      const namespace = variablesIn(variable)[0]?.namespace;
      if (namespace === undefined || known.includes(namespace)) return;
      const message = `has no earlier action that gives ${namespace}.${didYouMean(namespace, known)} Known: ${known.join(", ")}.`;
      add(["stages", index, "variables", at, "variable"], variable, message);
    });
  });
}
