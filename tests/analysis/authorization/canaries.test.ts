import assert from "node:assert/strict";
import type { Proof } from "../../../analysis/authorization";
import { assertRefused, organizationGraph, organizationProofs, withoutGrant } from "./organization-graph";

const role = "globex-search-test-synthetic";

describe("requests of canaries", function () {
  this.timeout(120_000);
  let proofs: Proof[];

  before(async () => {
    proofs = await organizationProofs();
  });

  const byCanary = ({ request }: Proof) =>
    request.request.caller.kind === "principal" && request.request.caller.arn.endsWith(`/services/${role}`);

  it("are all allowed: log, results, metrics, and the way into the network", () => {
    const asked = proofs.filter(byCanary);
    const actions = new Set(asked.map(({ request }) => request.request.action));
    for (const action of [
      "logs:PutLogEvents",
      "s3:PutObject",
      "cloudwatch:PutMetricData",
      "ec2:CreateNetworkInterface",
    ]) {
      assert.ok(actions.has(action), action);
    }
    assert.deepEqual(
      asked.filter(({ verdict }) => verdict.verdict !== "allowed").map(({ request }) => request.id),
      [],
    );
  });

  for (const action of ["s3:PutObject", "cloudwatch:PutMetricData", "s3:ListBucket"]) {
    it(`are refused without ${action}, and nothing else is`, async () => {
      const graph = withoutGrant(await organizationGraph(), role, action);
      const statement = { "s3:PutObject": ["s3:GetObject"], "s3:ListBucket": ["s3:GetBucketLocation"] }[action] ?? [];
      assertRefused(
        graph,
        proofs,
        (proof) => byCanary(proof) && [action, ...statement].includes(proof.request.request.action),
        { verdict: "missing", sides: ["identity policy"] },
      );
    });
  }
});
