/** The identity provider of one issuer, once per account. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { normaliseIssuer } from "../../../catalog/federation/issuers";
import { type Finding, refuse } from "../../problems";

export interface FederatedProviderArgs {
  /** URL of the issuer, as `identityProviders` of the catalog gives it: equal to its tokens' `iss`. */
  url: string;
  /** Audiences of all bindings of this issuer, 1 to 100. */
  audiences: string[];
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
const mostAudiences = 100;

/**
 * Trusts an issuer's signature; which of its tokens get a role is said by each `FederatedRole`. IAM takes each URL once
 * per account, so there is one for all roles of the account.
 *
 * It has no thumbprint: AWS checks the issuer's certificate against its own list of authorities, and asks for the
 * thumbprint itself where that is not enough.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class FederatedProvider extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: FederatedProviderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:account:FederatedProvider", name, {}, opts);
    refuse("FederatedProvider", name, findings(args));
    const provider = new aws.iam.OpenIdConnectProvider(
      `${name}-provider`,
      { url: args.url, clientIdLists: [...args.audiences].sort() },
      { parent: this },
    );
    this.arn = provider.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

function findings({ url, audiences }: FederatedProviderArgs): Finding[] {
  const twice = audiences.filter((audience, index) => audiences.indexOf(audience) !== index);
  return [
    ...urlFindings(url),
    ...(audiences.length === 0 || audiences.length > mostAudiences
      ? [{ property: "audiences", value: audiences.length, reason: `must be 1 to ${mostAudiences}` }]
      : []),
    ...audiences.flatMap((value, index) =>
      value === "" || /[*?\s]/.test(value)
        ? [{ property: `audiences[${index}]`, value, reason: "must be one audience, without wildcards and spaces" }]
        : [],
    ),
    ...twice.map((value) => ({ property: "audiences", value, reason: "must name each audience once" })),
  ];
}

function urlFindings(url: string): Finding[] {
  try {
    const normal = normaliseIssuer(url);
    return normal === url
      ? []
      : [{ property: "url", value: url, reason: `must be ${normal}, as the tokens' issuer is spelt` }];
  } catch (error) {
    return [{ property: "url", reason: (error as Error).message }];
  }
}
