import assert from "node:assert/strict";
import {
  type Caller,
  decide,
  exactRoles,
  PolicyError,
  policy,
  type Request,
  readPolicy,
  type Statement,
  trustRoles,
  trustService,
} from "../../../catalog/iam";

const dev = "222222222222";
const prod = "333333333333";
const roleArn = `arn:aws:iam::${dev}:role/slipway/acme-pipeline`;
const role: Caller = { kind: "principal", arn: roleArn, accountId: dev };
const bucket = "arn:aws:s3:::acme-artifacts";

const allow = (action: string, resource: string, more: Partial<Statement> = {}): Statement => ({
  Sid: "Allow",
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...more,
});
const deny = (action: string, resource: string, more: Partial<Statement> = {}): Statement => ({
  ...allow(action, resource, more),
  Sid: "Refuse",
  Effect: "Deny",
});
const named = (name: string, ...statements: Statement[]) => ({ name, document: policy(...statements) });
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });

const read: Request = { caller: role, action: "s3:GetObject", resource: `${bucket}/a/b`, resourceAccount: dev };
const readThere: Request = { ...read, resourceAccount: prod };
const key = `arn:aws:kms:us-east-1:${dev}:key/1`;
const decrypt: Request = { caller: role, action: "kms:Decrypt", resource: key, resourceAccount: dev };
const assume: Request = {
  caller: role,
  action: "sts:AssumeRole",
  resource: `arn:aws:iam::${dev}:role/x`,
  resourceAccount: dev,
};
const mine = (...statements: Statement[]) => [named("mine", ...statements)];
const missing = (...sides: string[]) => ({ verdict: "missing", sides });

