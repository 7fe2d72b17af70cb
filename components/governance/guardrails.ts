/** Service control policies of the organisation, and what they are attached to. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { documentUse, type Limits, quotaMessage, limits as quotas } from "../../catalog/quota";
import type { GuardrailTarget } from "../../catalog/types";
import { accountIdFindings, type Finding, refuse } from "../problems";
import { type GuardrailDocument, type GuardrailRules, guardrailDocuments } from "./documents";

export interface GuardrailsArgs extends GuardrailRules {
  /** Account of the organisation's management, which the policies lie in and do not concern. */
  managementAccountId: string;
  targets: GuardrailTarget[];
  /** What AWS allows. Default: its own figures. */
  limits?: Limits;
}

/**
 * Guardrails for the member accounts. The organisation must have all features on, and service control policies enabled
 * at its root: both are settings of the organisation itself, which nothing here owns.
 *
 * The policies are protected, so that no destroy takes them away; what they are attached to follows the file.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments, a document that is too large among them.
 */
export class Guardrails extends pulumi.ComponentResource {
  /** Ids of the policies by the last part of their name. */
  readonly policyIds: pulumi.Output<Record<string, string>>;
  /** Accounts of the files that each target concerns, by the target's id: what AWS knows, and no file of its own says. */
  readonly accountIds: pulumi.Output<Record<string, string[]>>;

  constructor(name: string, args: GuardrailsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:governance:Guardrails", name, {}, opts);
    const guardrails = guardrailDocuments(args);
    refuse("Guardrails", name, findings(args, guardrails));
    const child = { parent: this };
    const ids = guardrails.map((guardrail): [string, pulumi.Output<string>] => {
      const policy = new aws.organizations.Policy(
        `${name}-${guardrail.name}`,
        {
          name: args.names.guardrail(guardrail.name),
          description: guardrail.description,
          type: "SERVICE_CONTROL_POLICY",
          content: JSON.stringify(guardrail.document),
        },
        { ...child, protect: true },
      );
      for (const { id } of args.targets) {
        new aws.organizations.PolicyAttachment(
          `${name}-${guardrail.name}-${id}`,
          { policyId: policy.id, targetId: id },
          child,
        );
      }
      return [guardrail.name, policy.id];
    });
    this.policyIds = pulumi.output(Object.fromEntries(ids));
    this.accountIds = pulumi.output(Object.fromEntries(args.targets.map(({ id, accountIds }) => [id, accountIds])));
    this.registerOutputs({ policyIds: this.policyIds, accountIds: this.accountIds });
  }
}

function findings(args: GuardrailsArgs, guardrails: GuardrailDocument[]): Finding[] {
  const { targets, regions, managementAccountId, limits = quotas } = args;
  const ids = targets.map(({ id }) => id);
  return [
    ...accountIdFindings("managementAccountId", managementAccountId),
    ...(targets.length === 0
      ? [{ property: "targets", value: targets, reason: "must name a root, a unit or an account" }]
      : []),
    ...targets.flatMap(({ id, accountIds }, index): Finding[] => {
      const property = `targets[${index}]`;
      return [
        ...(ids.indexOf(id) === index ? [] : [{ property, value: id, reason: "must be named once" }]),
        ...([id, ...accountIds].includes(managementAccountId)
          ? [
              {
                property,
                value: managementAccountId,
                reason: "must not be the management account, which no SCP concerns",
              },
            ]
          : []),
      ];
    }),
    ...(regions.length === 0 ? [{ property: "regions", value: regions, reason: "must name at least one region" }] : []),
    ...guardrails.flatMap(({ name, document }) => {
      const use = documentUse([{ name, kind: "scp", account: managementAccountId, document }], limits);
      return use.used > use.limit.value ? [{ property: "regions", reason: quotaMessage(use) }] : [];
    }),
  ];
}
