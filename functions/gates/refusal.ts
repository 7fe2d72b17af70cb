/** A gate's no: its message says what is wrong and what to do about it. */
export class Refusal extends Error {
  constructor(
    message: string,
    /** CodePipeline's word for the kind of failure. */
    readonly type: "JobFailed" | "ConfigurationError" = "JobFailed",
  ) {
    super(message);
    this.name = "Refusal";
  }
}

/** Name of an error, or what it is when it is no error. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
