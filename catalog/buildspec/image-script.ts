/** The commands of an image build. The names and paths in them were checked by the caller. */
import { type ImageBuild, imagesFile, imageVariable, registryHost, type StandardFile } from "./image";
import { quote } from "./quote";

export interface ImageScript {
  /** Everything that can be wrong before a build: missing folders, no access to a registry. */
  prepare: string[];
  /** In one phase, so that the variables are set in the shell whose variables CodeBuild hands on. */
  build: string[];
}

export interface ImageScriptArgs {
  images: ImageBuild[];
  concurrency: number;
  hosts: string[];
  standard: StandardFile[];
}

export function imageScript({ images, concurrency, hosts, standard }: ImageScriptArgs): ImageScript {
  return {
    prepare: [checkPlaces(images), ...hosts.map(signIn)],
    build: [
      chooseTag,
      buildAll(images, concurrency),
      ...images.map(exportReference),
      writeImages(images),
      ...standard.map(writeStandard),
    ],
  };
}

const dockerfileOf = ({ directory, dockerfile = "Dockerfile" }: ImageBuild) =>
  directory === "." ? dockerfile : `${directory}/${dockerfile}`;

/** Every place and variable that the build uses, so that one run tells all that is missing. */
function checkPlaces(images: ImageBuild[]): string {
  const variables = images.flatMap(({ buildArgs = {} }) =>
    Object.values(buildArgs).flatMap((value) => (typeof value === "string" ? [] : [value.variable])),
  );
  return [
    "(",
    "  missing=0",
    "  need() {",
    '    if ! [ "$1" "$2" ]; then',
    '      echo "missing: $3" >&2',
    "      missing=1",
    "    fi",
    "  }",
    ...images.flatMap((image) => [
      `  need -d ${quote(image.directory)} ${quote(`directory ${image.directory} of image ${image.name}`)}`,
      `  need -f ${quote(dockerfileOf(image))} ${quote(`Dockerfile ${dockerfileOf(image)} of image ${image.name}`)}`,
    ]),
    ...[...new Set(["CODEBUILD_RESOLVED_SOURCE_VERSION", ...variables])].map(
      (name) => `  need -n "\${${name}:-}" 'variable ${name}'`,
    ),
    '  exit "$missing"',
    ")",
  ].join("\n");
}

/** The password goes through the pipe only. */
function signIn(host: string): string {
  const region = registryHost.exec(host)![2]!;
  return [
    "(",
    "  set -o pipefail",
    `  aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${host}`,
    ")",
  ].join("\n");
}

/** A source that is no commit (an object in S3, say) has a version that a tag may not be able to hold. */
const chooseTag = [
  `BUILD_TAG="$(printf %s "$CODEBUILD_RESOLVED_SOURCE_VERSION" | tr -c 'A-Za-z0-9_.-' '_' | cut -c 1-100)" &&`,
  `  BUILD_TAG="\${BUILD_TAG/#[.-]/_}-\${CODEBUILD_BUILD_NUMBER:-0}" &&`,
  '  BUILD_LOGS="$(mktemp -d)" &&',
  "  export BUILD_TAG BUILD_LOGS &&",
  '  echo "The images are tagged $BUILD_TAG"',
].join("\n");

/** In a shell of its own, whose end is not the end of CodeBuild's. */
function buildAll(images: ImageBuild[], concurrency: number): string {
  const names = images.map(({ name }) => name).join(" ");
  return [
    "(",
    "  # Builds and pushes one image, and asks the registry what it keeps under the tag.",
    "  build_image() {",
    '    name="$1"',
    '    case "$name" in',
    ...images.flatMap(settings),
    "    esac",
    '    image="$host/$path:$BUILD_TAG"',
    '    docker build --file "$dockerfile" --tag "$image" "$@" "$directory" || return 1',
    '    docker push "$image" || return 1',
    `    digest="$(aws ecr describe-images --registry-id "$account" --region "$region" --repository-name "$path" \\`,
    `      --image-ids "imageTag=$BUILD_TAG" --query 'imageDetails[0].imageDigest' --output text)" || return 1`,
    '    case "$digest" in',
    "      sha256:*) ;;",
    '      *) echo "the registry has no digest for $image: $digest"; return 1 ;;',
    "    esac",
    '    printf %s "$host/$path@$digest" > "$BUILD_LOGS/$name.reference"',
    "  }",
    "  export -f build_image",
    "  # An attestation would make each image an index, which Lambda does not run.",
    "  export BUILDX_NO_DEFAULT_ATTESTATIONS=1",
    "",
    `  printf '%s\\n' ${names} |`,
    `    xargs -n 1 -P ${concurrency} bash -c 'build_image "$0" > "$BUILD_LOGS/$0.log" 2>&1 && echo "$0: done" || echo "$0: failed"'`,
    "",
    '  failed=""',
    `  for name in ${names}; do`,
    '    echo "===== $name ====="',
    '    cat "$BUILD_LOGS/$name.log"',
    '    [ -f "$BUILD_LOGS/$name.reference" ] || failed="$failed $name"',
    "  done",
    '  if [ -n "$failed" ]; then',
    '    echo "These images failed:$failed" >&2',
    "    exit 1",
    "  fi",
    ")",
  ].join("\n");
}

/** One branch of the `case` in `build_image`: the image's settings, and its build arguments as `$@`. */
function settings(image: ImageBuild): string[] {
  const [host, ...path] = image.repository.split("/");
  const [, account, region] = registryHost.exec(host!)!;
  const built = Object.entries(image.buildArgs ?? {}).map(([key, value]) =>
    typeof value === "string" ? ` --build-arg ${quote(`${key}=${value}`)}` : ` --build-arg "${key}=$${value.variable}"`,
  );
  return [
    `      ${image.name})`,
    `        directory=${quote(image.directory)} dockerfile=${quote(dockerfileOf(image))}`,
    `        host=${host} path=${path.join("/")} account=${account} region=${region}`,
    `        set --${built.join("")} ;;`,
  ];
}

function exportReference({ name }: ImageBuild): string {
  const variable = imageVariable(name);
  return `${variable}="$(cat "$BUILD_LOGS/${name}.reference")" && export ${variable}`;
}

/** Names and references hold nothing that JSON would escape. */
function writeImages(images: ImageBuild[]): string {
  const pairs = images.map(({ name }) => `"${name}": "%s"`).join(", ");
  const values = images.map(({ name }) => `"$${imageVariable(name)}"`).join(" ");
  return `printf '{ ${pairs} }\\n' \\\n  ${values} > ${imagesFile}`;
}

export function standardFileName(file: StandardFile): string {
  return "image" in file ? "imageDetail.json" : "imagedefinitions.json";
}

function writeStandard(file: StandardFile): string {
  const [text, named] =
    "image" in file
      ? ['{ "ImageURI": "%s" }', [file.image]]
      : [
          `[${file.containers.map(({ name }) => `{ "name": "${name}", "imageUri": "%s" }`).join(", ")}]`,
          file.containers.map(({ image }) => image),
        ];
  const values = named.map((name) => `"$${imageVariable(name)}"`).join(" ");
  return `printf '${text}\\n' \\\n  ${values} > ${standardFileName(file)}`;
}
