/** Checks of the pipelines that the files amount to: sizes of the services' own, and the model as a whole. */
import type { Files } from "../files";
import { planDelivery } from "../pipeline/delivery";
import type { PipelineModel } from "../pipeline/model";
import { validatePipeline } from "../pipeline/validate";
import { quotaMessage } from "../quota/problem";
import { pathText, type Step } from "../schema/path";
import type { StageOrWave } from "../schema/stages";
import type { Catalog, Problem } from "../types";

/** Longest name of a bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const longestBucket = 63;

export function checkPipelines(catalog: Catalog, { services }: Pick<Files, "services">): Problem[] {
  return catalog.services.flatMap((service) => {
    const { file, mode } = service;
    const entries = services.find(({ name }) => name === service.name)?.settings?.stages ?? [];
    return service.tracks.flatMap((track): Problem[] => {
      const { model, problems } = planDelivery(catalog, service, track);
      if (problems.length > 0) {
        return problems.map((problem) => ({
          file,
          path: "stages",
          value: problem.used,
          message: `make a pipeline ${model.name} that is too large: ${quotaMessage(problem)}`,
        }));
      }
      const buckets = model.stores
        .filter(({ bucket }) => bucket.length > longestBucket)
        .map(({ bucket }) => ({
          file,
          path: "mode",
          value: mode,
          message: `makes a bucket ${bucket} of ${bucket.length} characters, and S3 takes ${longestBucket}; use shorter names of service or account`,
        }));
      const found = validatePipeline(model).map(({ path, value, message }) => {
        const steps = inFile(model, path, entries);
        // A variable is the file's own words; anything else is told apart by the place in the pipeline only.
        const own = steps.at(-1) === "variable";
        const said = own ? message : `makes a pipeline ${model.name} whose ${path} ${message}`;
        return { file, path: pathText(steps), value, message: said };
      });
      return [...buckets, ...found];
    });
  });
}

/** Where the file says what stands at a path of the model, as near as can be told. */
function inFile(model: PipelineModel, path: string, entries: StageOrWave[]): Step[] {
  const [, stageIndex, rest = ""] = /^stages\[(\d+)\](.*)$/.exec(path) ?? [];
  const stage = stageIndex === undefined ? undefined : model.stages[Number(stageIndex)];
  const entry = entries.findIndex((each) => ("wave" in each ? each.wave : each.environment) === stage?.wave);
  if (stage && entry < 0) return [stageIndex === "0" ? "source" : "build"];
  if (!stage) return ["stages"];
  const rule = /^\.beforeEntry\.rules\[(\d+)\]/.exec(rest)?.[1];
  const variable = rule && /^Variable(\d+)$/.exec(stage.beforeEntry!.rules[Number(rule)]!.name)?.[1];
  return variable ? ["stages", entry, "variables", Number(variable) - 1, "variable"] : ["stages", entry];
}
