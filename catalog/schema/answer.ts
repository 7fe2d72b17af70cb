/** A request and the answer that is expected: of smoke tests, and of canaries. */
import { text, whole } from "./fields";

export const answer = {
  path: text(/^\/[\w./~%?=&-]{0,1023}$/, "must be a path that begins with /, such as /health")
    .optional()
    .describe("Path that is asked. Default: the target's health path; on Lambda /."),
  status: whole(100, 599).default(200).describe("Status that the answer must have. Default 200."),
  contains: text(/^.{1,200}$/, "must be text of 1 to 200 characters, in quotes")
    .optional()
    .describe("Text that the answer must contain. Default: any."),
  matches: text(/^.{1,200}$/, "must be a regular expression of 1 to 200 characters, in quotes")
    .optional()
    .describe("Regular expression that the answer must match. Default: any."),
  latencyMs: whole(1, 60_000, "milliseconds")
    .default(1000)
    .describe("Milliseconds that an answer may take. Default 1000."),
};
