import assert from "node:assert/strict";
import { storeIn } from "../../../catalog/pipeline/zip-copies";
import { entering } from "../../../functions/release/enter";
import type { Call, Place } from "../../../functions/release/sdk";
import { beginning, encode } from "../../../functions/release/state";
import { step } from "../../../functions/release/step";
import { nearOf } from "../../../functions/release/zip-copy";
import { awsError } from "./world/clock";
import { digestIn, home, otherDigest, type Regions, regions, servedDigest, storeOf } from "./world/regions";
import { at, Killed, released, summary } from "./world/run";

const afar = "eu-west-1";
const hex = digestIn("code").slice("sha256:".length);
const copyKey = `releases/${hex}.zip`;

/** Points at which a release could be killed. */
async function points(): Promise<number> {
  const of = regions(afar);
  let count = 0;
  of.cloud.around = () => {
    count += 1;
  };
  await released(of.cloud, of.world());
  return count;
}

const run = (of: Regions, from?: string, kept?: string[]) => released(of.cloud, of.world(), from, kept);

describe("a release of a zip to a function of another region", () => {
  it("copies the zip into the store of that region first, and gives Lambda that very version", async () => {
    const of = regions(afar);
    assert.match(summary(await run(of)), /^passed/);
    assert.equal(servedDigest(of), of.zip.digest);
    assert.deepEqual(of.taken, { bucket: storeOf(afar), key: copyKey, version: "1", digest: of.zip.digest });
    const [copy, ...more] = of.copies;
    assert.deepEqual(more, []);
    assert.equal(copy!.region, afar);
    assert.deepEqual(copy!.input, {
      Bucket: storeOf(afar),
      Key: copyKey,
      CopySource: `${storeOf(home)}/acme-orders/Build%20Output/x%2B1`,
      ChecksumAlgorithm: "SHA256",
      MetadataDirective: "REPLACE",
      TaggingDirective: "REPLACE",
    });
  });

  it("records where the build left it, so that it can be released to every region again", async () => {
    const of = regions(afar);
    await run(of);
    assert.deepEqual(of.cloud.record!.zip, of.zip);
  });

  it("copies nothing again for a function that has the code", async () => {
    const of = regions(afar);
    await run(of);
    assert.match(summary(await run(of)), /nothing was to do/);
    assert.equal(of.copies.length, 1);
  });

  it("goes on after it was killed at any step, from the state kept or from the beginning", async () => {
    const count = await points();
    assert.ok(count > 15, `${count} points`);
    for (let point = 0; point < count; point += 1) {
      for (const remembers of [true, false]) {
        const of = regions(afar);
        const kept: string[] = [];
        at(of.cloud, point, () => {
          throw new Killed();
        });
        await assert.rejects(run(of, undefined, kept), Killed, `point ${point}`);
        of.cloud.around = undefined;
        of.cloud.clock.advance(120);
        const where = `killed at point ${point}, ${remembers ? "with" : "without"} its state`;
        assert.match(summary(await run(of, remembers ? kept.at(-1) : undefined)), /^passed/, where);
        assert.equal(servedDigest(of), of.zip.digest, where);
        assert.equal(of.cloud.rollouts(), 1, where);
        assert.ok(of.copies.length <= 2, where);
      }
    }
  });

  it("ends in one rollout when two run at once, wherever the second comes in", async () => {
    const count = await points();
    for (let point = 0; point < count; point += 1) {
      const of = regions(afar);
      let second = beginning(of.world().request.digest, of.cloud.clock.now());
      at(of.cloud, point, async () => {
        // As far as it comes without waiting.
        for (let wait = 0; wait === 0; ) {
          const result = await step(second, of.world());
          second = result.state;
          wait = result.done ? 1 : (result.wait ?? 0);
        }
      });
      assert.match(summary(await run(of)), /^passed/, `the first at point ${point}`);
      of.cloud.around = undefined;
      assert.match(summary(await run(of, encode(second))), /^passed/, `the second at point ${point}`);
      assert.equal(servedDigest(of), of.zip.digest, `at point ${point}`);
      assert.equal(of.cloud.rollouts(), 1, `at point ${point}`);
    }
  });

  it("asks again when S3 throttles or fails, and ends with the error where no try would help", async () => {
    const failing = (error: Error) => {
      const of = regions(afar);
      let failed = false;
      of.cloud.around = (call, when) => {
        if (call !== "CopyObject" || when === "after" || failed) return;
        failed = true;
        throw error;
      };
      return of;
    };
    const slow = failing(Object.assign(awsError("SlowDown"), { $metadata: { httpStatusCode: 503 } }));
    assert.match(summary(await run(slow)), /^passed/);
    await assert.rejects(run(failing(awsError("AccessDenied"))), { name: "AccessDenied" });
  });

  it("refuses what has taken the place of the zip, and gives the function nothing", async () => {
    const of = regions(afar, "something else", digestIn("code"));
    assert.match(
      summary(await run(of)),
      new RegExp(
        `^failed: s3://${storeOf(home)}/acme-orders/.* is ${digestIn("something else")}, .* of ${digestIn("code")}`,
      ),
    );
    assert.equal(of.taken, undefined);
    assert.equal(of.cloud.rollouts(), 0);
  });
});

