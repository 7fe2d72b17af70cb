/** Where stacks are in the picture of all accounts: a band for each place, a column for each wave. */
import { type Box, bottom, most, right } from "./box";

export interface LandscapeShape {
  /** Accounts with the names of their regions. */
  bands: { regions: number }[];
  /** Stacks by band, region in it, and wave, all from 0. */
  stacks: { band: number; region: number; wave: number }[];
}

export interface LandscapePlaces {
  width: number;
  height: number;
  bands: { box: Box; regions: Box[] }[];
  /** As the stacks of the shape. */
  stacks: Box[];
  /** Headings of the waves. */
  waves: Box[];
}

export const landscapeSizes = {
  width: 1184,
  /** Name of an account, and of a region in it. */
  label: 150,
  region: 100,
  heading: 28,
  box: { height: 40, widest: 190, narrowest: 132 },
  gap: 10,
  /** Between two columns, for the arrows. */
  gutter: 34,
  bandGap: 12,
} as const;

const sizes = landscapeSizes;

export function placeLandscape({ bands, stacks }: LandscapeShape): LandscapePlaces {
  const waves = most(stacks.map(({ wave }) => wave + 1));
  const left = sizes.label + sizes.region + sizes.gap;
  const free = Math.floor((sizes.width - left - waves * sizes.gutter) / Math.max(1, waves));
  const width = Math.max(sizes.box.narrowest, Math.min(sizes.box.widest, free));
  const column = (wave: number) => left + wave * (width + sizes.gutter);
  const places: Box[] = [];
  let y: number = sizes.heading;
  const placed = bands.map(({ regions }, band) => {
    const top = y;
    const rows = Array.from({ length: regions }, (_, region) => {
      const start = y;
      const mine = stacks.flatMap((stack, index) => (stack.band === band && stack.region === region ? [index] : []));
      const filled = new Map<number, number>();
      for (const index of mine) {
        const { wave } = stacks[index]!;
        const above = filled.get(wave) ?? 0;
        const at = start + sizes.gap + above * (sizes.box.height + sizes.gap);
        places[index] = { x: column(wave), y: at, width, height: sizes.box.height };
        filled.set(wave, above + 1);
      }
      const lines = Math.max(1, most([...filled.values()]));
      y += lines * (sizes.box.height + sizes.gap) + sizes.gap;
      return { x: sizes.label, y: start, width: column(waves) - sizes.label, height: y - start };
    });
    y += sizes.bandGap;
    return { box: { x: 0, y: top, width: column(waves), height: y - sizes.bandGap - top }, regions: rows };
  });
  return {
    width: Math.max(most(placed.map(({ box }) => right(box))), left) + 2,
    height: Math.max(most(placed.map(({ box }) => bottom(box))), sizes.heading) + 2,
    bands: placed,
    stacks: places,
    waves: Array.from({ length: waves }, (_, wave) => ({ x: column(wave), y: 0, width, height: sizes.heading })),
  };
}
