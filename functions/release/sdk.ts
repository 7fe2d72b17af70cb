/**
 * Calls of the AWS SDK by name. Its packages are loaded when they are first asked for, and only what is used of their
 * answers is declared, beside each call: the Lambda runtime brings all of them along, this program not every one.
 */

/** One call: the operation's name in the service's API, its input, and the region that it is made in. Default: the place's. */
export type Call = <Answer>(operation: string, input: object, region?: string) => Promise<Answer>;

/** The packages' names and those of their clients. */
const clients = {
  ecs: "ECSClient",
  codedeploy: "CodeDeployClient",
  lambda: "LambdaClient",
  s3: "S3Client",
  ssm: "SSMClient",
} as const;

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

export interface Place {
  /** Default: the environment's. */
  region?: string;
  /** Asked again when they have expired. Default: the environment's. */
  credentials?: () => Promise<Credentials>;
}

type Constructor<T> = new (input: object) => T;
interface Client {
  send(command: object): Promise<unknown>;
}

export function callsOf(
  service: keyof typeof clients,
  place: Place = {},
  load: (name: string) => unknown = require,
): Call {
  const made = new Map<string | undefined, Client>();
  return async <Answer>(operation: string, input: object, region = place.region) => {
    const sdk = load(`@aws-sdk/client-${service}`) as Record<string, Constructor<Client> & Constructor<object>>;
    const client = made.get(region) ?? new sdk[clients[service]]!({ ...place, ...(region ? { region } : {}) });
    made.set(region, client);
    return (await client.send(new sdk[`${operation}Command`]!(input))) as Answer;
  };
}

/** Parts of a list that one call takes. */
export function inParts<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
