import assert from "node:assert/strict";
import { servicePrincipal, viaService } from "../../catalog/iam";
import { domainOf, partitionOf, regions } from "../../catalog/regions";

describe("regions", () => {
  it("lie in one partition each, and unknown ones in none", () => {
    assert.deepEqual([...new Set(regions)], regions);
    assert.equal(partitionOf("eusc-de-east-1"), "aws-eusc");
    assert.equal(partitionOf("us-gov-west-1"), "aws-us-gov");
    assert.equal(partitionOf("us-east-9"), undefined);
  });

  it("have the domain of their partition", () => {
    const of = (region: string) => domainOf(partitionOf(region)!);
    assert.equal(of("eu-west-1"), "amazonaws.com");
    assert.equal(of("us-gov-east-1"), "amazonaws.com");
    assert.equal(of("cn-north-1"), "amazonaws.com.cn");
    assert.equal(of("eusc-de-east-1"), "amazonaws.eu");
  });
});

describe("services in policies", () => {
  it("have China's domain as principal there only where AWS asks for it", () => {
    assert.equal(servicePrincipal("codedeploy", "aws"), "codedeploy.amazonaws.com");
    assert.equal(servicePrincipal("codedeploy", "aws-eusc"), "codedeploy.amazonaws.com");
    assert.equal(servicePrincipal("codepipeline", "aws-cn"), "codepipeline.amazonaws.com");
    for (const service of ["codedeploy", "ec2", "s3"]) {
      assert.equal(servicePrincipal(service, "aws-cn"), `${service}.amazonaws.com.cn`);
    }
  });

  it("call KMS under the domain of their partition", () => {
    assert.equal(viaService("s3", "aws", "us-east-1"), "s3.us-east-1.amazonaws.com");
    assert.equal(viaService("s3", "aws-cn", "cn-north-1"), "s3.cn-north-1.amazonaws.com.cn");
  });
});
