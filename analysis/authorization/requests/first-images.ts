/** What Lambda asks for when a function is made from an image: https://repost.aws/knowledge-center/lambda-ecr-image */
import type { Inventory, Placed } from "../inventory";
import { textAt } from "../values";
import { type Asking, plainRequests, roleCaller, serviceCaller, type WantedRequest, wanted } from "./request";

const fetching = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/** Whoever makes the function may fetch the image, and so may Lambda for the function. */
export function firstImageRequests(inventory: Inventory, asking: (stack: string) => Asking): WantedRequest[] {
  return inventory.all("aws:lambda/function:Function").flatMap((code) => {
    const repository = repositoryOf(code);
    if (!repository) return [];
    const ask = asking(code.stack.name);
    const { partition, region, accountId, resource } = code;
    const name = textAt(resource.inputs, "name");
    const makers = (resource.provider?.assumeRoles ?? []).map((arn) => roleCaller(ask, arn));
    const resourceAccount = repository.split(":")[4]!;
    const context = { "aws:SourceArn": `arn:${partition}:lambda:${region}:${accountId}:function:${name}` };
    return [
      ...makers.flatMap((caller) =>
        plainRequests(ask, `${name} is made from its first image`, caller, repository, fetching),
      ),
      ...fetching.map((action) =>
        wanted(ask, `lambda fetches the first image of ${name}`, {
          caller: serviceCaller("lambda", partition),
          action,
          resource: repository,
          resourceAccount,
          context,
        }),
      ),
    ];
  });
}

/** ARN of the repository that its image is in. */
function repositoryOf({ resource, partition }: Placed): string | undefined {
  const image = textAt(resource.inputs, "imageUri") ?? "";
  const [, account, region, name] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z.]+\/([^:@]+)/.exec(image) ?? [];
  return name && `arn:${partition}:ecr:${region}:${account}:repository/${name}`;
}