describe("a release of a zip to a function of the pipelines' region", () => {
  it("gives Lambda the zip where the build left it", async () => {
    const of = regions(home);
    assert.match(summary(await run(of)), /^passed/);
    assert.deepEqual(of.taken, of.zip);
    assert.deepEqual(of.copies, []);
  });
});

describe("the copy of a zip", () => {
  const zip = { bucket: storeOf(home), key: "k", version: "a/b", digest: digestIn("code") };
  const copying = async (answer: object) => {
    const inputs: Record<string, string>[] = [];
    const call: Call = async <Answer>(_: string, input: object) => {
      inputs.push(input as Record<string, string>);
      return answer as Answer;
    };
    return { copy: await nearOf(call, afar)(zip), input: inputs[0]! };
  };

  it("is of the version that is released, where one is named", async () => {
    const { input } = await copying({});
    assert.equal(input["CopySource"], `${storeOf(home)}/k?versionId=a%2Fb`);
  });

  it("is left to Lambda's own digest where S3 tells none of its bytes", async () => {
    for (const ChecksumSHA256 of [undefined, `${Buffer.from(otherDigest).toString("base64")}-2`]) {
      const { copy } = await copying({ CopyObjectResult: { ChecksumSHA256 } });
      assert.deepEqual(copy, { bucket: storeOf(afar), key: copyKey, digest: zip.digest });
    }
  });

  it("is in the store of the same service and track; what is in no store stays where it is", () => {
    const branch = "acme-orders-artifacts-dev-111111111111-us-east-1";
    assert.equal(storeIn(branch, afar), branch.replace("us-east-1", afar));
    assert.equal(storeIn(storeOf("us-gov-west-1"), "us-gov-east-1"), storeOf("us-gov-east-1"));
    for (const other of ["acme-zips", "artifacts"]) assert.equal(storeIn(other, afar), other);
  });
});

describe("the way into a target", () => {
  it("copies with the releaser's own rights, in the function's region", async () => {
    const target = {
      kind: "lambda",
      function: "f",
      alias: "live",
      alarms: [],
      codedeploy: { application: "a", group: "g" },
    };
    const asked: [service: string, place: Place | undefined, operation: string, region?: string][] = [];
    const enter = entering({
      assume: async () => ({ accessKeyId: "a", secretAccessKey: "s" }),
      calls:
        (service, place) =>
        async <Answer>(operation: string, _: object, region?: string) => {
          asked.push([service, place, operation, region]);
          return (operation === "GetParameters" ? { Parameters: [{ Value: JSON.stringify(target) }] } : {}) as Answer;
        },
    });
    const role = "arn:aws:iam::222222222222:role/slipway/acme-release";
    const { lambda } = await enter({ role, region: afar, service: "orders", target: "/t", record: "/r" } as never);
    await lambda.updateCode("f", { zip: { bucket: storeOf(home), key: "k", digest: digestIn("code") } }, "r1");
    const [, copy, update] = asked;
    assert.deepEqual(copy, ["s3", undefined, "CopyObject", afar]);
    assert.deepEqual([update![0], update![1]!.region, update![2]], ["lambda", afar, "UpdateFunctionCode"]);
  });
});
