/** The tests' organisation with its environment `test` in Pulumi Cloud, and a second one there that expires. */
import { stringify } from "yaml";
import type { Catalog } from "../../../catalog/types";
import { type Copy, withCopy } from "../organization";

const environment = (...path: string[]) => ["config", "slipway:environment", ...path];

export const expiry = "2027-03-31T18:00:00Z";

/** Services that it does without: the trust of an account in Pulumi Cloud names each stack, and takes seven or so. */
const tooMany = ["hello", "quotes", "search", "web"];

/** Puts `test` into Pulumi Cloud; with `settings` beside what the file must have. */
export function toCloud(copy: Copy, settings: object = {}): Copy {
  const deployments = { organization: "globex", repository: "globex/release", ...settings };
  return tooMany
    .reduce((less, service) => less.remove(`services/${service}.yaml`), copy)
    .write("Pulumi.deployments.yaml", stringify({ config: { "slipway:deployments": deployments } }))
    .set("Pulumi.test.yaml", environment("backend"), "cloud")
    .set("Pulumi.yaml", ["config", "slipway:organization", "value", "federation", "platform", "accounts"], ["live"]);
}

/** Adds `review` in another region of the same account. */
export function withReview(copy: Copy): Copy {
  const review = {
    account: "test",
    region: "eu-central-1",
    backend: "cloud",
    expires: expiry,
    network: { cidr: "172.18.0.0/16", zones: 2 },
  };
  return copy.write("Pulumi.review.yaml", stringify({ config: { "slipway:environment": review } }));
}

export function cloudCatalog(settings: object = {}, spoil: (copy: Copy) => Copy = (copy) => copy): Catalog {
  return withCopy((copy) => spoil(toCloud(copy, settings)).load());
}
