import assert from "node:assert/strict";
import { type BaseRules, lintDockerfile } from "../../catalog/dockerfile";
import { upstreams } from "../../catalog/upstreams";

const host = "111111111111.dkr.ecr.us-east-1.amazonaws.com";
const golang = `${host}/acme-base/docker/library/golang:1.22-alpine`;
const digest = `sha256:${"0a".repeat(32)}`;

const rules: BaseRules = {
  registry: host,
  prefixes: ["acme", "acme-base"],
  caches: { "registry-1.docker.io": "acme-base/docker", "public.ecr.aws": "acme-base/aws" },
};

const lint = (source: string | string[], changes: Partial<BaseRules> = {}) =>
  lintDockerfile([source].flat().join("\n"), { ...rules, ...changes });
const lines = (source: string | string[], changes: Partial<BaseRules> = {}) =>
  lint(source, changes).map(({ line, value }) => `${line} ${value}`);

describe("a Dockerfile that may be built", () => {
  for (const [what, source] of Object.entries({
    "a cached image by its tag": `FROM ${golang}`,
    "a cached image by its digest": `FROM ${host}/acme-base/aws/lambda/nodejs@${digest}`,
    "a digest, whatever tag stands before it": `FROM ${host}/acme/base/node:latest@${digest}`,
    "an image of our own": `FROM ${host}/acme/base/node:abc1234`,
    "nothing at all": "FROM scratch",
    "an earlier stage, in any case": ["FROM scratch AS Build", "FROM build AS last", "COPY --from=BUILD /a /a"],
    "a stage by its number": [`FROM ${golang}`, "FROM scratch", "COPY --from=0 /a /a"],
    "a platform and lower case": `from --platform=$BUILDPLATFORM ${golang} as build`,
    "an argument with a default": [`ARG BASE=${host}/acme-base/docker`, 'FROM "$BASE/library/golang:1.22"'],
    "an argument made of another": [
      `ARG HOST=${host}`,
      "ARG VERSION=1.22 OTHER",
      `ARG BASE=\${HOST}/acme-base/docker`,
      `FROM \${BASE}/library/golang:\${VERSION}-\${FLAVOUR:-alpine}\${OTHER:+-x}`,
    ],
    "a tag with the platform": `FROM ${host}/acme/base/node:20-$TARGETARCH`,
    "words in comments and continued lines": [
      "# escape=`",
      "# FROM ubuntu",
      `FROM ${golang}`,
      "RUN echo `",
      "# FROM ubuntu:latest",
      "",
      "  FROM somewhere",
    ],
    "words in here-documents": [
      `FROM ${golang}`,
      "RUN <<SQL cat && <<-'END' cat",
      "SELECT 1",
      "FROM ubuntu",
      "SQL",
      "FROM debian",
      "\tEND",
      'RUN ["cat", "<<EOF"]',
      "COPY --chown=1 <<EOF /etc/hosts",
      "FROM ubuntu",
      "EOF",
    ],
    "a mount from a stage": [
      `FROM ${golang} AS tools`,
      "FROM scratch",
      "RUN --mount=type=bind,from=tools,target=/t /t/run",
    ],
  })) {
    it(`builds on ${what}`, () => assert.deepEqual(lint(source), []));
  }

  it("takes what the build passes before the file's default", () => {
    const source = ["ARG BASE=ubuntu", "FROM $BASE/library/golang:1.22"];
    assert.deepEqual(lint(source, { buildArgs: { BASE: `${host}/acme-base/docker` } }), []);
    assert.deepEqual(lines(source), ["2 ubuntu/library/golang:1.22"]);
  });
});

