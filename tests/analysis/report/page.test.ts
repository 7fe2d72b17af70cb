import assert from "node:assert/strict";
import type { Graph } from "../../../analysis/graph/types";
import { factsOf, reportDocument, reportPage } from "../../../analysis/report";
import type { Element } from "../../../analysis/report/element";
import { listedAllowed } from "../../../analysis/report/sections/proof";
import { deliveryGraph, dev, prod, roleArn, toolchain, withDocument } from "../authorization/delivery-graph";
import { hostile, input, reportGraph } from "./report-graph";
import { descendants, textOf } from "./tree";

const graph = reportGraph();
const page = reportDocument(factsOf(input(graph)));
const html = reportPage(input(graph));

const all = (root: Element, mark: string, value?: string) =>
  descendants(root).filter(({ attributes }) => (value === undefined ? mark in attributes : attributes[mark] === value));
const one = (root: Element, mark: string, value: string): Element => {
  const found = all(root, mark, value);
  assert.equal(found.length, 1, `one ${mark}="${value}"`);
  return found[0]!;
};
const tags = (root: Element, ...names: string[]) => descendants(root).filter(({ tag }) => names.includes(tag));
const section = (name: string) => one(page, "data-pipeline", name);

type Stage = { name: string; actions: { name: string; roleArn?: string }[] };
const pipelines = graph.stacks.flatMap((stack) =>
  stack.resources
    .filter(({ type }) => type === "aws:codepipeline/pipeline:Pipeline")
    .map(({ inputs }) => ({ name: String(inputs["name"]), stages: inputs["stages"] as unknown as Stage[] })),
);

