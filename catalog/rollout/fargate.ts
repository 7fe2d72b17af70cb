/** Sizes of tasks that Fargate has: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */

const gibibyte = 1024;

interface MemoryRange {
  /** GiB, and the step between sizes. */
  least: number;
  most: number;
  step: number;
}

/** By CPU units; the smallest size also has half a GiB. */
const sizes: Record<number, MemoryRange> = {
  256: { least: 1, most: 2, step: 1 },
  512: { least: 1, most: 4, step: 1 },
  1024: { least: 2, most: 8, step: 1 },
  2048: { least: 4, most: 16, step: 1 },
  4096: { least: 8, most: 30, step: 1 },
  8192: { least: 16, most: 60, step: 4 },
  16384: { least: 32, most: 120, step: 8 },
};
const smallest = { cpu: 256, memory: 512 } as const;

export const fargateCpu = Object.keys(sizes).map(Number);

/** MiB that go with CPU units, in order; none for CPU units that Fargate does not have. */
export function fargateMemory(cpu: number): number[] {
  const range = sizes[cpu];
  if (!range) return [];
  const count = (range.most - range.least) / range.step + 1;
  const all = Array.from({ length: count }, (_, index) => (range.least + index * range.step) * gibibyte);
  return cpu === smallest.cpu ? [smallest.memory, ...all] : all;
}
