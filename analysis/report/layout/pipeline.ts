/** Where the parts of a pipeline's picture are: stages left to right, in as many rows as the width asks for. */
import { type Box, bottom, most, type Point, right, stacked } from "./box";

/** What a picture has to hold. Heights are pixels. */
export interface PipelineShape {
  /** Heights of the triggers' lines above the first stage. */
  triggers: number[];
  stages: StageShape[];
  /** Lanes under the stages; numbers are those of stages, from 0. */
  artifacts: { producer?: number; consumers: number[] }[];
}

export interface StageShape {
  /** Heights of the conditions above the actions, and of those below. */
  before: number[];
  after: number[];
  /** Heights of actions; those of one group run side by side, groups one after another. */
  groups: number[][];
}

export interface StagePlace {
  box: Box;
  row: number;
  before: Box[];
  after: Box[];
  /** As the groups of the shape. */
  actions: Box[][];
  /** Tops of the arrows between one group and the next. */
  steps: Point[];
}

/** An artifact in one row of stages. */
export interface Lane {
  artifact: number;
  y: number;
  from: number;
  to: number;
  /** Whether it comes from the row above, and goes on in the one below. */
  enters: boolean;
  leaves: boolean;
  marks: { x: number /** Bottom of its stage. */; top: number; kind: "made" | "taken" }[];
}

export interface PipelinePlaces {
  width: number;
  height: number;
  triggers: Box[];
  stages: StagePlace[];
  /** From each stage to the next, the last point under the arrow's head. */
  arrows: Point[][];
  lanes: Lane[];
}

export const pipelineSizes = {
  /** Wider pictures only when one stage alone is wider. */
  width: 1184,
  margin: 20,
  action: 188,
  gap: 10,
  /** Between two groups of a stage, for an arrow. */
  step: 22,
  padding: 10,
  /** Name of a stage. */
  title: 34,
  stageGap: 26,
  rowGap: 36,
  lane: 22,
  /** Actions side by side; more of a group go below, still of the same group. */
  columns: 5,
} as const;

const sizes = pipelineSizes;

export function placePipeline(shape: PipelineShape): PipelinePlaces {
  const triggers = stacked({ x: sizes.margin, y: 4 }, sizes.width - 2 * sizes.margin, shape.triggers, 6);
  let top = triggers.length > 0 ? bottom(triggers.at(-1)!) + 26 : 4;
  const stages: StagePlace[] = [];
  const lanes: Lane[] = [];
  for (const [row, numbers] of rowsOf(shape.stages).entries()) {
    let x: number = sizes.margin;
    for (const number of numbers) {
      const place = placeStage(shape.stages[number]!, { x, y: top }, row);
      stages.push(place);
      x = right(place.box) + sizes.stageGap;
    }
    const made = placeLanes(shape.artifacts, stages, numbers, most(stages.map(({ box }) => bottom(box))));
    lanes.push(...made);
    top = Math.max(most(stages.map(({ box }) => bottom(box))), most(made.map(({ y }) => y))) + sizes.rowGap;
  }
  return {
    width: Math.max(sizes.width, most(stages.map(({ box }) => right(box))) + sizes.margin),
    height: Math.max(top - sizes.rowGap + 12, triggers.length > 0 ? bottom(triggers.at(-1)!) + 4 : 0),
    triggers,
    stages,
    arrows: arrowsOf(stages),
    lanes,
  };
}

function columnsOf({ groups }: StageShape): number {
  return Math.max(1, Math.min(sizes.columns, most(groups.map(({ length }) => length))));
}

function widthOf(stage: StageShape): number {
  const columns = columnsOf(stage);
  return columns * sizes.action + (columns - 1) * sizes.gap + 2 * sizes.padding;
}

/** Numbers of the stages of each row. */
function rowsOf(stages: StageShape[]): number[][] {
  const rows: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const [number, stage] of stages.entries()) {
    const width = widthOf(stage);
    if (used + sizes.stageGap + width > sizes.width - 2 * sizes.margin) {
      rows.push([number]);
      used = width;
    } else {
      rows.at(-1)!.push(number);
      used += sizes.stageGap + width;
    }
  }
  return rows;
}