describe("a Dockerfile that may not be built", () => {
  it("is told the line, the image and the cached name to write instead", () => {
    assert.deepEqual(lint(["", "FROM golang:1.12-alpine"]), [
      {
        line: 2,
        value: "golang:1.12-alpine",
        message: `is not from our registry: write ${host}/acme-base/docker/library/golang`,
      },
    ]);
    for (const [image, cached] of [
      ["docker.io/grafana/k6:1", "acme-base/docker/grafana/k6"],
      ["index.docker.io/redis:7", "acme-base/docker/library/redis"],
      ["public.ecr.aws/lambda/python:3.13", "acme-base/aws/lambda/python"],
    ] as const) {
      assert.match(lint(`FROM ${image}`)[0]!.message, new RegExp(`write ${host}/${cached}$`), image);
    }
  });

  it("is told how to have a registry cached that is not yet", () => {
    assert.match(lint("FROM quay.io/minio/minio:1")[0]!.message, /add quay.io to baseImages in Pulumi.toolchain.yaml/);
    assert.doesNotMatch(lint("FROM registry.example.com/a:1")[0]!.message, /baseImages/);
  });

  it("names an image that moves: latest, no tag, or a digest that is none", () => {
    const own = `${host}/acme/base/node`;
    assert.match(lint(`FROM ${own}`)[0]!.message, /names no tag/);
    assert.match(lint(`FROM ${own}:latest`)[0]!.message, /moves with every release/);
    assert.match(lint(`FROM ${own}@sha256:12`)[0]!.message, /no valid digest/);
    assert.equal(lint("FROM ubuntu:latest").length, 2);
    assert.equal(lint("FROM localhost:5000/ubuntu").length, 2);
  });

  it("builds on another prefix of our registry, or on a host that only begins like ours", () => {
    for (const image of [`${host}/other/node:1`, `${host}/acmex/node:1`, `${host}.evil.example/acme/node:1`]) {
      assert.deepEqual(lines(`FROM ${image}`), [`1 ${image}`]);
    }
  });

  it("fetches by another way than FROM: COPY, a mount, ONBUILD, or the syntax directive", () => {
    const source = [
      "# syntax=docker/dockerfile:1",
      `FROM ${golang}`,
      "COPY --chown=1 --from=nginx:latest /a /a",
      "RUN --mount=type=cache,target=/c --mount=type=bind,from=busybox,target=/b echo --mount=from=no",
      "ONBUILD COPY --from=alpine:3 /a /a",
    ];
    assert.deepEqual(
      [...new Set(lines(source))],
      ["1 docker/dockerfile:1", "3 nginx:latest", "4 busybox", "5 alpine:3"],
    );
  });

  it("depends on an argument without a value", () => {
    const source = [
      "ARG BASE",
      "FROM $BASE",
      "ARG LATER=a",
      `FROM x/\${LATER}`,
      "ARG constructor",
      "FROM $constructor",
    ];
    const found = lint(source);
    assert.deepEqual(
      found.map(({ line }) => line),
      [2, 4, 6],
    );
    assert.match(found[0]!.message, /give ARG BASE a default before the first FROM/);
  });

  it("has a stage's name only before the stage, no image at all, or a here-document without end", () => {
    assert.deepEqual(lines([`FROM ${golang}`, "COPY --from=later /a /a", "FROM scratch AS later"]), [
      "2 later",
      "2 later",
    ]);
    assert.deepEqual(lines("# nothing"), ["1 "]);
    assert.deepEqual(lines([`FROM ${golang}`, "RUN cat <<EOF", "FROM ubuntu"]).slice(0, 1), ["2 EOF"]);
  });

  it("has all its problems told at once, in the order of the lines", () => {
    assert.deepEqual(lines(["FROM ubuntu:1 AS a", "COPY --from=nginx:1 / /", "FROM alpine"]), [
      "1 ubuntu:1",
      "2 nginx:1",
      "3 alpine",
      "3 alpine",
    ]);
  });
});

describe("upstreams", () => {
  it("are each known by the host that a cache rule names or by Docker Hub's names", () => {
    for (const [host, { hosts }] of Object.entries(upstreams)) assert.ok(hosts.includes(host), host);
  });
});
