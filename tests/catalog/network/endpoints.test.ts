import assert from "node:assert/strict";
import { endpointServiceName, endpointServices, gatewayServiceName } from "../../../catalog/network/endpoints";

describe("names of endpoint services", () => {
  it("are com.amazonaws, region and service where AWS has no other domain for them", () => {
    for (const service of endpointServices) {
      assert.equal(endpointServiceName(service, "aws", "eu-west-1"), `com.amazonaws.eu-west-1.${service}`);
      assert.equal(
        endpointServiceName(service, "aws-us-gov", "us-gov-west-1"),
        `com.amazonaws.us-gov-west-1.${service}`,
      );
    }
  });

  it("have China's domain for some of its services, and Europe's own cloud's for registries", () => {
    assert.equal(endpointServiceName("ecr.api", "aws-cn", "cn-north-1"), "cn.com.amazonaws.cn-north-1.ecr.api");
    assert.equal(endpointServiceName("ssm", "aws-cn", "cn-north-1"), "com.amazonaws.cn-north-1.ssm");
    assert.equal(endpointServiceName("ecr.dkr", "aws-eusc", "eusc-de-east-1"), "eu.amazonaws.eusc-de-east-1.ecr.dkr");
    assert.equal(endpointServiceName("sts", "aws-eusc", "eusc-de-east-1"), "com.amazonaws.eusc-de-east-1.sts");
  });

  it("of gateways are the common domain's everywhere", () => {
    assert.equal(gatewayServiceName("s3", "cn-north-1"), "com.amazonaws.cn-north-1.s3");
  });
});
