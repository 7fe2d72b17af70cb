import assert from "node:assert/strict";
import { prover } from "../../analysis/authorization";
import { requestsOf } from "../../analysis/authorization/requests";
import { describeCatalog } from "../../catalog/describe";
import { stackNamed } from "../../catalog/stacks";
import type { Catalog } from "../../catalog/types";
import { recordGraph } from "../../runner/graph/record";
import { withCopy } from "./organization";

const file = "services/hello.yaml";
const withoutImage = (): Catalog => withCopy((copy) => copy.set(file, ["target", "placeholder"], undefined).load());

describe("a function of an image that is not built yet", function () {
  this.timeout(20_000);

  it("has a pipeline that builds it and no stack, and says what is to do", () => {
    const catalog = withoutImage();
    const own = catalog.stacks.filter(({ service }) => service === "hello");
    assert.deepEqual(
      own.map(({ name, dependsOn }) => [name, dependsOn]),
      [["hello.pipeline", ["toolchain"]]],
    );
    const todo =
      /hello\.test waits for the first image of hello: apply hello\.pipeline, .* target\.placeholder\.test of services\/hello\.yaml/;
    assert.throws(() => stackNamed(catalog, "hello.test"), todo);
    const [waiting, ...more] = describeCatalog(catalog).waiting;
    assert.match(`${waiting!.name} ${waiting!.until}`, todo);
    assert.deepEqual(more, []);
  });

  it("waits only where its file names none", () => {
    const catalog = withCopy((copy) =>
      copy
        .set(file, ["stages", 1], { environment: "prod-eu-west-1" })
        .set(file, ["target", "provisioned"], undefined)
        .load(),
    );
    assert.deepEqual(stackNamed(catalog, "hello.pipeline").dependsOn, ["toolchain", "hello.test"]);
    assert.deepEqual(
      describeCatalog(catalog).waiting.map(({ name }) => name),
      ["hello.prod-eu-west-1"],
    );
  });

  it("needs of its pipeline nothing that is refused", async () => {
    const catalog = withoutImage();
    const graph = await recordGraph(catalog);
    const prove = prover(graph);
    const refused = requestsOf(graph)
      .filter(({ stack, engine }) => stack === "hello.pipeline" && !engine)
      .filter(({ request, callerOnly }) => prove(request, { callerOnly, region: "eu-west-1" }).verdict !== "allowed");
    assert.deepEqual(
      refused.map(({ id }) => id),
      [],
    );
  });
});
