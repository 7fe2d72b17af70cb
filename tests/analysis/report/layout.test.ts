import assert from "node:assert/strict";
import fc from "fast-check";
import { placeAssumptions } from "../../../analysis/report/layout/assumptions";
import { type Box, bottom, right } from "../../../analysis/report/layout/box";
import { type LandscapeShape, placeLandscape } from "../../../analysis/report/layout/landscape";
import { pipelineSizes, placePipeline } from "../../../analysis/report/layout/pipeline";

const height = fc.integer({ min: 20, max: 160 });
const stage = fc.record({
  before: fc.array(height, { maxLength: 2 }),
  after: fc.array(height, { maxLength: 2 }),
  groups: fc.array(fc.array(height, { minLength: 1, maxLength: 13 }), { maxLength: 5 }),
});
const pipeline = fc
  .record({
    triggers: fc.array(height, { maxLength: 4 }),
    stages: fc.array(stage, { minLength: 1, maxLength: 12 }),
  })
  .chain((shape) => {
    const number = fc.nat(shape.stages.length - 1);
    const artifact = fc.record({ producer: fc.option(number, { nil: undefined }), consumers: fc.uniqueArray(number) });
    return fc.array(artifact, { maxLength: 8 }).map((artifacts) => ({ ...shape, artifacts }));
  });

function apart(boxes: Box[], what: string): void {
  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      const beside = right(one) <= other.x || right(other) <= one.x;
      const above = bottom(one) <= other.y || bottom(other) <= one.y;
      assert.ok(beside || above, `${what}: ${JSON.stringify(one)} lies on ${JSON.stringify(other)}`);
    }
  }
}

function inside(box: Box, outer: Box, what: string): void {
  const holds = box.x >= outer.x && box.y >= outer.y && right(box) <= right(outer) && bottom(box) <= bottom(outer);
  assert.ok(holds, `${what}: ${JSON.stringify(box)} is not inside ${JSON.stringify(outer)}`);
}

describe("the layout of a pipeline's picture", () => {
  it("keeps every box inside its stage and the picture, and none on another", () => {
    fc.assert(
      fc.property(pipeline, (shape) => {
        const places = placePipeline(shape);
        const picture = { x: 0, y: 0, width: places.width, height: places.height };
        const stages = places.stages.map(({ box }) => box);
        for (const box of [...stages, ...places.triggers]) inside(box, picture, "the picture");
        apart([...stages, ...places.triggers], "stages and triggers");
        for (const { box, before, after, actions } of places.stages) {
          const held = [...before, ...actions.flat(), ...after];
          for (const each of held) inside(each, box, "a stage");
          apart(held, "a stage");
        }
      }),
    );
  });

  it("has a place for every action, side by side in a group, and one group after another", () => {
    fc.assert(
      fc.property(pipeline, (shape) => {
        for (const [index, { actions }] of placePipeline(shape).stages.entries()) {
          const { groups } = shape.stages[index]!;
          assert.deepEqual(
            actions.map(({ length }) => length),
            groups.map(({ length }) => length),
          );
          for (const [row, group] of actions.entries()) {
            for (const [column, box] of group.entries()) assert.ok(box.height >= groups[row]![column]!, "room for it");
            const line = group.slice(0, pipelineSizes.columns);
            assert.equal(new Set(line.map(({ y }) => y)).size, 1, "side by side");
            const next = actions[row + 1] ?? [];
            assert.ok(Math.max(...group.map(bottom)) <= Math.min(...next.map(({ y }) => y)), "one after another");
          }
        }
      }),
    );
  });

  it("leads from each stage to the next, left to right, and draws every artifact at each stage that it touches", () => {
    fc.assert(
      fc.property(pipeline, (shape) => {
        const { stages, arrows, lanes, width, height: end } = placePipeline(shape);
        assert.equal(arrows.length, stages.length - 1);
        for (const [index, next] of stages.slice(1).entries()) {
          const before = stages[index]!;
          if (next.row === before.row) assert.ok(right(before.box) < next.box.x);
          else assert.ok(bottom(before.box) < next.box.y);
        }
        for (const [artifact, { producer, consumers }] of shape.artifacts.entries()) {
          const marks = lanes.filter((lane) => lane.artifact === artifact).flatMap((lane) => lane.marks);
          assert.equal(marks.filter(({ kind }) => kind === "made").length, producer === undefined ? 0 : 1);
          assert.equal(marks.filter(({ kind }) => kind === "taken").length, consumers.length);
        }
        for (const { y, from, to, marks } of lanes) {
          assert.ok(from <= to && from >= 0 && to <= width && y <= end, "a lane is in the picture");
          for (const { x, top } of marks) assert.ok(x >= from && x <= to && top < y, "a mark is on its lane");
          for (const { box } of stages) assert.ok(y < box.y || y > bottom(box), "a lane is between rows");
        }
      }),
    );
  });

  it("is as wide as the page, unless one stage is wider, whatever the number of stages", () => {
    const narrow = { before: [], after: [], groups: [[100]] };
    const many = placePipeline({ triggers: [], stages: Array.from({ length: 40 }, () => narrow), artifacts: [] });
    assert.equal(many.width, pipelineSizes.width);
    assert.equal(new Set(many.stages.map(({ row }) => row)).size, 8, "five stages a row");
  });
});

