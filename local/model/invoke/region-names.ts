/** AWS's names for its regions (AWS General Reference); the code for one that is not listed. */
const names: Record<string, string> = {
  "us-east-1": "US East (N. Virginia)",
  "us-east-2": "US East (Ohio)",
  "us-west-1": "US West (N. California)",
  "us-west-2": "US West (Oregon)",
  "eu-west-1": "Europe (Ireland)",
  "eu-west-2": "Europe (London)",
  "eu-central-1": "Europe (Frankfurt)",
  "ap-southeast-2": "Asia Pacific (Sydney)",
};

export function regionName(region: string): string {
  return names[region] ?? region;
}
