/** Targets that the checks must refuse. */
import { bad, balancer, type Change, certificate, network, target } from "./services";

const containers = [
  bad(
    "ecs",
    "an image that the build does not make",
    [[target("containers", 1, "image"), "worker"]],
    target("containers", 1, "image"),
    /no image that the service's build makes: it makes api, proxy/,
  ),
  bad(
    "ecs",
    "a container named after no image",
    [[target("containers", 1, "name"), "aip"]],
    target("containers", 1, "image"),
    /Did you mean "api"/,
  ),
  bad(
    "ecs",
    "two containers of one name",
    [[target("containers", 1), { name: "api" }]],
    target("containers", 1, "name"),
    /name of \[0\] already/,
  ),
  bad(
    "ecs",
    "two containers of one port",
    [
      [target("containers", 1, "port"), 8080],
      [target("traffic"), "api"],
    ],
    target("containers", 1, "port"),
    /port of \[0\] already/,
  ),
  bad(
    "ecs",
    "two containers with ports and no choice",
    [[target("containers", 1, "port"), 9090]],
    target("traffic"),
    /is missing: api and proxy have ports/,
  ),
  bad("ecs", "a choice without a port", [[target("traffic"), "proxy"]], target("traffic"), /no container with a port/),
  bad(
    "ecs",
    "no port at all",
    [[target("containers", 0, "port"), undefined]],
    target("containers"),
    /have no port: give port/,
  ),
  bad(
    "ecs",
    "traffic to a container that the task can do without",
    [[target("containers", 0, "essential"), false]],
    target("containers", 0, "essential"),
    /must be true/,
  ),
  bad(
    "ecs",
    "no essential container",
    [
      [target("containers", 0, "essential"), false],
      [target("containers", 1, "essential"), false],
    ],
    target("containers"),
    /must have an essential container/,
  ),
  bad(
    "ecs",
    "a secret in clear text",
    [[target("containers", 0, "environment"), { DB_PASSWORD: "hunter2hunter2" }]],
    target("containers", 0, "environment", "DB_PASSWORD"),
    /looks like a secret in clear text; move it to secrets/,
  ),
  bad(
    "ecs",
    "a secret outside the prefix",
    [[target("containers", 0, "secrets"), { TOKEN: { secret: "other/token" } }]],
    target("containers", 0, "secrets", "TOKEN", "secret"),
    /must begin with globex\//,
  ),
  bad(
    "ecs",
    "a key outside the prefix",
    [[target("containers", 0, "secrets"), { TOKEN: { secret: "globex/shop/token", key: "alias/other/shop" } }]],
    target("containers", 0, "secrets", "TOKEN", "key"),
    /must begin with alias\/globex\/: .* further alias/,
  ),
  bad(
    "lambda",
    "a key outside the prefix",
    [[target("secrets"), { TOKEN: { parameter: "/globex/shop/token", key: "alias/other/shop" } }]],
    target("secrets", "TOKEN", "key"),
    /must begin with alias\/globex\//,
  ),
  bad(
    "ecs",
    "a secret of another service",
    [[target("containers", 0, "secrets"), { TOKEN: { parameter: "/globex/ledger/token" } }]],
    target("containers", 0, "secrets", "TOKEN", "parameter"),
    /belongs to service ledger/,
  ),
  bad(
    "ecs",
    "a variable that is a secret as well",
    [
      [target("containers", 0, "environment"), { URL: "x" }],
      [target("containers", 0, "secrets"), { URL: { parameter: "/globex/shop/url" } }],
    ],
    target("containers", 0, "environment", "URL"),
    /among secrets as well/,
  ),
];

const capacity = [
  bad("ecs", "CPU units that Fargate does not have", [[target("cpu"), 300]], target("cpu"), /one of 256, 512, 1024/),
  bad(
    "ecs",
    "memory that does not go with the CPU units",
    [[target("memory"), 4096]],
    target("memory"),
    /must be 512, 1024, 2048 on Fargate with cpu 256/,
  ),
  bad(
    "ecs",
    "memory between two sizes",
    [
      [target("cpu"), 8192],
      [target("memory"), 17 * 1024],
    ],
    target("memory"),
    /16384 to 61440 in steps of 4096/,
  ),
  bad(
    "ecs",
    "only Spot in production",
    [[target("capacity"), [{ provider: "FARGATE_SPOT" }]]],
    target("capacity"),
    /prod-eu-west-1 is production, and Spot may take every other task/,
  ),
  bad(
    "ecs",
    "Spot in production without a base on demand",
    [[target("capacity"), [{ provider: "FARGATE" }, { provider: "FARGATE_SPOT" }]]],
    target("capacity", 0, "base"),
    /a base of 1 or more/,
  ),
  bad(
    "ecs",
    "Fargate and EC2 in one service",
    [[target("capacity"), [{ provider: "FARGATE", base: 1 }, { provider: "globex-fleet" }]]],
    target("capacity"),
    /all of Fargate or all of EC2/,
  ),
  bad(
    "ecs",
    "a provider twice",
    [[target("capacity"), [{ provider: "FARGATE", base: 1 }, { provider: "FARGATE" }]]],
    target("capacity", 1, "provider"),
    /provider of \[0\] already/,
  ),
  bad(
    "ecs",
    "two bases",
    [
      [
        target("capacity"),
        [
          { provider: "FARGATE", base: 1 },
          { provider: "FARGATE_SPOT", base: 1 },
        ],
      ],
    ],
    target("capacity", 1, "base"),
    /must be 0: \[0\] has a base/,
  ),
  bad(
    "ecs",
    "no weight",
    [[target("capacity"), [{ provider: "FARGATE", base: 1, weight: 0 }]]],
    target("capacity"),
    /a weight above 0/,
  ),
  bad("ecs", "a shell in production", [[target("exec"), true]], target("exec"), /nobody opens a shell there/),
  bad(
    "ecs",
    "a scaling upside down",
    [[target("scaling"), { least: 4, most: 2 }]],
    target("scaling", "least"),
    /at most most \(2\)/,
  ),
  bad(
    "ecs",
    "tasks outside the scaling",
    [[target("scaling"), { least: 3, most: 4 }]],
    target("desired"),
    /from scaling.least \(3\)/,
  ),
];