describe("decisions by IAM policies", () => {
  it("allows within the account by the caller's own policy and names the statement", () => {
    assert.deepEqual(decide(read, { identity: mine(allow("s3:GetObject", `${bucket}/*`)) }), {
      verdict: "allowed",
      by: [{ policy: "mine", statement: "Allow" }],
    });
  });

  it("matches actions without regard to case, with wildcards, and resources with regard to case", () => {
    const by = (action: string, resource: string) => decide(read, { identity: mine(allow(action, resource)) }).verdict;
    assert.equal(by("S3:getobject", `${bucket}/*`), "allowed");
    assert.equal(by("s3:Get*", "*"), "allowed");
    assert.equal(by("*", `${bucket}/?/b`), "allowed");
    assert.equal(by("s3:GetObjectVersion", "*"), "missing");
    assert.equal(by("s3:GetObject", `${bucket}/A/*`), "missing");
    assert.equal(by("s3:GetObject", bucket), "missing");
  });

  it("reads NotAction and NotResource as everything else", () => {
    const statement = (more: Partial<Statement>): Statement => ({ Effect: "Allow", ...more });
    const by = (more: Partial<Statement>) => decide(read, { identity: mine(statement(more)) }).verdict;
    assert.equal(by({ NotAction: "s3:PutObject", Resource: "*" }), "allowed");
    assert.equal(by({ NotAction: "s3:Get*", Resource: "*" }), "missing");
    assert.equal(by({ Action: "s3:*", NotResource: `${bucket}/c/*` }), "allowed");
    assert.equal(by({ Action: "s3:*", NotResource: `${bucket}/a/*` }), "missing");
  });

  it("replaces policy variables in resources by the caller's tags", () => {
    const identity = mine(allow("s3:GetObject", `${bucket}/\${aws:PrincipalTag/team}/*`));
    assert.equal(decide({ ...read, caller: { ...role, tags: { team: "a" } } }, { identity }).verdict, "allowed");
    assert.equal(decide({ ...read, caller: { ...role, tags: { team: "c" } } }, { identity }).verdict, "missing");
    assert.equal(decide(read, { identity }).verdict, "missing");
  });

  it("puts an explicit denial first, wherever it stands", () => {
    const identity = mine(allow("s3:*", "*"));
    const no = deny("s3:GetObject", "*");
    const denied = (name: string) => ({ verdict: "denied", by: { policy: name, statement: "Refuse" } });
    assert.deepEqual(decide(read, { identity: [...identity, named("other", no)] }), denied("other"));
    assert.deepEqual(
      decide(read, { identity, resource: named("bucket", { ...no, Principal: "*" }) }),
      denied("bucket"),
    );
    assert.deepEqual(decide(read, { identity, boundary: named("bound", allow("*", "*"), no) }), denied("bound"));
    assert.deepEqual(decide(read, { identity, scps: [[named("scp", allow("*", "*"), no)]] }), denied("scp"));
  });

  it("takes requests for encrypted in transit unless they say otherwise", () => {
    const resource = named(
      "bucket",
      deny("s3:*", "*", { Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    );
    const identity = mine(allow("s3:*", "*"));
    assert.equal(decide(read, { identity, resource }).verdict, "allowed");
    const plain = { ...read, context: { "aws:SecureTransport": "false" } };
    assert.equal(decide(plain, { identity, resource }).verdict, "denied");
  });

  describe("with a resource policy", () => {
    const grant = (principal: Statement["Principal"]) =>
      named("bucket", allow("s3:GetObject", `${bucket}/*`, { Principal: principal }));

    it("is enough inside the account when it names the role, not when it names the account", () => {
      assert.equal(decide(read, { resource: grant({ AWS: roleArn }) }).verdict, "allowed");
      assert.equal(decide(read, { resource: grant("*") }).verdict, "allowed");
      assert.deepEqual(decide(read, { resource: grant(root(dev)) }), missing("identity policy"));
      assert.deepEqual(decide(read, { resource: grant({ AWS: prod }) }), missing("identity policy"));
    });

    it("is needed together with the identity policy across accounts, whatever it names", () => {
      const identity = mine(allow("s3:GetObject", "*"));
      assert.deepEqual(decide(readThere, { identity }), missing("resource policy"));
      assert.deepEqual(decide(readThere, { resource: grant({ AWS: roleArn }) }), missing("identity policy"));
      assert.deepEqual(decide(readThere, {}), missing("resource policy", "identity policy"));
      assert.equal(decide(readThere, { identity, resource: grant(root(dev)) }).verdict, "allowed");
      assert.equal(decide(readThere, { identity, resource: grant({ AWS: dev }) }).verdict, "allowed");
      assert.deepEqual(decide(readThere, { identity, resource: grant(root(prod)) }), missing("resource policy"));
    });

    it("admits only the roles that a condition on the principal names", () => {
      const identity = mine(allow("s3:GetObject", "*"));
      const resource = (...roleArns: string[]) =>
        named("bucket", {
          ...allow("s3:GetObject", `${bucket}/*`),
          ...exactRoles({ partition: "aws", accountId: dev, roleArns, organizationId: "o-1" }),
        });
      const member = { ...readThere, caller: { ...role, organizationId: "o-1" } };
      assert.equal(decide(member, { identity, resource: resource(roleArn) }).verdict, "allowed");
      assert.deepEqual(decide(member, { identity, resource: resource(`${roleArn}-2`) }), missing("resource policy"));
      assert.deepEqual(decide(readThere, { identity, resource: resource(roleArn) }), missing("resource policy"));
    });

    it("is the only word about a service", () => {
      const caller: Caller = { kind: "service", service: "cloudtrail.amazonaws.com" };
      const resource = grant({ Service: "cloudtrail.amazonaws.com" });
      assert.equal(decide({ ...readThere, caller }, { resource }).verdict, "allowed");
      assert.deepEqual(
        decide({ ...readThere, caller: { kind: "service", service: "s3.amazonaws.com" } }, { resource }),
        missing("resource policy"),
      );
    });
  });

  describe("of keys", () => {
    const identity = mine(allow("kms:Decrypt", "*"));
    const keyPolicy = (principal: Statement["Principal"]) =>
      named("key", allow("kms:Decrypt", "*", { Principal: principal }));

    it("need the key policy even inside the account", () => {
      assert.deepEqual(decide(decrypt, { identity }), missing("key policy"));
      assert.equal(decide(decrypt, { identity, resource: keyPolicy(root(dev)) }).verdict, "allowed");
      assert.deepEqual(decide(decrypt, { resource: keyPolicy(root(dev)) }), missing("identity policy"));
      assert.equal(decide(decrypt, { resource: keyPolicy({ AWS: roleArn }) }).verdict, "allowed");
    });

    it("need both across accounts", () => {
      const there = { ...decrypt, resourceAccount: prod };
      assert.deepEqual(decide(there, { resource: keyPolicy({ AWS: roleArn }) }), missing("identity policy"));
      assert.deepEqual(decide(there, { identity }), missing("key policy"));
      assert.equal(decide(there, { identity, resource: keyPolicy(root(dev)) }).verdict, "allowed");
    });

    it("are granted by alias through the multi-valued kms:ResourceAliases", () => {
      const byAlias = mine(
        allow("kms:Decrypt", `arn:aws:kms:us-east-1:${dev}:key/*`, {
          Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/a" } },
        }),
      );
      const ask = (...aliases: string[]) =>
        decide(
          { ...decrypt, context: { "kms:ResourceAliases": aliases } },
          { identity: byAlias, resource: keyPolicy(root(dev)) },
        );
      assert.equal(ask("alias/b", "alias/a").verdict, "allowed");
      assert.deepEqual(ask("alias/b"), missing("identity policy"));
    });

    it("do not decide requests that concern no key", () => {
      const request = { ...decrypt, action: "kms:CreateKey", resource: "*" };
      assert.equal(decide(request, { identity: mine(allow("kms:CreateKey", "*")) }).verdict, "allowed");
    });
  });

  describe("of roles to assume", () => {
    const identity = mine(allow("sts:AssumeRole", "*"));
    const trust = (statement: Statement) => named("trust", statement);

    it("need the trust policy even inside the account, and the caller's own when it names the account", () => {
      const byRoot = trust(trustRoles("T", { partition: "aws", accountId: dev, roleArns: [roleArn] }));
      assert.deepEqual(decide(assume, { identity }), missing("trust policy"));
      assert.equal(decide(assume, { identity, resource: byRoot }).verdict, "allowed");
      assert.deepEqual(decide(assume, { resource: byRoot }), missing("identity policy"));
      const byArn = trust({ Effect: "Allow", Principal: { AWS: roleArn }, Action: "sts:AssumeRole" });
      assert.equal(decide(assume, { resource: byArn }).verdict, "allowed");
      assert.deepEqual(decide({ ...assume, resourceAccount: prod }, { resource: byArn }), missing("identity policy"));
    });

    it("admit a service for its own account only", () => {
      const resource = trust(trustService("S", "codedeploy", "aws", dev));
      const caller: Caller = { kind: "service", service: "codedeploy.amazonaws.com" };
      const from = (account: string) => ({ ...assume, caller, context: { "aws:SourceAccount": account } });
      assert.equal(decide(from(dev), { resource }).verdict, "allowed");
      assert.deepEqual(decide(from(prod), { resource }), missing("trust policy"));
    });

    it("admit a federated identity with its subject", () => {
      const resource = trust({
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::1:oidc-provider/token.example" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { "token.example:sub": "repo:a" } },
      });
      const caller: Caller = { kind: "federated", provider: "arn:aws:iam::1:oidc-provider/token.example" };
      const as = (subject: string) => ({
        ...assume,
        caller,
        action: "sts:AssumeRoleWithWebIdentity",
        context: { "token.example:sub": subject },
      });
      assert.equal(decide(as("repo:a"), { resource }).verdict, "allowed");
      assert.equal(decide(as("repo:b"), { resource }).verdict, "missing");
    });
  });

  it("keeps a caller inside its boundary", () => {
    const identity = mine(allow("s3:*", "*"));
    const boundary = named("bound", allow("s3:PutObject", "*"));
    assert.deepEqual(decide(read, { identity, boundary }), missing("boundary"));
    assert.equal(decide({ ...read, action: "s3:PutObject" }, { identity, boundary }).verdict, "allowed");
    const byRole = named("bucket", allow("s3:GetObject", "*", { Principal: { AWS: roleArn } }));
    assert.deepEqual(decide(read, { resource: byRole, boundary }), missing("boundary"));
    const session = `arn:aws:sts::${dev}:assumed-role/acme-pipeline/s`;
    const bySession = named("bucket", allow("s3:GetObject", "*", { Principal: { AWS: session } }));
    assert.equal(
      decide({ ...read, caller: { ...role, sessionArn: session } }, { resource: bySession, boundary }).verdict,
      "allowed",
    );
  });

  it("needs an allowance from every level of service control policies", () => {
    const identity = mine(allow("s3:*", "*"));
    const all = named("all", allow("*", "*"));
    assert.equal(decide(read, { identity, scps: [[all], [all]] }).verdict, "allowed");
    assert.deepEqual(decide(read, { identity, scps: [[all], [named("few", allow("ec2:*", "*"))]] }), missing("scp"));
  });
});

describe("service control policies", () => {
  const closed = [[named("closed", { Effect: "Deny", Action: "*", Resource: "*" })]];
  const as = (path: string): Caller => ({ kind: "principal", arn: `arn:aws:iam::${dev}:role${path}x`, accountId: dev });
  const ask = (caller: Caller) =>
    decide({ ...read, caller }, { identity: mine(allow("s3:*", "*")), scps: closed }).verdict;

  it("decide about roles, the root user's too, and not about service-linked ones", () => {
    assert.equal(ask(as("/")), "denied");
    assert.equal(ask({ kind: "principal", arn: `arn:aws:iam::${dev}:root`, accountId: dev }), "denied");
    assert.equal(ask(as("/aws-service-role/config.amazonaws.com/")), "allowed");
  });
});

describe("reading policy documents", () => {
  it("accepts JSON text, a single statement, and booleans as condition values", () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Condition":{"Bool":{"aws:SecureTransport":false}}}}';
    assert.deepEqual(readPolicy(text).Statement, [
      { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": ["false"] } } },
    ]);
  });

  it("names every problem and where it is", () => {
    const document = {
      Statement: [
        { Effect: "allow", NotPrincipal: "*" },
        { Effect: "Deny", Condition: { StringEqual: { a: "b" } } },
      ],
    };
    assert.throws(
      () => readPolicy(document, "trust of x"),
      (error: PolicyError) =>
        error instanceof PolicyError &&
        error.problems.length === 3 &&
        /trust of x: Statement\[0\].*NotPrincipal/.test(error.message) &&
        /Statement\[0\]\.Effect: "allow"/.test(error.message) &&
        /Statement\[1\]\.Condition\.StringEqual: unknown/.test(error.message),
    );
    assert.throws(() => readPolicy("{"), /not a JSON policy document/);
  });
});
