/** AWS itself: the caller's own credentials, and no exceptions. */
import { callsOf } from "../../functions/release/sdk";
import type { Cloud, Credentials } from "./types";

export function awsCloud(): Cloud {
  const client = (region: string, credentials?: Credentials) => ({ region, ...(credentials ? { credentials } : {}) });
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
    client,
    refusal: async () => undefined,
    // With it come two more clients, which only a change of a pipeline needs.
    delivery: async (region, credentials) =>
      (await import("../pipelines/aws")).deliveryServices(client(region, credentials)),
    releases: {
      calls: callsOf,
      pipelineStages: async (name, place) => (await import("../release/pipeline-state")).pipelineStages(name, place),
      secondMs: 1000,
    },
    backendParameters: {},
  };
}
