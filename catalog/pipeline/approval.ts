/** A person's decision before a wave: what runs now, the question, and that nobody approves a change of their own. */
import type { Approval, Wave } from "../service-types";
import { candidateDigest, execution, gateAction, namedEnvironments } from "./gates";
import type { PipelineAction } from "./model";
import type { PipelinePlace } from "./place";
import { commitPage, revisionOf } from "./sources";

/** Actions that stand before a wave's environments, one after the other; none without an approval. */
export function approvalActions(place: PipelinePlace, wave: Wave, stage: string): PipelineAction[] {
  const { approval } = wave;
  if (!approval) return [];
  const { catalog, service, track } = place;
  const { names } = catalog;
  const environments = namedEnvironments(wave);
  const namespace = `Previous-${wave.name}`;
  // An object or image has no author to compare with.
  const authored = track.sources.some(({ kind }) => kind === "connection" || kind === "codecommit");
  const actions = [
    ...(environments
      ? [
          gateAction(place, {
            name: "Previous",
            runOrder: 1,
            namespace,
            request: { gate: "previous", releases: names.releasesPath(service.name), environments },
          }),
        ]
      : []),
    approve(place, wave, approval, environments ? ` Now: #{${namespace}.Digests}.` : ""),
    ...(authored
      ? [
          gateAction(place, {
            name: "Approver",
            runOrder: 1,
            request: {
              gate: "approver",
              pipeline: names.pipeline(service.name, track.name),
              execution,
              stage,
              action: "Approve",
            },
          }),
        ]
      : []),
  ];
  return actions.map((action, index) => ({ ...action, runOrder: index + 1 }));
}

/** `now`: what it would replace, as a sentence, or nothing. */
function approve(place: PipelinePlace, wave: Wave, { audience, minutes }: Approval, now: string): PipelineAction {
  const { catalog, track, accountId, region, partition } = place;
  const [first, ...more] = wave.stages.map(({ environment }) => environment);
  const where = more.length === 0 ? first : `${more.length + 1} environments of ${wave.name}`;
  const page = commitPage(place, track.sources[0]);
  return {
    name: "Approve",
    category: "Approval",
    owner: "AWS",
    provider: "Manual",
    version: "1",
    accountId,
    region,
    runOrder: 1,
    inputs: [],
    outputs: [],
    configuration: {
      NotificationArn: `arn:${partition}:sns:${region}:${accountId}:${catalog.names.topic(audience)}`,
      CustomData: `Deploy ${revisionOf(track.sources[0]).text}, artifact ${candidateDigest}, to ${where}.${now}`,
      ...(page ? { ExternalEntityLink: page } : {}),
    },
    timeoutMinutes: minutes,
  };
}
