import assert from "node:assert/strict";
import { reportPage } from "../../analysis/report";
import { input, reportGraph } from "../analysis/report/report-graph";
import { type Loaded, load } from "./chromium";
import { needsChromium } from "./needs-chromium";

/**
 * Measures the report in a frame of its own: the report allows no script, so another page of the same server looks
 * into it. Waiting for the frame's load is part of waiting for this page's.
 */
const measuring = `<!doctype html><meta charset="utf-8"><title>measuring</title>
<style>body { margin: 0 } iframe { border: 0; width: 1280px; height: 1000px }</style>
<script>
  addEventListener("load", () => {
    const { contentDocument: report } = document.querySelector("iframe");
    const root = report.documentElement;
    const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1 &&
      inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    const over = [];
    for (const group of report.querySelectorAll("g.action, g.stack, g.assumer, g.condition, g.trigger")) {
      const box = group.querySelector("rect").getBoundingClientRect();
      for (const text of group.querySelectorAll("text"))
        if (!inside(text.getBoundingClientRect(), box)) over.push(text.textContent);
    }
    for (const svg of report.querySelectorAll("svg"))
      for (const shape of svg.querySelectorAll("rect, text, path"))
        if (!inside(shape.getBoundingClientRect(), svg.getBoundingClientRect())) over.push(shape.outerHTML);
    const style = report.defaultView.getComputedStyle(report.body);
    const found = { width: root.clientWidth, scrollWidth: root.scrollWidth, over, ground: style.backgroundColor };
    document.querySelector("output").textContent = JSON.stringify(found);
  });
</script>
<iframe src="/report.html"></iframe><output></output>`;

describe("the report in a browser", function () {
  this.timeout(120_000);
  const graph = reportGraph();
  const html = reportPage(input(graph));
  let chromium: string;
  let loaded: Loaded;
  before(async function () {
    chromium = needsChromium(this);
    loaded = await load(chromium, { "report.html": html });
  });

  it("holds every pipeline, stage and action, and no script", () => {
    const names = (mark: string) =>
      [...loaded.dom.matchAll(new RegExp(` data-${mark}="([^"]*)"`, "g"))].map(([, name]) => name!);
    assert.deepEqual(names("pipeline"), ["acme-orders", "acme-catalogue"]);
    assert.equal(names("stage").length, 10);
    assert.equal(names("action").length, 2 * 20, "in picture and table");
    assert.equal(names("stack").length, graph.stacks.length);
    assert.match(loaded.dom, /<\/html>\s*$/);
    assert.doesNotMatch(loaded.dom, /<script/i);
  });

  it("loads nothing else, and the browser complains about nothing", () => {
    assert.deepEqual(loaded.requests, ["/report.html"]);
    assert.deepEqual(loaded.complaints, []);
  });

  for (const [scheme, setting, ground] of [
    ["light", "1", "rgb(247, 248, 250)"],
    ["dark", "0", "rgb(17, 21, 28)"],
  ]) {
    it(`is no wider than the page, and no text runs over its box (${scheme})`, async () => {
      const flags = [`--blink-settings=preferredColorScheme=${setting}`];
      const { dom } = await load(chromium, { "measuring.html": measuring, "report.html": html }, flags);
      const [, found] = dom.match(/<output>(.*?)<\/output>/s) ?? assert.fail("nothing was measured");
      const unescaped = found!.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
      const { width, scrollWidth, over, ground: shown } = JSON.parse(unescaped);
      assert.ok(width >= 1260, `${width} px are seen`);
      assert.equal(scrollWidth, width, "nothing is wider");
      assert.deepEqual(over, []);
      assert.equal(shown, ground);
    });
  }
});
