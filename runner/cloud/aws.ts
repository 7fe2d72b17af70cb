/** AWS itself: the caller's own credentials, and no exceptions. */
import type { Cloud } from "./types";

export function awsCloud(): Cloud {
  return {
    kind: "aws",
    title: "AWS",
    environment: {
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Roles are assumed explicitly: a profile would win over them in some SDKs.
      AWS_PROFILE: undefined,
      AWS_DEFAULT_PROFILE: undefined,
    },
    ambient: undefined,
    client: (region, credentials) => ({ region, ...(credentials ? { credentials } : {}) }),
    refusal: async () => undefined,
    backendParameters: {},
  };
}
