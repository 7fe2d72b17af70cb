/** The provider of Pulumi Cloud: its settings, and the token that only the laptop takes. */
import { type CheckFailure, type Properties, unknown } from "./types";

/**
 * In the place of an access token on the laptop. It opens nothing: the stand-in takes this and no other, so that a
 * real token never reaches the laptop unnoticed.
 */
export const laptopAccessToken = "slipway-laptop-placeholder";

/** What the engine itself adds to a provider's inputs, and the stand-in's own mark. */
const engines = new Set([
  "version",
  "pluginDownloadURL",
  "pluginChecksums",
  "parameterization",
  "__internal",
  "slipwayLaptop",
]);

/**
 * Everything that is wrong with the inputs of a `pulumiservice` provider. A token among them would lie in the state;
 * and without `apiUrl` the SDK takes the engine's backend, which on our stacks is a bucket.
 */
export function checkPulumiCloudProvider(inputs: Properties): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  for (const name of Object.keys(inputs)) {
    if (name === "apiUrl" || name === "accessToken" || engines.has(name)) continue;
    fail(name, `"${name}" is not a property of the provider; properties are those of pulumiservice.ProviderArgs.`);
  }
  if (inputs["accessToken"] !== undefined) {
    fail("accessToken", "would be kept in the state; leave it out: the provider reads PULUMI_ACCESS_TOKEN.");
  }
  const { apiUrl } = inputs;
  if (apiUrl !== unknown && !/^https:\/\/[^/]+\/?$/.test(String(apiUrl ?? ""))) {
    fail("apiUrl", `"${apiUrl ?? ""}" is not the https address of Pulumi Cloud; give https://api.pulumi.com.`);
  }
  return failures;
}
