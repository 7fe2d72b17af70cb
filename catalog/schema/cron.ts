/**
 * Cron expressions of deployment windows: seconds, minutes, hours, day of the month, month, day of the week.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
 */

const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ").join("|");
const days = "SUN MON TUE WED THU FRI SAT".split(" ").join("|");

/** Values, ranges and steps, in a list with commas; `alone` is what a field may say instead. */
function field(value: string, alone: string[] = []): string {
  const item = `(?:\\*|${value}(?:-${value})?)(?:/\\d{1,2})?`;
  return `(?:${[...alone, `${item}(?:,${item})*`].join("|")})`;
}

const sixty = field("[0-5]?\\d");
const hour = field("(?:1?\\d|2[0-3])");
const day = "(?:[12]?\\d|3[01])";
const dayOfMonth = field(day, ["\\?", "L(?:-\\d{1,2})?", "LW", `${day}W`]);
const month = field(`(?:[1-9]|1[0-2]|${months})`);
const weekday = `(?:[1-7]|${days})`;
const dayOfWeek = field(weekday, ["\\?", `${weekday}?L`, `${weekday}#[1-5]`]);

export const cronExpression = new RegExp(`^${[sixty, sixty, hour, dayOfMonth, month, dayOfWeek].join(" ")}$`);

/** Whether the machine's own table of time zones has one. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
