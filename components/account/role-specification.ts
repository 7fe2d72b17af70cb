import type { PolicyDocument } from "../../catalog/iam/document";

/** A role of the platform before it is made. */
export interface RoleSpecification {
  /** Logical part of the name. */
  part: string;
  roleName: string;
  description: string;
  trust: PolicyDocument;
  /** Inline policies by name: the shorter ones, 10,240 characters per role in all. */
  policies?: Record<string, PolicyDocument>;
  /** Managed policies by the last part of their name: the longer ones, 6,144 characters each. */
  managed?: Record<string, PolicyDocument>;
}
