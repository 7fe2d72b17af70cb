import assert from "node:assert/strict";
import { policy } from "../../../catalog/iam/document";
import { type StoreRequest, storeSize } from "../../../catalog/quota";

/** Policies of exactly `base + each * readers` bytes. */
function growing(base: number, each: number) {
  const of = (resource: string) => policy({ Effect: "Allow", Action: "s3:GetObject", Resource: resource });
  const empty = JSON.stringify(of("")).length;
  return (readers: number) => of("r".repeat(base + each * readers - empty));
}

function request(readers: number, bucket: number, key: number): StoreRequest {
  const [ofBucket, ofKey] = [growing(480, bucket), growing(768, key)];
  return {
    name: "acme-orders",
    account: "111111111111",
    readers,
    policies: (many) => ({ bucket: ofBucket(many), key: ofKey(many) }),
  };
}

describe("the policies of an artifact store", () => {
  it("fit up to exactly the account that fills the smaller quota, and are refused from the next", () => {
    // (20,480 - 480) / 400 = 50 accounts; the key takes (32,768 - 768) / 500 = 64.
    const full = storeSize(request(50, 400, 500));
    assert.deepEqual(full, { bucket: 20_480, key: 25_768, fitting: 50, problems: [] });
    const { problems, fitting } = storeSize(request(51, 400, 500));
    assert.equal(fitting, 50);
    assert.deepEqual(
      problems.map(({ subject, arithmetic, remedy }) => ({ subject, arithmetic, remedy })),
      [
        {
          subject: "accounts.111111111111.bucket.acme-orders",
          arithmetic: "bucket policy of acme-orders has 20,880 bytes for 51 accounts",
          remedy: "at most 50 accounts fit: split the service's environments over several services",
        },
      ],
    );
  });

  it("are both reported when both are too large, each against its own quota", () => {
    const { problems, fitting } = storeSize(request(200, 400, 1000));
    assert.deepEqual(
      problems.map(({ used, limit }) => [used, limit.id]),
      [
        [80_480, "bucketPolicySize"],
        [200_768, "keyPolicySize"],
      ],
    );
    assert.equal(fitting, 32);
  });

  it("fit no account when the first is already too much", () => {
    const { problems, fitting } = storeSize(request(1, 30_000, 40_000));
    assert.equal(fitting, 0);
    assert.equal(problems.length, 2);
  });
});
