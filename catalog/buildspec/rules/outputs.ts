/** Reports, artifacts and cache. */
import { didYouMean } from "../../suggest";
import { type BuildspecProblem, problem } from "../error";
import { mostFallbackKeys, mostReportGroups, reportFormats } from "../limits";
import { listAt, mapAt } from "../view";

export function checkOutputs(document: unknown): BuildspecProblem[] {
  return [...checkReports(document), ...checkArtifacts(document), ...checkCache(document)];
}

function checkReports(document: unknown): BuildspecProblem[] {
  const reports = Object.keys(mapAt(document, "reports"));
  const found = reports.flatMap((group) => {
    const format = mapAt(document, "reports", group)["file-format"];
    if (typeof format !== "string" || isFormat(format)) return [];
    const known = `${didYouMean(format, reportFormats)} Known: ${reportFormats.join(", ")}.`;
    return [problem(["reports", group, "file-format"], format, `is no format that CodeBuild reads.${known}`)];
  });
  if (reports.length > mostReportGroups) {
    const message = `are more than the ${mostReportGroups} report groups of a project: join some`;
    found.push(problem(["reports"], reports.length, message));
  }
  return found;
}

/** AWS's own samples write `VisualStudioTrx`. */
function isFormat(format: string): boolean {
  return (reportFormats as readonly string[]).includes(format.toUpperCase());
}

function checkArtifacts(document: unknown): BuildspecProblem[] {
  const artifacts = mapAt(document, "artifacts");
  const secondary = mapAt(document, "artifacts", "secondary-artifacts");
  const found = Object.keys(secondary)
    .filter((name) => !("files" in mapAt(secondary, name)))
    .map((name) => problem(["artifacts", "secondary-artifacts", name, "files"], undefined, "is missing"));
  if (Object.keys(artifacts).length > 0 && !("files" in artifacts) && Object.keys(secondary).length === 0) {
    found.push(problem(["artifacts", "files"], undefined, "is missing: name the files that the build hands on"));
  }
  return found;
}

function checkCache(document: unknown): BuildspecProblem[] {
  const fallback = listAt(document, "cache", "fallback-keys");
  const path = ["cache", "fallback-keys"];
  const found: BuildspecProblem[] = [];
  if (fallback.length > mostFallbackKeys) {
    found.push(problem(path, fallback.length, `must be at most ${mostFallbackKeys} keys`));
  }
  if (fallback.length > 0 && !("key" in mapAt(document, "cache"))) {
    found.push(problem(path, undefined, "are ignored without a key: add cache.key"));
  }
  return found;
}
