/** The version of a release: the function's code is put in place, then published with the configuration it has. */
import { imageProblem } from "../../catalog/deploy-documents/image";
import { errorName, Refusal } from "../gates/refusal";
import { approvedContent } from "./check";
import { lookBack } from "./look-back";
import { failed, type StepResult, waiting } from "./result";
import type { State } from "./state";
import type { LambdaTarget } from "./target";
import type { Content, LambdaFunction, World, ZipCode } from "./world";

/** Seconds between two looks at a function that takes new code. */
const updateSeconds = 5;

/** Another request was faster: the function has changed, or is changing. */
const changed = ["PreconditionFailedException", "ResourceConflictException"];

export async function prepareFunction(state: State, world: World, target: LambdaTarget): Promise<StepResult> {
  const { lambda } = world;
  const code = codeOf(target, await approvedContent(world));
  const found = await lambda.function(target.function);
  if (found.lastUpdate === "InProgress" || found.state === "Pending") {
    return waiting(state, `the function ${target.function} to take its update`, updateSeconds);
  }
  try {
    if (!has(found, code)) return await update(state, world, target, found, code);
    if (found.lastUpdate === "Failed" || found.state === "Failed") {
      return failed(
        state,
        `The function ${target.function} cannot run the code: ${found.lastUpdateReason ?? "no reason given"}.`,
      );
    }
    const version = await lambda.publish(target.function, found);
    const after = await lookBack(state, world, target);
    const { asked: _, ...rest } = state;
    return { state: { ...rest, phase: "start", revision: version, code: nameOf(code), after }, wait: 0 };
  } catch (error) {
    if (!changed.includes(errorName(error))) throw error;
    return waiting(state, `the function ${target.function} to take another change`, updateSeconds);
  }
}

type Code = { image: string } | { zip: ZipCode };

/** Throws a `Refusal` when the release was not handed what the function is made of. */
function codeOf({ image, function: name }: LambdaTarget, { images, zip }: Content): Code {
  if (image === undefined) {
    if (zip && /^sha256:[0-9a-f]{64}$/.test(zip.digest)) return { zip };
    throw new Refusal(
      `The release was handed no zip with its digest for the function ${name}. Release it by its pipeline, or by the ` +
        "digest of what an environment has run.",
    );
  }
  const found = images[image];
  const wrong = found === undefined ? "is missing; add it to the service's build.images" : imageProblem(found);
  if (wrong) throw new Refusal(`The image ${image} of the function ${name} ${wrong}.`);
  return { image: found! };
}

async function update(
  state: State,
  { lambda }: World,
  target: LambdaTarget,
  { revision }: LambdaFunction,
  code: Code,
): Promise<StepResult> {
  if (state.asked) {
    return failed(
      state,
      `Another release put other code into ${target.function} before this one could publish it. ` +
        "See which of them is to run, then retry the stage.",
    );
  }
  await lambda.updateCode(target.function, code, revision);
  return waiting({ ...state, asked: true }, `the function ${target.function} to take the code`, updateSeconds);
}

function has({ image, codeSha256 }: LambdaFunction, code: Code): boolean {
  if ("image" in code) return image === code.image;
  return codeSha256 === Buffer.from(code.zip.digest.slice("sha256:".length), "hex").toString("base64");
}

function nameOf(code: Code): string {
  return "image" in code ? code.image : code.zip.digest;
}
