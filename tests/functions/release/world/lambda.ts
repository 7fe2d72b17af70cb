/** A small model of one function: code and configuration with their revision, published versions, one alias. */
import type { Lambda } from "../../../../functions/release/world";
import { awsError, type Clock } from "./clock";

export interface LambdaModel {
  api: Lambda;
  /** Changes the configuration, as `pulumi up` does. */
  configure(memory: number): void;
  versions: { code: string; memory: number }[];
  alias: { version: string; weights: Record<string, number> };
  code(): string;
  /** The next code does not start. */
  broken: boolean;
}

const updateSeconds = 8;

export function lambdaModel(clock: Clock, placeholder: string): LambdaModel {
  let code = placeholder;
  let memory = 256;
  let revision = 1;
  let changed = Number.NEGATIVE_INFINITY;
  let failed = false;
  const busy = () => clock.now() - changed < updateSeconds * 1000;
  const model: LambdaModel = {
    versions: [{ code, memory }],
    alias: { version: "1", weights: {} },
    code: () => code,
    broken: false,
    configure(value) {
      memory = value;
      revision += 1;
    },
    api: {
      async function() {
        return {
          revision: `r${revision}`,
          codeSha256: code.startsWith("zip:") ? code.slice(4) : `sha of ${code}`,
          image: code.startsWith("zip:") ? undefined : code,
          state: "Active",
          lastUpdate: busy() ? "InProgress" : failed ? "Failed" : "Successful",
          lastUpdateReason: failed ? "the image has no entry point" : undefined,
        };
      },
      async updateCode(_, given, at) {
        if (busy()) throw awsError("ResourceConflictException", "An update is in progress");
        if (at !== `r${revision}`) throw awsError("PreconditionFailedException");
        code =
          "image" in given ? given.image : `zip:${Buffer.from(given.zip.digest.slice(7), "hex").toString("base64")}`;
        failed = model.broken;
        revision += 1;
        changed = clock.now();
      },
      async publish(_, at) {
        if (busy()) throw awsError("ResourceConflictException", "An update is in progress");
        if (at.revision !== `r${revision}`) throw awsError("PreconditionFailedException");
        const last = model.versions.at(-1)!;
        if (last.code !== code || last.memory !== memory) model.versions.push({ code, memory });
        return String(model.versions.length);
      },
      alias: async () => structuredClone(model.alias),
    },
  };
  return model;
}
