/** Releases that are each right alone, and that nothing could carry out. */
import type { Step } from "../../catalog/schema/path";
import type { PipelineCase } from "./bad-pipelines";
import type { Copy } from "./organization";

const feed = "services/price-feed.yaml";
const search = "services/search.yaml";
const web = "services/web.yaml";
const hello = "services/hello.yaml";

type Change = [file: string, path: Step[], value: unknown];
const apply = (changes: Change[]) => (copy: Copy) => {
  for (const [file, path, value] of changes) copy.set(file, path, value);
};
const strategy: Step[] = ["stages", 0, "rollout", "strategy"];
const standard = (value: string): Change => [search, ["deploy"], value];
/** As production has it. */
const gradual: Change[] = [
  [hello, ["stages", 0, "rollout"], { strategy: "linear" }],
  [hello, ["stages", 0, "approval"], true],
  [hello, ["target"], { kind: "lambda" }],
];
const migrate = { task: "migrate", command: ["migrate"] };

export const releaseCases: PipelineCase[] = [
  {
    title: "CodePipeline's own actions for a fleet, which has no choice",
    spoil: apply([[feed, ["deploy"], "standard"]]),
    good: apply([[feed, ["deploy"], "release"]]),
    file: feed,
    path: ["deploy"],
    value: "standard",
    remedy: /must be left out for a target ec2-in-place/,
  },
  {
    title: "the action ECS for another strategy than a rolling update",
    spoil: apply([standard("standard")]),
    good: apply([standard("standard"), [search, strategy, "rolling"]]),
    file: search,
    path: strategy,
    value: "blue-green",
    remedy: /must be rolling with deploy: standard/,
  },
  {
    title: "the action CodeDeployToECS for several images, of which it fills in one",
    spoil: apply([
      [web, ["deploy"], "standard"],
      [web, ["stages", 0], undefined],
      [web, ["target", "loadBalancer", "certificate", "test"], undefined],
      [web, ["stages", 0, "after"], undefined],
    ]),
    good: apply([
      [web, ["stages", 0], undefined],
      [web, ["target", "loadBalancer", "certificate", "test"], undefined],
      [web, ["stages", 0, "after"], undefined],
    ]),
    file: web,
    path: ["build", "images"],
    value: ["app", "proxy"],
    remedy: /must be one with deploy: standard/,
  },
  {
    title: "a task with CodePipeline's own actions, which make no revision for it",
    spoil: apply([standard("standard"), [search, strategy, "rolling"], [search, ["stages", 0, "before"], [migrate]]]),
    good: apply([
      [search, strategy, "rolling"],
      [search, ["stages", 0, "before"], [migrate]],
    ]),
    file: search,
    path: ["stages", 0, "before", 0, "task"],
    value: "migrate",
    remedy: /must be a build with deploy: standard/,
  },
  {
    title: "a task of a fleet",
    spoil: apply([[feed, ["stages", 0, "before"], [migrate]]]),
    good: apply([[search, ["stages", 0, "before"], [migrate]]]),
    file: feed,
    path: ["stages", 0, "before", 0, "task"],
    value: "migrate",
    remedy: /a target ec2-in-place runs no tasks/,
  },
  {
    title: "a task in a container that the service has not",
    spoil: apply([[search, ["stages", 0, "before"], [{ ...migrate, container: "web" }]]]),
    good: apply([[search, ["stages", 0, "before"], [{ ...migrate, container: "api" }]]]),
    file: search,
    path: ["stages", 0, "before", 0, "container"],
    value: "web",
    remedy: /must be one of the target's containers: api/,
  },
  {
    title: "a task that is another in another stage",
    spoil: apply([[web, ["stages", 1, "before"], [{ task: "migrate", container: "app", command: ["other"] }]]]),
    good: apply([[web, ["stages", 1, "before"], [{ task: "migrate", container: "app", command: ["app", "migrate"] }]]]),
    file: web,
    path: ["stages", 1, "before", 0, "task"],
    value: "migrate",
    remedy: /is a different step in stages\[0\]\.before\[0\] already/,
  },
  {
    title: "a function of an image outside the region that builds leave images in",
    spoil: apply([...gradual, [hello, ["stages", 0, "environment"], "prod"]]),
    good: apply([...gradual, [hello, ["stages", 0, "environment"], "prod-eu-west-1"]]),
    file: hello,
    path: ["stages", 0, "environment"],
    value: "prod",
    remedy: /is in eu-central-1, but Lambda takes images of its own region only.*with package zip/,
  },
];
