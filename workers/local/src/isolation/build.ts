import { execFileSync } from "node:child_process";

/** The commit that is about to run, marked if what stands in the folder is something else. */
export function readBuild(rootDir: string, reportFile: string): string {
  const git = (...words: string[]) =>
    execFileSync("git", words, { cwd: rootDir, encoding: "utf8", stdio: "pipe" }).trim();
  let commit: string;
  try {
    commit = git("rev-parse", "--short", "HEAD");
  } catch {
    // A copy without its history has no build to name.
    return "unknown";
  }
  // The report of the run before is not what runs.
  const changed = git("status", "--porcelain", "--", ".", `:(exclude)${reportFile}`);
  return changed === "" ? commit : `${commit}-dirty`;
}