describe("the layout of the picture of all accounts", () => {
  const stacksOf = (bands: LandscapeShape["bands"]): fc.Arbitrary<LandscapeShape> => {
    const places = bands.flatMap(({ regions }, band) =>
      Array.from({ length: regions }, (_, region) => ({ band, region })),
    );
    if (places.length === 0) return fc.constant({ bands, stacks: [] });
    const stack = fc.tuple(fc.constantFrom(...places), fc.nat(9)).map(([place, wave]) => ({ ...place, wave }));
    return fc.array(stack, { maxLength: 30 }).map((stacks) => ({ bands, stacks }));
  };
  const shape = fc
    .array(fc.record({ regions: fc.integer({ min: 0, max: 3 }) }), { minLength: 1, maxLength: 6 })
    .chain(stacksOf);

  it("puts each stack into the band of its account and region, in the column of its wave, and none on another", () => {
    fc.assert(
      fc.property(shape, ({ bands, stacks }) => {
        const places = placeLandscape({ bands, stacks });
        const picture = { x: 0, y: 0, width: places.width, height: places.height };
        apart(places.stacks, "stacks");
        apart(
          places.bands.map(({ box }) => box),
          "bands",
        );
        for (const { box } of places.bands) inside(box, picture, "the picture");
        for (const [index, { band, region, wave }] of stacks.entries()) {
          inside(places.stacks[index]!, places.bands[band]!.box, "its account");
          inside(places.stacks[index]!, places.bands[band]!.regions[region]!, "its region");
          assert.equal(places.stacks[index]!.x, places.waves[wave]!.x);
        }
      }),
    );
  });
});

describe("the layout of the picture of who becomes whom", () => {
  it("keeps boxes inside and apart, each to the right of what becomes it", () => {
    const node = fc.record({ level: fc.nat(4), height: fc.integer({ min: 40, max: 140 }) });
    const shape = fc.array(node, { minLength: 2, maxLength: 20 }).chain((nodes) => {
      const pairs = nodes.flatMap((one, from) =>
        nodes.flatMap((other, to) => (one.level < other.level ? [{ from, to }] : [])),
      );
      return fc.subarray(pairs).map((edges) => ({ nodes, edges }));
    });
    fc.assert(
      fc.property(shape, ({ nodes, edges }) => {
        const places = placeAssumptions({ nodes, edges });
        apart(places.nodes, "boxes");
        for (const box of places.nodes) {
          inside(box, { x: 0, y: 0, width: places.width, height: places.height }, "the picture");
        }
        for (const [index, { from, to }] of edges.entries()) {
          const [start, , , end] = places.edges[index]!;
          assert.equal(start.x, right(places.nodes[from]!));
          assert.equal(end.x, places.nodes[to]!.x);
          assert.ok(start.x < end.x);
        }
      }),
    );
  });
});
