/** Whether an environment is production: as its file says, else by the base of its name. */
export function isProduction(name: string, declared: boolean | undefined): boolean {
  return declared ?? name.split("-")[0] === "prod";
}
