/** Accounts that administer AWS services for the organisation, so that nobody works in the management account for it. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountIdFindings, refuse } from "../problems";

export interface DelegatedAdministratorsArgs {
  /** Account that the organisation belongs to; AWS takes members only as administrators. */
  managementAccountId: string;
  /** Principal of each service, with the account that administers it. */
  administrators: { service: string; accountId: string }[];
}

/**
 * Trusted access of each service, and its administrators. Trusted access is a resource of its own here: the
 * organisation's, which lists all of it, stays whose it is.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class DelegatedAdministrators extends pulumi.ComponentResource {
  constructor(name: string, args: DelegatedAdministratorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:governance:DelegatedAdministrators", name, {}, opts);
    refuse(
      "DelegatedAdministrators",
      name,
      args.administrators.flatMap(({ accountId }, index) => {
        const property = `administrators[${index}].accountId`;
        const own = { property, value: accountId, reason: "must be a member account, not the management account" };
        return accountId === args.managementAccountId ? [own] : accountIdFindings(property, accountId);
      }),
    );
    const child = { parent: this };
    const services = [...new Set(args.administrators.map(({ service }) => service))];
    const access = new Map(
      services.map((service) => [
        service,
        new aws.organizations.AwsServiceAccess(`${name}-${service}`, { servicePrincipal: service }, child),
      ]),
    );
    for (const { service, accountId } of args.administrators) {
      new aws.organizations.DelegatedAdministrator(
        `${name}-${service}-${accountId}`,
        { servicePrincipal: service, accountId },
        // AWS registers nobody for a service that it does not trust yet.
        { ...child, dependsOn: [access.get(service)!] },
      );
    }
    this.registerOutputs({});
  }
}
