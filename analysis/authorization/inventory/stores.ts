/** Keys and what they encrypt: buckets, topics and image repositories, with their policies. */
import { at, listAt, textAt } from "../values";
import { type All, type Placed, refers, type ShownPolicy, shown } from "./placed";

export interface Key extends Placed {
  /** With stack and resource name in the place of the id, which is unknown before the update. */
  arn: string;
  aliases: string[];
  policy?: ShownPolicy;
}

export interface Bucket extends Placed {
  name: string;
  arn: string;
  policy?: ShownPolicy;
  /** Key of its default encryption. */
  key?: Key;
  /** With bucket keys on, KMS sees the bucket's ARN as encryption context, else the object's. */
  bucketKey: boolean;
}

export interface Topic extends Placed {
  arn: string;
  policy?: ShownPolicy;
  /** Customer key that encrypts its messages. */
  key?: Key;
}

export interface Repository extends Placed {
  name: string;
  arn: string;
  policy?: ShownPolicy;
}

export function keysOf(all: All): Key[] {
  return all("aws:kms/key:Key").map((key) => ({
    ...key,
    arn: `arn:${key.partition}:kms:${key.region}:${key.accountId}:key/${key.stack.name}.${key.resource.name}`,
    aliases: all("aws:kms/alias:Alias")
      .filter((alias) => refers(alias, "targetKeyId", key, textAt(key.resource.outputs, "keyId")))
      .map((alias) => textAt(alias.resource.inputs, "name") ?? ""),
    policy: shown(`policy of key ${key.resource.name}`, key.resource.inputs["policy"]),
  }));
}

export function bucketsOf(all: All, keys: Key[]): Bucket[] {
  const configurations = all("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration");
  return all("aws:s3/bucket:Bucket").map((bucket) => {
    const name = textAt(bucket.resource.inputs, "bucket") ?? bucket.resource.name;
    const policy = all("aws:s3/bucketPolicy:BucketPolicy").find((each) => refers(each, "bucket", bucket, name));
    const encryption = configurations.find((each) => refers(each, "bucket", bucket, name));
    const [rule] = listAt(encryption?.resource.inputs, "rules");
    const keyArn = textAt(rule, "applyServerSideEncryptionByDefault", "kmsMasterKeyId");
    const dependencies = encryption?.resource.propertyDependencies["rules"] ?? [];
    return {
      ...bucket,
      name,
      arn: `arn:${bucket.partition}:s3:::${name}`,
      policy: shown(`policy of bucket ${name}`, policy?.resource.inputs["policy"]),
      key: keys.find((key) => (keyArn ? key.arn === keyArn : dependencies.includes(key.resource.urn))),
      bucketKey: at(rule, "bucketKeyEnabled") === true,
    };
  });
}

export function topicsOf(all: All, keys: Key[]): Topic[] {
  return all("aws:sns/topic:Topic").map((topic) => {
    const name = textAt(topic.resource.inputs, "name") ?? topic.resource.name;
    const arn = `arn:${topic.partition}:sns:${topic.region}:${topic.accountId}:${name}`;
    const policy = all("aws:sns/topicPolicy:TopicPolicy").find((each) => refers(each, "arn", topic, arn));
    return {
      ...topic,
      arn,
      policy: shown(`policy of topic ${name}`, policy?.resource.inputs["policy"]),
      key: keys.find((key) => isKeyOf(topic, key)),
    };
  });
}

/** `kmsMasterKeyId` takes an id, an ARN or an alias. */
function isKeyOf(topic: Placed, key: Key): boolean {
  const named = textAt(topic.resource.inputs, "kmsMasterKeyId");
  if (named === undefined) return refers(topic, "kmsMasterKeyId", key, undefined);
  const [alias = ""] = /alias\/.+$/.exec(named) ?? [];
  const here = key.accountId === topic.accountId && key.region === topic.region;
  return here && (key.aliases.includes(alias) || named === key.arn);
}

export function repositoriesOf(all: All): Repository[] {
  return all("aws:ecr/repository:Repository").map((repository) => {
    const name = textAt(repository.resource.inputs, "name") ?? repository.resource.name;
    const policy = all("aws:ecr/repositoryPolicy:RepositoryPolicy").find(
      (each) => each.region === repository.region && refers(each, "repository", repository, name),
    );
    return {
      ...repository,
      name,
      arn: `arn:${repository.partition}:ecr:${repository.region}:${repository.accountId}:repository/${name}`,
      policy: shown(`policy of repository ${name}`, policy?.resource.inputs["policy"]),
    };
  });
}