describe("the report's document", () => {
  it("shows every stage and action of every pipeline once in its picture and once in its table", () => {
    assert.equal(pipelines.length, 2);
    for (const { name, stages } of pipelines) {
      const [picture] = tags(section(name), "svg");
      const [table] = tags(section(name), "table");
      const wanted = stages.flatMap((stage) => stage.actions.map((action) => `${stage.name}/${action.name}`));
      for (const place of [picture!, table!]) {
        const shown = all(place, "data-action").map(({ attributes }) => attributes["data-action"]);
        assert.deepEqual([...shown].sort(), [...wanted].sort(), `${name}: ${place.tag}`);
      }
      assert.deepEqual(
        all(picture!, "data-stage").map(({ attributes }) => attributes["data-stage"]),
        stages.map((stage) => stage.name),
      );
    }
  });

  it("says account, region and role of each action, and who enters that role", () => {
    const [table] = tags(section("acme-orders"), "table");
    const cells = (action: string) =>
      one(table!, "data-action", action)
        .children.filter((child): child is Element => typeof child !== "string")
        .map(textOf);
    const [, order, provider, place, works, assumed, artifacts] = cells("production/Deploy-prod-eu");
    assert.equal(order, "4");
    assert.match(provider!, /Deploy: CodeDeploy/);
    assert.equal(place, "prod eu-west-1");
    assert.equal(works, `deploy${roleArn(prod, "deploy")}`);
    assert.equal(assumed, "pipeline");
    assert.equal(artifacts, "takes BuildOutput");
    assert.match(cells("production/Approve").join(" "), /toolchain no region .* the pipeline itself none/);
  });

  it("draws parallel actions side by side, and those of a later run order below", () => {
    const [picture] = tags(section("acme-orders"), "svg");
    const box = (action: string) => tags(one(picture!, "data-action", `production/${action}`), "rect")[0]!.attributes;
    assert.equal(box("Deploy-prod")["y"], box("Deploy-prod-eu")["y"]);
    assert.notEqual(box("Deploy-prod")["x"], box("Deploy-prod-eu")["x"]);
    const order = ["Previous", "Approve", "Approver", "Deploy-prod", "Test-prod"].map((name) => Number(box(name)["y"]));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });

  it("marks the role that an action enters in another account, and shows conditions, triggers and artifacts", () => {
    const [picture] = tags(section("acme-orders"), "svg");
    assert.match(textOf(one(picture!, "data-action", "dev/Deploy-dev")), /dev.*us-east-1.*enters deploy/);
    assert.doesNotMatch(textOf(one(picture!, "data-action", "dev/Test-dev")), /enters/);
    assert.match(textOf(one(picture!, "data-stage", "dev")), /Before entry: else SKIPChanged · LambdaInvoke/);
    const production = textOf(one(picture!, "data-stage", "production"));
    assert.match(production, /Before entry: else FAILWindow · DeploymentWindowChanged · LambdaInvoke/);
    assert.match(production, /On success: else ROLLBACKBake · CloudWatchAlarm/);
    assert.match(textOf(one(picture!, "data-stage", "Build")), /On failure: RETRYfailed actions/);
    assert.deepEqual(all(picture!, "class", "trigger").map(textOf), [
      "Push of Source: branch main; not branch wip/**; path src/**",
      "Tag of Source: tag v*",
      "Pull request of Source: open, updated; branch main",
    ]);
    assert.deepEqual(
      new Set(all(picture!, "data-artifact").map(({ attributes }) => attributes["data-artifact"])),
      new Set(["SourceOutput", "ToolsOutput", "BuildOutput"]),
    );
    assert.match(textOf(section("acme-catalogue")), /Event rule acme-catalogue-start: aws.codecommit/);
  });

  it("names a source that starts its pipeline by itself", () => {
    const polled = structuredClone(graph);
    const stack = polled.stacks.find(({ name }) => name === "catalogue.pipeline")!;
    const stages = stack.resources[0]!.inputs["stages"] as { actions: { configuration: object }[] }[];
    stages[0]!.actions[0]!.configuration = { RepositoryName: "catalogue" };
    assert.match(reportPage(input(polled)), /Polling by Source/);
    assert.doesNotMatch(html, /Polling by/);
  });

  it("puts every stack into the picture of its account, and says the wave it is applied in", () => {
    const picture = one(page, "id", "landscape");
    assert.deepEqual(
      all(picture, "data-stack").map(({ attributes }) => attributes["data-stack"]),
      graph.stacks.map(({ name }) => name),
    );
    const x = (name: string) => Number(tags(one(picture, "data-stack", name), "rect")[0]!.attributes["x"]);
    assert.ok(x(`${dev}.account`) < x("orders.dev") && x("orders.dev") < x("orders.pipeline"));
    assert.deepEqual(
      all(picture, "data-account").map(({ attributes }) => attributes["data-account"]),
      [toolchain, dev, prod],
    );
    assert.match(textOf(tags(picture, "desc")[0]!), /orders\.pipeline \(us-east-1, wave 3\)/);
  });

  it("lists every role with whom its trust document admits, under which conditions", () => {
    const roles = graph.stacks.flatMap(({ resources }) => resources.filter(({ type }) => type === "aws:iam/role:Role"));
    assert.equal(all(page, "data-role").length, roles.length);
    const deploy = textOf(one(page, "data-role", roleArn(prod, "deploy")));
    assert.ok(deploy.includes(`pipeline${roleArn(toolchain, "pipeline")}if aws:PrincipalOrgID is o-example00`), deploy);
    const pipeline = textOf(one(page, "data-role", roleArn(toolchain, "pipeline")));
    assert.ok(pipeline.includes(`service codepipeline.amazonaws.comif aws:SourceAccount is ${toolchain}`), pipeline);
  });

  it("says plainly when a trust admits a whole account or anyone, shuts out, or cannot be read", () => {
    const where = { type: "aws:iam/role:Role", name: "deploy", account: prod, property: "assumeRolePolicy" };
    const assume = { Action: "sts:AssumeRole" };
    const changed = withDocument(graph, where, () => [
      { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${dev}:root` }, ...assume },
      { Effect: "Allow", Principal: "*", ...assume },
      { Effect: "Deny", Principal: { Service: "ec2.amazonaws.com" }, ...assume },
    ]);
    const row = (of: Graph) => textOf(one(reportDocument(factsOf(input(of))), "data-role", roleArn(prod, "deploy")));
    assert.match(
      row(changed),
      /every role of dev that its own policies allow.*anyone.*never service ec2\.amazonaws\.com/,
    );
    const unread = structuredClone(graph);
    for (const { resources } of unread.stacks) {
      for (const { type, inputs } of resources)
        if (type === where.type) inputs["assumeRolePolicy"] = { $unknown: true };
    }
    assert.match(row(unread), /not known: known after the update/);
  });

  it("draws who becomes whom, with the verdict of each step", () => {
    const picture = one(section("acme-orders"), "id", "pipeline-1-assumptions");
    const shown = all(picture, "data-assumer").map(({ attributes }) => attributes["data-assumer"]);
    for (const id of [
      "codepipeline.amazonaws.com",
      roleArn(toolchain, "pipeline"),
      roleArn(dev, "deploy"),
      roleArn(prod, "deploy"),
    ]) {
      assert.equal(shown.filter((each) => each === id).length, 1, id);
    }
    assert.match(textOf(one(picture, "data-assumer", roleArn(prod, "deploy"))), /Deploy-prod.*Deploy-prod-eu/);
    assert.match(textOf(tags(picture, "desc")[0]!), /pipeline becomes deploy \(allowed\)/);
    const where = { type: "aws:iam/role:Role", name: "deploy", account: prod, property: "assumeRolePolicy" };
    const refused = reportDocument(factsOf(input(withDocument(graph, where, () => []))));
    const step = textOf(one(refused, "id", "pipeline-1-assumptions"));
    assert.match(step, /✕ missing/);
  });

  it("lists what is not allowed first and once, and counts by stack", () => {
    const proofs = input(graph).proofs;
    const open = proofs.filter(({ verdict }) => verdict.verdict !== "allowed");
    const proof = one(page, "id", "proof");
    const listed = all(proof, "data-request").map(({ attributes }) => attributes["data-request"]!);
    assert.deepEqual([...listed].sort(), proofs.map(({ request }) => request.id).sort());
    assert.deepEqual(new Set(listed.slice(0, open.length)), new Set(open.map(({ request }) => request.id)));
    assert.ok(open.length > 0 && open.length < listed.length);
    assert.match(textOf(page), new RegExp(`${open.length} of ${proofs.length} requests`));
    const whole = deliveryGraph();
    const none = {
      ...input(whole),
      proofs: input(whole).proofs.filter(({ verdict }) => verdict.verdict === "allowed"),
    };
    assert.match(textOf(reportDocument(factsOf(none))), /All \d+ requests of runs and deliveries are allowed/);
  });

  it("leaves a long list of allowed requests to the command that prints it, and still lists every other", () => {
    const few = input(graph);
    const one = few.proofs.find(({ verdict }) => verdict.verdict === "allowed")!;
    const many = reportDocument(factsOf({ ...few, proofs: [...few.proofs, ...Array(listedAllowed).fill(one)] }));
    const open = few.proofs.filter(({ verdict }) => verdict.verdict !== "allowed");
    assert.equal(all(many, "data-request").length, open.length);
    assert.match(textOf(many), /allowed requests are too many for a page; slipway prove --json lists them/);
  });

  it("is for everyone: one first heading, no level left out, pictures with title and text, tables with heads", () => {
    const levels = tags(page, "h1", "h2", "h3").map(({ tag }) => Number(tag[1]));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    for (const [index, level] of levels.slice(1).entries()) assert.ok(level - levels[index]! <= 1);
    for (const svg of tags(page, "svg")) {
      assert.equal(svg.attributes["role"], "img");
      for (const id of svg.attributes["aria-labelledby"]!.split(" ")) assert.notEqual(textOf(one(svg, "id", id)), "");
    }
    for (const table of tags(page, "table")) {
      assert.equal(tags(table, "caption").length, 1);
      assert.ok(tags(table, "th").every(({ attributes }) => attributes["scope"]));
    }
    const ids = all(page, "id").map(({ attributes }) => attributes["id"]!);
    assert.equal(new Set(ids).size, ids.length, "ids are unique");
    for (const { attributes } of tags(page, "a"))
      assert.ok(ids.includes(attributes["href"]!.slice(1)), attributes["href"]);
  });
});

describe("the report's page", () => {
  it("escapes what comes from files, in text and in attributes", () => {
    const named = structuredClone(graph);
    for (const { resources } of named.stacks) {
      for (const { type, inputs } of resources) {
        if (type === "aws:codepipeline/pipeline:Pipeline") inputs["name"] = `${hostile}${inputs["name"]}`;
        if (type === "aws:iam/role:Role") inputs["description"] = hostile;
      }
    }
    const written = reportPage(input(named));
    assert.doesNotMatch(written, /<script/i);
    assert.ok(written.includes("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;"));
    for (const [, attribute] of written.matchAll(/data-pipeline="([^"]*)"/g))
      assert.match(attribute!, /^&lt;script&gt;/);
  });

  it("shows no secret, and says so; nor what is only known after the update", () => {
    assert.doesNotMatch(html, /swordfish|\$secret|\$unknown/);
    const settings = textOf(section("acme-catalogue"));
    assert.match(settings, /Tokensecret/);
    assert.match(settings, /Laterknown after the update/);
  });

  it("loads nothing: no script, no link to another place, and a policy that forbids it", () => {
    assert.deepEqual(tags(page, "script", "link", "img", "iframe", "object", "image", "use", "form", "base"), []);
    const addresses = descendants(page).flatMap(({ attributes }) =>
      ["href", "src", "srcset", "action", "data", "xlink:href"].flatMap((name) => attributes[name] ?? []),
    );
    assert.ok(addresses.length > 0 && addresses.every((address) => address.startsWith("#")));
    assert.ok(
      !descendants(page).some(({ attributes }) => Object.keys(attributes).some((name) => name.startsWith("on"))),
    );
    const [style] = tags(page, "style");
    assert.doesNotMatch(textOf(style!), /url\(|@import|http/);
    const policy = one(page, "http-equiv", "Content-Security-Policy").attributes["content"];
    assert.equal(policy, "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
  });

  it("has the same bytes for the same input", () => {
    assert.equal(reportPage(input(reportGraph())), html);
    assert.equal(reportPage(input(JSON.parse(JSON.stringify(graph)))), html);
  });

  it("is written for a graph without pipelines, roles and stacks too", () => {
    const written = reportPage(input({ version: 1, complete: [], stacks: [] }));
    assert.match(written, /All 0 requests/);
    assert.match(written, /<b>0<\/b> pipelines/);
  });
});
