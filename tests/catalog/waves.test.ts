import assert from "node:assert/strict";
import { describeCatalog, wavesText } from "../../catalog/describe";
import { loadCatalog } from "../../catalog/load";
import { orphanPlan, orphans } from "../../catalog/orphans";
import { stackNamed, waves } from "../../catalog/stacks";
import { fixture } from "./organization";

const catalog = loadCatalog(fixture);

describe("stacks by name", () => {
  it("an unknown name is answered with the near ones", () => {
    assert.equal(stackNamed(catalog, "payments.prod").name, "payments.prod");
    assert.throws(
      () => stackNamed(catalog, "paymnets.prod"),
      /no file declares a stack "paymnets\.prod"\. Did you mean "payments\.prod"/,
    );
    assert.throws(() => waves(catalog, ["tst"]), /Did you mean "test"/);
  });

  it("orphans are the existing stacks that no file declares", () => {
    const existing = ["prod", "billing.prod", "state", "billing.pipeline", "portal.pipeline-live", "portal.pipeline"];
    assert.deepEqual(orphans(catalog, existing), ["billing.prod", "billing.pipeline", "portal.pipeline"]);
  });

  it("an orphan's kind follows from its name and folder, its state from the folder", () => {
    const at = { accountId: "444455556666", region: "eu-west-1" };
    const cases: [name: string, prefix: string, kind: string][] = [
      ["billing.pipeline", "toolchain/toolchain", "pipeline"],
      ["billing.pipeline-live", "toolchain/toolchain", "pipeline"],
      ["billing.prod", "live/prod", "service"],
      ["stage", "live/stage", "environment"],
      ["stage.state", "toolchain/administrator", "state"],
      ["spare.account", "toolchain/administrator", "account"],
      ["deployments", "toolchain/administrator", "deployments"],
    ];
    for (const [name, prefix, kind] of cases) {
      const plan = orphanPlan(catalog, { name, prefix, ...at });
      assert.deepEqual([plan.kind, plan.state.prefix], [kind, prefix], name);
      assert.equal(plan.appliedBy, prefix.endsWith("administrator") ? "administrator" : "update", name);
      assert.equal(plan.state.lockId, `globex-state-444455556666/${prefix}/release/${name}`);
    }
  });
});

describe("waves", () => {
  it("hold stacks that need nothing of each other, as early as they can be applied", () => {
    assert.deepEqual(waves(catalog), [
      ["state"],
      ["prod.state", "prod-eu-west-1.state", "test.state", "toolchain.account", "test.account", "live.account"],
      ["toolchain", "prod", "prod-eu-west-1", "test"],
      [
        "hello.test",
        ...["ledger.test", "ledger.prod-eu-west-1", "ledger.prod"],
        ...["payments.test", "payments.prod-eu-west-1", "payments.prod"],
        ...["portal.test", "portal.prod-eu-west-1", "portal.prod"],
        ...["price-feed.test", "price-feed.prod"],
        ...["quotes.test", "quotes.prod-eu-west-1"],
        "search.test",
        ...["web.test", "web.prod"],
      ],
      [
        ...["hello.pipeline", "ledger.pipeline", "payments.pipeline"],
        ...["portal.pipeline-test", "portal.pipeline-live"],
        ...["price-feed.pipeline", "quotes.pipeline", "search.pipeline", "web.pipeline"],
      ],
    ]);
  });

  it("of some stacks keep apart what only stacks in between connect", () => {
    assert.deepEqual(waves(catalog, ["payments.test", "state", "price-feed.prod", "test.account"]), [
      ["state"],
      ["test.account", "price-feed.prod"],
      ["payments.test"],
    ]);
  });

  it("of no stacks are none", () => {
    assert.deepEqual(waves(catalog, []), []);
  });
});

describe("describeCatalog", () => {
  it("is plain data with accounts, environments, services, ordered stacks and waves", () => {
    const description = describeCatalog(catalog);
    assert.deepEqual(JSON.parse(JSON.stringify(description.waves)), waves(catalog));
    assert.deepEqual(description.accounts[0], { alias: "test", id: "012345678901" });
    assert.deepEqual(
      description.services.map(({ name, mode, target }) => `${name} ${mode} ${target}`),
      [
        "hello trunk lambda",
        "ledger trunk ec2-in-place",
        "payments trunk ec2-in-place",
        "portal branch ec2-in-place",
        "price-feed trunk ec2-in-place",
        "quotes trunk lambda",
        "search trunk ecs",
        "web trunk ecs",
      ],
    );
    const pipelinesOf = (service: string) => description.services.find(({ name }) => name === service)!.pipelines;
    assert.deepEqual(pipelinesOf("ledger"), [
      {
        name: "globex-ledger",
        sources: ["codecommit ledger main", "s3 globex-rates/daily/rates.zip", "ecr globex/platform/runtime:stable"],
        waves: [
          { name: "test", environments: ["test"] },
          { name: "production", environments: ["prod-eu-west-1", "prod"] },
        ],
      },
    ]);
    assert.deepEqual(
      pipelinesOf("portal").map(({ name, sources, waves }) => [name, sources, wavesText(waves)]),
      [
        ["globex-portal_test", ["given globex/portal develop"], "test"],
        ["globex-portal_live", ["given globex/portal main"], "prod-eu-west-1 -> prod"],
      ],
    );
    assert.equal(wavesText(pipelinesOf("ledger")[0]!.waves), "test -> production[prod-eu-west-1, prod]");
    const last = description.stacks.at(-1)!;
    assert.equal(last.order, catalog.stacks.length);
    assert.equal(last.state, "s3://globex-state-444455556666/toolchain/toolchain");
    assert.equal(last.lock, "globex-state-444455556666/toolchain/toolchain/release/web.pipeline");
  });
});
