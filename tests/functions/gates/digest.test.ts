import assert from "node:assert/strict";
import fc from "fast-check";
import { type ArchiveLimits, archiveLimits, contentDigest } from "../../../functions/gates/digest";
import { pack } from "./archive";

const files: [string, string][] = [
  ["appspec.yml", "version: 0.0\n"],
  ["app/index.js", "console.log(1);\n".repeat(500)],
  ["app/empty", ""],
];

const digestOf = (archive: Buffer, limits: ArchiveLimits = archiveLimits) =>
  contentDigest([{ name: "BuildOutput", archive }], limits);

async function refused(archive: Buffer, limits?: ArchiveLimits): Promise<string> {
  const error = await digestOf(archive, limits).then(
    (digest) => assert.fail(`expected a refusal, got ${digest}`),
    (reason: Error) => reason,
  );
  assert.equal(error.name, "Refusal", error.stack);
  return error.message;
}

describe("content digest", () => {
  it("is the same for the same files, whatever their order, times, compression and headers", async () => {
    const digest = await digestOf(pack(files));
    assert.match(digest, /^sha256:[0-9a-f]{64}$/);
    for (const other of [
      pack([...files].reverse()),
      pack(files, { date: 0x1234 }),
      pack(files, { deflate: false }),
      pack(files, { localExtra: Buffer.from([1, 0, 2, 0, 9, 9]) }),
      pack(files, { comment: "packed on another machine PK" }),
      pack([["app/", ""], ...files]),
    ]) {
      assert.equal(await digestOf(other), digest);
    }
  });

  it("differs for every change of a byte, a name, or the set of files", async () => {
    const entry = fc.tuple(fc.string({ minLength: 1, maxLength: 6 }), fc.string({ maxLength: 8 }));
    const list = fc
      .uniqueArray(entry, { maxLength: 4, selector: ([name]) => name })
      .map((each) => each.filter(([name, content]) => !name.endsWith("/") || content !== ""));
    const text = (each: [string, string][]) => JSON.stringify([...each].sort(([a], [b]) => (a < b ? -1 : 1)));
    await fc.assert(
      fc.asyncProperty(list, list, async (one, other) => {
        const same = (await digestOf(pack(one))) === (await digestOf(pack(other)));
        assert.equal(same, text(one) === text(other));
      }),
      { numRuns: 60 },
    );
  });

  it("leaves out empty folders, but nothing that has bytes under a folder's name", async () => {
    assert.notEqual(await digestOf(pack([["app/", "hidden"], ...files])), await digestOf(pack(files)));
  });

  it("tells names and contents apart where they meet", async () => {
    const digests = await Promise.all(
      [
        [["a", "bc"]],
        [["ab", "c"]],
        [
          ["a", "b"],
          ["c", ""],
        ],
      ].map((each) => digestOf(pack(each as [string, string][]))),
    );
    assert.equal(new Set(digests).size, digests.length);
  });

  it("refuses an archive that unpacks to more than the limit, whatever it says of its sizes", async () => {
    const bomb = pack([["zeros", Buffer.alloc(1_000_000)]]);
    // The size that the directory claims.
    bomb.writeUInt32LE(1, bomb.length - 22 - 46 - "zeros".length + 24);
    assert.match(await refused(bomb, { files: 10, contentBytes: 500_000 }), /unpacks to more than 500000 bytes/);
    const split = pack([
      ["a", Buffer.alloc(300_000)],
      ["b", Buffer.alloc(300_000)],
    ]);
    assert.match(await refused(split, { files: 10, contentBytes: 500_000 }), /unpacks to more than 500000 bytes/);
  });

  it("refuses an archive of too many files", async () => {
    assert.match(await refused(pack(files), { files: 2, contentBytes: 1000 }), /more than 2 files/);
  });

  it("refuses two files of one name", async () => {
    const twice: [string, string][] = [
      ["app", "1"],
      ["app", "2"],
    ];
    assert.match(await refused(pack(twice)), /two files of the name app/);
  });

  it("refuses what is no sound archive, and says why", async () => {
    const archive = pack(files);
    const central = archive.length - 22 - files.reduce((sum, [name]) => sum + 46 + name.length, 0);
    const changed = (change: (copy: Buffer) => void) => {
      const copy = Buffer.from(archive);
      change(copy);
      return copy;
    };
    assert.match(await refused(Buffer.from("no archive at all")), /has no directory/);
    assert.match(await refused(archive.subarray(0, archive.length - 30)), /has no directory/);
    assert.match(await refused(changed((copy) => copy.writeUInt16LE(12, central + 10))), /method 12/);
    assert.match(await refused(changed((copy) => copy.writeUInt16LE(1, central + 8))), /encrypted/);
    assert.match(await refused(changed((copy) => copy.writeUInt32LE(0xffffffff, central + 20))), /ZIP64/);
    assert.match(await refused(changed((copy) => copy.writeUInt32LE(archive.length, central + 20))), /ends too early/);
    assert.match(await refused(changed((copy) => copy.writeUInt32LE(7, central + 42))), /not where the directory says/);
    assert.match(await refused(changed((copy) => copy.writeUInt32LE(0, central))), /directory breaks at entry 1/);
    assert.match(await refused(changed((copy) => copy.fill(0xff, 41, 50))), /cannot be unpacked at appspec.yml/);
  });

  describe("of several artifacts", () => {
    const build = { name: "BuildOutput", archive: pack(files) };
    const images = { name: "ImagesOutput", archive: pack([["images.json", "{}"]]) };

    it("covers each of them, by name and in the order given, however they were packed", async () => {
      const both = await contentDigest([build, images]);
      assert.match(both, /^sha256:[0-9a-f]{64}$/);
      const again = { ...build, archive: pack([...files].reverse(), { date: 0x1234 }) };
      assert.equal(await contentDigest([again, images]), both);
      const others = [
        [images, build],
        [build],
        [images],
        [{ ...build, name: "Other" }, images],
        [build, { ...images, archive: pack([["images.json", "[]"]]) }],
      ];
      const digests = await Promise.all(others.map((each) => contentDigest(each)));
      assert.equal(new Set([both, ...digests]).size, others.length + 1);
    });

    it("counts files and bytes of all of them together", async () => {
      const one = { name: "One", archive: pack([["a", Buffer.alloc(300)]]) };
      const two = { name: "Two", archive: pack([["b", Buffer.alloc(300)]]) };
      await contentDigest([one, two], { files: 2, contentBytes: 600 });
      await assert.rejects(contentDigest([one, two], { files: 1, contentBytes: 600 }), /more than 0 files/);
      await assert.rejects(contentDigest([one, two], { files: 2, contentBytes: 599 }), /more than 299 bytes/);
    });
  });
});
