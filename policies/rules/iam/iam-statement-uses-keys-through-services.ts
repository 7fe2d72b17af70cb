import { z } from "zod";
import { narrows } from "../../conditions";
import { type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import { secretsOfPulumi, usesOfKeys, worksWithKeyItself } from "../../key-use";
import { matches } from "../../patterns";
import type { ResourceRule } from "../../rule";

const list = (what: string, patterns: string[]) =>
  z.array(z.string()).default(patterns).describe(`Aliases, * for any characters, of keys ${what}`);
const config = z.strictObject({
  direct: list("that callers use themselves, such as those of Pulumi's secrets", secretsOfPulumi),
  boundary: list("that a boundary leaves to policies to say how they are used", ["alias/*/artifacts/*"]),
  bound: list("whose use must also name what is decrypted, by its encryption context", ["alias/*/store"]),
  secrets: z
    .array(z.string())
    .default(["ssm.*", "secretsmanager.*"])
    .describe("Services in kms:ViaService, * for any characters, of secrets: what is decrypted must be named likewise"),
});

/**
 * Whoever has a service decrypt for him may use the key through that service only.
 *
 * What he reads is then what the service lets him read. A statement that allows `kms:DescribeKey` as well is for a
 * caller that works with the key itself. For keys that several share, the encryption context names whose part it is, and for
 * those of secrets which secrets.
 *
 * Service: iam. Severity: medium. Topics: least-privilege, encryption.
 */
export const iamStatementUsesKeysThroughServices: ResourceRule<z.infer<typeof config>> = {
  name: "iam-statement-uses-keys-through-services",
  description: "Whoever has a service decrypt for him may use the key through that service only.",
  level: "mandatory",
  severity: "medium",
  service: "iam",
  topics: ["least-privilege", "encryption"],
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service",
  remedy: "Add StringEquals kms:ViaService, and for shared keys and those of secrets kms:EncryptionContext.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config,
  types: identityTypes,
  check(resource, report, { direct, boundary, bound, secrets }) {
    const isBoundary = String(resource.props["name"]).endsWith("-boundary");
    const free = isBoundary ? [...direct, ...boundary] : direct;
    for (const statement of identityStatements(resource, report)) {
      const uses = usesOfKeys(statement);
      if (uses.length === 0 || worksWithKeyItself(statement)) continue;
      if (!named(statement, free) && !narrows(statement, "kms:viaservice")) {
        report.violation(`${place(statement)} allows ${uses.join(", ")} without a service in kms:ViaService.`);
      }
      const ofSecrets = !isBoundary && through(statement, secrets);
      if ((named(statement, bound) || ofSecrets) && !narrows(statement, "kms:encryptioncontext:*")) {
        report.violation(`${place(statement)} allows ${uses.join(", ")} with a shared key whatever it decrypts.`);
      }
    }
  },
};

function through({ conditions }: FoundStatement, patterns: readonly string[]): boolean {
  const services = conditions.filter(({ key }) => key === "kms:viaservice").flatMap(({ values }) => values);
  return services.some((service) => patterns.some((pattern) => matches(pattern, service)));
}

function named({ conditions }: FoundStatement, patterns: readonly string[]): boolean {
  const aliases = conditions.filter(({ key }) => key === "kms:resourcealiases").flatMap(({ values }) => values);
  return aliases.length > 0 && aliases.every((alias) => patterns.some((pattern) => matches(pattern, alias)));
}