const balancers = [
  bad(
    "ecs",
    "an environment without a certificate",
    [[balancer("certificate", "test"), undefined]],
    balancer("certificate", "test"),
    /is missing: an application load balancer speaks HTTPS/,
  ),
  bad(
    "ecs",
    "a certificate of another account",
    [[balancer("certificate", "test"), `arn:aws:acm:eu-west-1:777788889999:${certificate}`]],
    balancer("certificate", "test"),
    /of account 012345678901/,
  ),
  bad(
    "ecs",
    "a certificate of another region",
    [[balancer("certificate", "test"), `arn:aws:acm:us-east-1:012345678901:${certificate}`]],
    balancer("certificate", "test"),
    /of region eu-west-1/,
  ),
  bad(
    "ecs",
    "a bucket for an environment without a stage",
    [[balancer("accessLogs"), { prod: "globex-logs" }]],
    balancer("accessLogs", "prod"),
    /no environment among the stages/,
  ),
  bad(
    "ecs",
    "a web ACL before a network load balancer",
    [network, [balancer("webAcl"), { test: "arn:aws:wafv2:eu-west-1:012345678901:regional/webacl/shop/0123" }]],
    balancer("webAcl"),
    /application load balancers only/,
  ),
];

const image = (repository: string) => `${repository}@sha256:${"0".repeat(64)}`;
const ownRepository = "444455556666.dkr.ecr.eu-west-1.amazonaws.com/globex/shop/api";
/** A function from an image, with what it is made from in each environment. */
const fromImage = (placeholder: Record<string, string>): Change[] => [
  [["build"], { images: [{ name: "api" }] }],
  [target(), { kind: "lambda", package: "image", placeholder }],
];

const functions = [
  bad(
    "lambda",
    "an image of another repository",
    fromImage({ test: image(ownRepository.replace("api", "other")), "prod-eu-west-1": image(ownRepository) }),
    target("placeholder", "test"),
    /own repository, 444455556666\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/globex\/shop\/api@sha256/,
  ),
  bad(
    "lambda",
    "an image of another region",
    fromImage({ "prod-eu-west-1": image(ownRepository.replace("eu-west-1", "us-east-1")) }),
    target("placeholder", "prod-eu-west-1"),
    /own repository/,
  ),
  bad(
    "lambda",
    "what no environment's function is made from",
    fromImage({ stage: image(ownRepository) }),
    target("placeholder", "stage"),
    /of no stage of this service/,
  ),
  bad(
    "lambda",
    "a zip that is made from an image",
    [[target("placeholder"), { test: image(ownRepository) }]],
    target("placeholder"),
    /left out with package zip/,
  ),
  bad(
    "lambda",
    "a zip without runtime",
    [[target("runtime"), undefined]],
    target("runtime"),
    /is missing: a zip runs on a runtime/,
  ),
  bad(
    "lambda",
    "a zip without handler",
    [[target("handler"), undefined]],
    target("handler"),
    /is missing: a zip needs its handler/,
  ),
  bad("lambda", "a zip with an image", [[target("image"), "api"]], target("image"), /left out with package zip/),
  bad("lambda", "an image with a runtime", [[target("package"), "image"]], target("runtime"), /the image says it/),
  bad("lambda", "an image that nobody makes", [[target("package"), "image"]], target("image"), /add build\.images/),
  bad(
    "lambda",
    "an image of several",
    [
      [target("package"), "image"],
      [["build"], { images: [{ name: "a" }, { name: "b" }] }],
    ],
    target("image"),
    /name one/,
  ),
  bad(
    "lambda",
    "more variables than Lambda takes",
    [
      [target("environment"), { TEXT: "x".repeat(4090) }],
      [target("secrets"), { T: { secret: "globex/shop/token" } }],
    ],
    target("environment"),
    /have 4112 bytes with secrets/,
  ),
  bad(
    "lambda",
    "provisioned concurrency with a weighted alias",
    [[target("provisioned"), 5]],
    target("provisioned"),
    /stages\[0\]\.rollout\.strategy is canary, .* refuses weights on an alias with provisioned concurrency/,
  ),
  bad(
    "lambda",
    "more provisioned than reserved",
    [
      [target("provisioned"), 5],
      [target("reserved"), 2],
    ],
    target("provisioned"),
    /at most reserved \(2\)/,
  ),
];

export const targetCases = [...containers, ...capacity, ...balancers, ...functions];
