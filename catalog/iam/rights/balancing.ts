/**
 * Elastic Load Balancing: balancers, target groups and listeners of the organisation's names, and AWS WAF before them. A
 * balancer's name is part of the ARNs of its listeners and rules, which have no name of their own: their tag `Name`
 * bears it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
import { linkedRole } from "./linked-role";
import { each, everything, on, own, provider, type RightsPlace, type Row, regional, type Where } from "./row";

const elb = "elasticloadbalancing:";
// Whether it is an application's or the transport's (`app`, `net`) makes no difference to rights.
const balancer = regional("elasticloadbalancing", "loadbalancer/*/{name}/{id}", { name: own });
const group = regional("elasticloadbalancing", "targetgroup/{name}/{id}", { name: own });
const listener = regional("elasticloadbalancing", "listener/*/{tags.Name}/{id}", { "tags.Name": own });
const rule = regional("elasticloadbalancing", "listener-rule/*/{tags.Name}/{id}", { "tags.Name": own });

const arns =
  (kind: string) =>
  ({ names, partition, accountId }: RightsPlace) =>
    `arn:${partition}:elasticloadbalancing:*:${accountId}:${kind}/*/${names.prefix}-*/*`;
const itsBalancer: Where = { arn: "{@loadBalancerArn}", names: { "@loadBalancerArn": arns("loadbalancer") } };
const itsListener: Where = { arn: "{@listenerArn}", names: { "@listenerArn": arns("listener") } };
const protectedBalancer: Where = { arn: "{@resourceArn}", names: { "@resourceArn": arns("loadbalancer") } };
/** A web ACL is the company's own. */
const webAcl: Where = {
  arn: "{webAclArn}",
  names: {
    webAclArn: ({ partition, accountId }) => `arn:${partition}:wafv2:*:${accountId}:regional/webacl/*/*`,
  },
};

export const balancingRows: Row[] = [
  {
    type: "aws:lb/loadBalancer:LoadBalancer",
    source: provider("elbv2/load_balancer.go"),
    parts: { target: "balancing" },
    arn: balancer.arn,
    create: [
      on(balancer, ...each(elb, "AddTags", "CreateLoadBalancer", "ModifyLoadBalancerAttributes")),
      linkedRole("elasticloadbalancing.amazonaws.com"),
    ],
    read: [
      on(
        everything,
        ...each(`${elb}Describe`, "CapacityReservation", "LoadBalancerAttributes", "LoadBalancers", "Tags"),
      ),
    ],
    update: [
      on(
        balancer,
        ...each(elb, "AddTags", "ModifyLoadBalancerAttributes", "RemoveTags"),
        ...each(`${elb}Set`, "SecurityGroups", "Subnets"),
      ),
    ],
    delete: [on(balancer, `${elb}DeleteLoadBalancer`)],
  },
  {
    type: "aws:lb/targetGroup:TargetGroup",
    source: provider("elbv2/target_group.go"),
    parts: { target: "balancing" },
    create: [on(group, ...each(elb, "AddTags", "CreateTargetGroup", "ModifyTargetGroupAttributes"))],
    read: [on(everything, ...each(`${elb}Describe`, "Tags", "TargetGroupAttributes", "TargetGroups"))],
    update: [on(group, ...each(elb, "AddTags", "ModifyTargetGroup", "ModifyTargetGroupAttributes", "RemoveTags"))],
    delete: [on(group, `${elb}DeleteTargetGroup`)],
  },
  {
    type: "aws:lb/listener:Listener",
    source: provider("elbv2/listener.go"),
    parts: { target: "balancing" },
    arn: listener.arn,
    create: [on(itsBalancer, `${elb}CreateListener`), on(listener, `${elb}AddTags`)],
    read: [on(everything, ...each(`${elb}Describe`, "ListenerAttributes", "Listeners", "Tags"))],
    update: [on(listener, ...each(elb, "AddTags", "ModifyListener", "ModifyListenerAttributes", "RemoveTags"))],
    delete: [on(listener, `${elb}DeleteListener`)],
  },
  {
    type: "aws:lb/listenerRule:ListenerRule",
    source: provider("elbv2/listener_rule.go"),
    parts: { target: "balancing" },
    create: [on(itsListener, `${elb}CreateRule`), on(rule, `${elb}AddTags`)],
    read: [on(everything, ...each(`${elb}Describe`, "Rules", "Tags"))],
    update: [on(rule, ...each(elb, "AddTags", "ModifyRule", "RemoveTags", "SetRulePriorities"))],
    delete: [on(rule, `${elb}DeleteRule`)],
  },
  {
    type: "aws:wafv2/webAclAssociation:WebAclAssociation",
    source: provider("wafv2/web_acl_association.go"),
    parts: { target: "balancing" },
    create: [
      on(webAcl, "wafv2:AssociateWebACL"),
      on(protectedBalancer, "wafv2:AssociateWebACL"),
      on(everything, `${elb}SetWebAcl`),
    ],
    read: [on(webAcl, "wafv2:GetWebACLForResource"), on(protectedBalancer, "wafv2:GetWebACLForResource")],
    // Every change replaces it.
    update: [],
    delete: [on(protectedBalancer, "wafv2:DisassociateWebACL"), on(everything, `${elb}SetWebAcl`)],
  },
];
