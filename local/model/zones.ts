/** Availability zones by region. */

const counts: Record<string, number> = { "us-east-1": 6, "us-west-2": 4, "ap-northeast-2": 4, "us-west-1": 2 };

/** The zones of a region that are open to every account: `us-east-1a`, ... Three where no other number is known. */
export function zonesOf(region: string): { name: string; id: string }[] {
  const short = zonePrefix(region);
  return Array.from({ length: counts[region] ?? 3 }, (_, i) => {
    return { name: `${region}${"abcdef"[i]}`, id: `${short}-az${i + 1}` };
  });
}

/** `use1` of `us-east-1`, `apne2` of `ap-northeast-2`: how zone ids begin. */
function zonePrefix(region: string): string {
  const parts = region.split("-");
  const number = parts.pop() ?? "";
  const [area = "", ...directions] = parts;
  const short = (word: string) =>
    word === "gov" ? "g" : word.replace(/(north|south|east|west|central)/g, (direction) => direction[0]!);
  return `${area}${directions.map(short).join("")}${number}`;
}

export function zoneId(region: string, zone: string | undefined): string | undefined {
  return zonesOf(region).find((z) => z.name === zone)?.id;
}
