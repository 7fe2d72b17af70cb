/** Who may assume which role. */
export interface Assumer {
  kind: "role" | "service" | "identity provider";
  /** ARN of the role, `*` and `?` in it for any characters; name of the service; ARN of the identity provider. */
  who: string;
  /** What the trust asks for besides, for people to read: subjects of tokens, a region. */
  when?: string;
}

export interface Assumption {
  /** ARN. */
  role: string;
  /** Alias of its account. */
  account: string;
  /** Why somebody may: what is done with it. */
  why: string;
  /** In order; any of them. */
  callers: Assumer[];
}

export const roles = (...arns: string[]): Assumer[] => [...arns].sort().map((who) => ({ kind: "role", who }));
export const service = (who: string): Assumer[] => [{ kind: "service", who }];
