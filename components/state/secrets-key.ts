/** The KMS key that the Pulumi engine encrypts one scope's secrets with. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountIdFindings, refuse, roleArnFindings } from "../problems";
import { type KeyOwner, secretsKeyPolicy } from "./key-documents";

export interface SecretsKeyArgs extends KeyOwner {
  /** Alias, `alias/<prefix>/state/<account>/<scope>`: rights are given by it. */
  alias: string;
  /** What the key encrypts, in words, for its description: `environment dev`. */
  scope: string;
  /** ARNs of roles that open secrets: the preview role. May be empty where only writers work. */
  readers: string[];
  /** ARNs of roles that open and make secrets: the update role. */
  writers: string[];
  /** Whether the engine refuses deletion and forgets instead of deleting. Default true. */
  guarded?: boolean;
}

export class SecretsKey extends pulumi.ComponentResource {
  readonly keyArn: pulumi.Output<string>;
  /** Value for `--secrets-provider`. */
  readonly secretsProvider: string;

  constructor(name: string, args: SecretsKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:state:SecretsKey", name, {}, opts);
    refuse("SecretsKey", name, [
      ...accountIdFindings("accountId", args.accountId),
      ...(/^alias\/[a-z0-9/_-]+$/.test(args.alias)
        ? []
        : [{ property: "alias", value: args.alias, reason: "must be alias/ and then a path of a-z, 0-9, _ and -" }]),
      ...roleArnFindings("administrators", args.administrators),
      ...roleArnFindings("writers", args.writers),
      ...(args.readers.length > 0 ? roleArnFindings("readers", args.readers) : []),
    ]);
    const guarded = args.guarded ?? true;
    const child = { parent: this, protect: guarded, retainOnDelete: guarded };
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Pulumi secrets of ${args.scope}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(secretsKeyPolicy(args, args)),
      },
      child,
    );
    new aws.kms.Alias(`${name}-alias`, { name: args.alias, targetKeyId: key.keyId }, child);
    this.keyArn = key.arn;
    this.secretsProvider = `awskms://${args.alias}?region=${args.region}`;
    this.registerOutputs({ keyArn: this.keyArn, secretsProvider: this.secretsProvider });
  }
}
