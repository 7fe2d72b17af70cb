/** The whole report as one document that loads nothing. */
import { type Element, element, render } from "./element";
import { type Facts, factsOf, type ReportInput } from "./facts";
import { contents, header, landscapeSection } from "./sections/overview";
import { pipelineSection } from "./sections/pipelines";
import { proofSection } from "./sections/proof";
import { rolesSection } from "./sections/roles";
import { style } from "./style";

/** No script, no font, no image, no connection: the page is all there is. */
const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * The report as HTML. The same graph, proof and names give the same bytes: it holds no time and no machine's name.
 */
export function reportPage(input: ReportInput): string {
  return `<!doctype html>\n${render(reportDocument(factsOf(input)))}\n`;
}

/** The report as a tree of elements. */
export function reportDocument(facts: Facts): Element {
  return element(
    "html",
    { lang: "en-GB" },
    element(
      "head",
      {},
      element("meta", { charset: "utf-8" }),
      element("meta", { "http-equiv": "Content-Security-Policy", content: contentSecurityPolicy }),
      element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      element("meta", { name: "referrer", content: "no-referrer" }),
      element("meta", { name: "color-scheme", content: "light dark" }),
      element("title", {}, `Slipway report: ${facts.prefix}`),
      element("style", {}, style),
    ),
    element(
      "body",
      {},
      element("a", { class: "skip", href: "#main" }, "Skip to the report"),
      header(facts),
      contents(facts),
      element(
        "main",
        { id: "main" },
        landscapeSection(facts),
        ...facts.pipelines.map((pipeline) => pipelineSection(pipeline, facts)),
        rolesSection(facts),
        proofSection(facts),
      ),
    ),
  );
}
