import assert from "node:assert/strict";
import { checkGraph } from "../../policies/check";
import { rules } from "../../policies/rules";
import { cases } from "./cases";
import { judgeWith, stackOf } from "./fixtures";

describe("each rule of the policy pack", () => {
  it("has resources that pass and resources that fail", () => {
    for (const { name } of rules) {
      const own = cases[name] ?? [];
      assert.ok(
        own.some(({ finds }) => !finds),
        `${name}: nothing passes`,
      );
      assert.ok(
        own.some(({ finds }) => finds?.some((message) => message !== "undecided")),
        `${name}: nothing fails`,
      );
    }
    assert.deepEqual(
      Object.keys(cases).filter((name) => !rules.some((rule) => rule.name === name)),
      [],
    );
  });

  for (const [name, own] of Object.entries(cases)) {
    for (const { what, parts, settings = {}, finds = [] } of own) {
      it(`${name} ${finds.length > 0 ? "finds" : "passes"} ${what}`, () => {
        const rule = rules.find((each) => each.name === name)!;
        // One name for one resource, so that each finding is of the resource that it is about.
        const distinct = parts.map((part, index) => ({ name: `it-${index}`, ...part }));
        const found = judgeWith(rule, settings, ...distinct).map(({ level, message }) => {
          if (level === "advisory") return message.endsWith(rule.unknowns) ? "undecided" : message;
          assert.ok(message.endsWith(` ${rule.remedy}`), message);
          return message.slice(0, -rule.remedy.length - 1);
        });
        assert.deepEqual(found, finds);
      });
    }
  }

  it("repairs what it finds, where it can repair, and leaves a good resource as it is", () => {
    const repairing = rules.flatMap((rule) => ("remediate" in rule ? [rule] : []));
    assert.ok(repairing.length > 5);
    for (const rule of repairing) {
      for (const { parts, settings = {}, finds } of cases[rule.name] ?? []) {
        const graph = { stacks: [stackOf(parts)] };
        const configuration = { rules: { [rule.name]: { ...settings, enforcementLevel: "remediate" } } };
        const left = checkGraph(graph, [rule], { configuration }).filter(({ level }) => level === "mandatory");
        // A retention that somebody chose is not changed for him.
        const kept = left.filter(({ message }) => !/keeps its log for 30 days/.test(message));
        assert.deepEqual(kept, [], rule.name);
        if (finds) continue;
        for (const { type, inputs = {} } of parts.filter((part) => rule.types.includes(part.type))) {
          const values = inputs as Parameters<NonNullable<typeof rule.remediate>>[0];
          assert.equal(rule.remediate!(values, rule.config?.parse(settings) ?? {}, type), undefined, rule.name);
        }
      }
    }
  });
});
