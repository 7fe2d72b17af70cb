/** Faults of AWS that pass by themselves, and are met by asking again. */

const passing = [
  "ThrottlingException",
  "Throttling",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "ServerException",
  "ServiceException",
  "InternalServerError",
  "InternalServerException",
  "InternalFailure",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TimeoutError",
  "NetworkingError",
];
const connection = ["ECONNRESET", "ECONNREFUSED", "ETIMEDOUT", "EPIPE", "EAI_AGAIN"];

interface Fault {
  name?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
}

export function passes(error: unknown): boolean {
  const { name = "", code = "", message = "", $metadata } = (error ?? {}) as Fault;
  // Two revisions of one family at a time: ECS has no error of its own for it.
  const concurrent = name === "ClientException" && message.includes("Too many concurrent attempts");
  const status = $metadata?.httpStatusCode ?? 0;
  return passing.includes(name) || connection.includes(code) || concurrent || status >= 500 || status === 429;
}

/** Seconds before the next try: 5, 10, 20, then 30. */
export function pause(faults: number): number {
  return Math.min(5 * 2 ** (faults - 1), 30);
}
