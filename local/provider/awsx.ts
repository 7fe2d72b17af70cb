/** The stand-in for `@pulumi/awsx`: its components, expanded by the model in a process of their own. */
import * as pulumi from "@pulumi/pulumi";
import { constructVpc } from "../model/awsx/vpc";
import { packageVersion } from "../model/package";
import { endWithEngine } from "./engine";

const provider: pulumi.provider.Provider = {
  version: packageVersion("awsx"),
  schema: "{}",
  async construct(name, type, inputs, options) {
    if (type !== "awsx:ec2:Vpc") {
      throw new Error(
        `The laptop cloud has no ${type}; of awsx it knows awsx:ec2:Vpc. Build it from @pulumi/aws resources.`,
      );
    }
    const { urn, outputs } = await constructVpc(name, inputs, options);
    return { urn, state: outputs };
  },
};

endWithEngine();
pulumi.provider.main(provider, process.argv.slice(3));