function placeStage(stage: StageShape, at: Point, row: number): StagePlace {
  const width = widthOf(stage);
  const inner = { x: at.x + sizes.padding, width: width - 2 * sizes.padding };
  const before = stacked({ x: inner.x, y: at.y + sizes.title }, inner.width, stage.before, 6);
  let y = before.length > 0 ? bottom(before.at(-1)!) + sizes.gap : at.y + sizes.title;
  const actions: Box[][] = [];
  const steps: Point[] = [];
  for (const [index, group] of stage.groups.entries()) {
    if (index > 0) {
      steps.push({ x: inner.x + inner.width / 2, y });
      y += sizes.step;
    }
    const boxes = placeGroup(group, { x: inner.x, y }, inner.width);
    actions.push(boxes);
    y = Math.max(y, most(boxes.map(bottom)));
  }
  const after = stacked({ x: inner.x, y: y + sizes.gap }, inner.width, stage.after, 6);
  const end = after.length > 0 ? bottom(after.at(-1)!) : y;
  return { box: { x: at.x, y: at.y, width, height: end + sizes.padding - at.y }, row, before, after, actions, steps };
}

/** Side by side in the middle of a width, as high as the highest beside them. */
function placeGroup(heights: number[], at: Point, width: number): Box[] {
  const boxes: Box[] = [];
  let { y } = at;
  for (let first = 0; first < heights.length; first += sizes.columns) {
    const line = heights.slice(first, first + sizes.columns);
    const height = most(line);
    const taken = line.length * sizes.action + (line.length - 1) * sizes.gap;
    const start = at.x + Math.floor((width - taken) / 2);
    for (const column of line.keys()) {
      boxes.push({ x: start + column * (sizes.action + sizes.gap), y, width: sizes.action, height });
    }
    y += height + sizes.gap;
  }
  return boxes;
}

/** At the height of the stages' names; to the next row round the end of this one. */
function arrowsOf(stages: StagePlace[]): Point[][] {
  const middle = sizes.title / 2;
  return stages.slice(1).map((to, index) => {
    const from = stages[index]!;
    const start = { x: right(from.box), y: from.box.y + middle };
    const end = { x: to.box.x, y: to.box.y + middle };
    if (from.row === to.row) return [start, end];
    const between = to.box.y - sizes.rowGap / 2;
    const out = start.x + sizes.margin / 2;
    const back = end.x - sizes.margin / 2;
    return [start, { x: out, y: start.y }, { x: out, y: between }, { x: back, y: between }, { x: back, y: end.y }, end];
  });
}

function placeLanes(artifacts: PipelineShape["artifacts"], stages: StagePlace[], row: number[], below: number): Lane[] {
  const [first, last] = [row[0]!, row.at(-1)!];
  const here = artifacts.flatMap(({ producer, consumers }, artifact) => {
    const all = [...(producer === undefined ? [] : [producer]), ...consumers];
    const [start, end] = [Math.min(...all), Math.max(...all)];
    return all.length > 0 && start <= last && end >= first ? [{ artifact, producer, consumers, start, end }] : [];
  });
  // Each artifact comes and goes at an x of its own, so that no two of its ways lie on one another.
  const apart = Math.min(16, (sizes.action - 20) / Math.max(1, here.length));
  return here.map(({ artifact, producer, consumers, start, end }, index) => {
    const aside = Math.round((index - (here.length - 1) / 2) * apart);
    const at = (stage: number) => stages[stage]!.box.x + Math.round(stages[stage]!.box.width / 2) + aside;
    const mark = (stage: number, kind: "made" | "taken") => ({
      // A stage may make an artifact and take it as well.
      x: at(stage) + (kind === "taken" && stage === producer ? Math.floor(apart / 2) : 0),
      top: bottom(stages[stage]!.box),
      kind,
    });
    const inRow = (stage: number) => stage >= first && stage <= last;
    const [enters, leaves] = [start < first, end > last];
    const marks = [
      ...(producer !== undefined && inRow(producer) ? [mark(producer, "made")] : []),
      ...consumers.filter(inRow).map((stage) => mark(stage, "taken")),
    ];
    const ends = marks.map(({ x }) => x);
    return {
      artifact,
      y: below + (index + 1) * sizes.lane,
      from: enters ? stages[first]!.box.x : Math.min(...ends),
      to: leaves ? right(stages[last]!.box) : Math.max(...ends),
      enters,
      leaves,
      marks,
    };
  });
}
