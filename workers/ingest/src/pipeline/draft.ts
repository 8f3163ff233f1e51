import { FILE_TYPES } from "@netvexa/contract/limits";
import { PROBLEMS, type ProblemCode } from "@netvexa/contract/problem";

/** One document as it was read, before chunking. */
export interface Draft {
  externalId: string;
  title: string;
  url?: string | undefined;
  text: string;
  format: "markdown" | "plain";
}

export interface Failure {
  externalId: string;
  problem: { code: ProblemCode; title: string; detail: string };
}

export interface Drafts {
  drafts: Draft[];
  /** Documents that cannot become a draft; their neighbours go on. */
  failures: Failure[];
}

export function failure(externalId: string, code: ProblemCode, detail: string = PROBLEMS[code].explanation): Failure {
  return { externalId, problem: { code, title: PROBLEMS[code].title, detail } };
}

export const SUPPORTED_LABELS = Object.values(FILE_TYPES)
  .map(({ label }) => label)
  .join(", ");
