import { domainOf } from "../../../catalog/regions";
import { hex, letters, uuid } from "../ids";
import { moduleOf, type TypeSchema } from "../schema";
import type { Place, Properties } from "../types";
import { text } from "../values";

/** What AWS gives a new resource: its id and the outputs beyond the inputs; `undefined` leaves an output out. */
export interface Made {
  id: string;
  outputs: Properties;
}

/** Services whose name in ARNs is not their module's. */
const arnServices: Record<string, string> = {
  alb: "elasticloadbalancing",
  lb: "elasticloadbalancing",
  elb: "elasticloadbalancing",
  vpc: "ec2",
  ebs: "ec2",
  ec2transitgateway: "ec2",
  cfg: "config",
  sfn: "states",
  efs: "elasticfilesystem",
  appautoscaling: "application-autoscaling",
  codestarconnections: "codestar-connections",
  opensearch: "es",
  cognito: "cognito-idp",
  amp: "aps",
  msk: "kafka",
  s3control: "s3",
};

/** Services without a region in their ARNs. */
const regionless = new Set(["iam", "organizations", "route53", "cloudfront", "budgets", "globalaccelerator", "shield"]);

/** A moment in the past: AWS's clocks are no part of the model. */
export const madeAt = "2026-01-01T00:00:00Z";

/** The making of one resource: its inputs and where its ids come from. */
export class Making {
  constructor(
    readonly schema: TypeSchema,
    /** Logical name. */
    readonly logicalName: string,
    readonly inputs: Properties,
    readonly place: Place,
    private readonly seed: string,
  ) {}

  get region(): string {
    return text(this.inputs["region"]) ?? this.place.region;
  }

  /** The service's name in ARNs. */
  get service(): string {
    const module = moduleOf(this.schema.type);
    return arnServices[module] ?? module;
  }

  hex(label: string, digits: number): string {
    return hex(this.seed, label, digits);
  }

  uuid(label: string): string {
    return uuid(this.seed, label);
  }

  upper(label: string, count: number): string {
    return letters(this.seed, label, count, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
  }

  digits(label: string, count: number): string {
    return letters(this.seed, label, count, "0123456789");
  }

  /** An id of EC2's kind: prefix and 17 hexadecimal digits. */
  ec2Id(prefix: string, label = prefix): string {
    return `${prefix}-0${this.hex(label, 16)}`;
  }

  /** A number of `0..below-1`, by seed. */
  number(label: string, below: number): number {
    return Number.parseInt(this.hex(label, 8), 16) % below;
  }

  input(property: string): string | undefined {
    return text(this.inputs[property]);
  }

  /** The name given, or one made from the prefix given, as the provider does. */
  named(property = "name"): string {
    const prefix = this.input(`${property}Prefix`);
    return this.input(property) ?? (prefix === undefined ? this.logicalName : `${prefix}${this.unique()}`);
  }

  /** The provider's unique text: 26 hexadecimal digits. */
  unique(): string {
    return `20260101${this.hex("unique", 18)}`;
  }

  arn(resource: string, service = this.service): string {
    const region = regionless.has(service) ? "" : this.region;
    return `arn:${this.place.partition}:${service}:${region}:${this.place.account}:${resource}`;
  }

  /** `amazonaws.com`, or the partition's own. */
  get domain(): string {
    return domainOf(this.place.partition);
  }
}

export type Rule = (making: Making) => Made;
export type Rules = Record<string, Rule>;
