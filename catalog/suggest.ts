/** Words that somebody may have meant. */

/** ` Did you mean "a" or "b"?` for the closest known words, or nothing when none is close. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known).slice(0, 3);
  return near.length === 0 ? "" : ` Did you mean ${near.map((each) => `"${each}"`).join(" or ")}?`;
}

/** The known words that are close to a word, the closest first. */
export function nearest(word: string, known: readonly string[]): string[] {
  const most = Math.max(1, Math.floor(word.length / 3));
  return known
    .map((each) => ({ each, distance: distance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, distance }) => distance <= most || (word.length > 2 && each.startsWith(word)))
    .sort((a, b) => a.distance - b.distance)
    .map(({ each }) => each);
}

/** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, substituted);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
