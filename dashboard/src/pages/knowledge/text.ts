import type { Source, SourceStatus } from "@netvexa/contract/http/sources";
import type { Tone } from "../../ui/badge.tsx";
import type { IconName } from "../../ui/icon.tsx";

export const TEXT = {
  title: "Knowledge",
  description: "What this agent answers from. Nothing else is ever used.",
  loading: "Loading sources",
  add: "Add knowledge",
  drop: "Drop files here, or",
  browse: "choose files",
  dropActive: "Drop to add these files",
  uploads: "Uploads",
  sources: "Sources",
  search: "Find a source",
  noMatch: "No source matches.",
  empty: {
    title: "Nothing to answer from yet",
    text: "Drop your files above, or add a page, a text or a question with its answer. The agent can use it as soon as it has been read.",
  },
  remove: "Delete",
  sync: "Read again",
  retry: "Try again",
  cancel: "Cancel",
  removeDialog: {
    title: "Delete this source?",
    text: "The agent stops answering from it at once. This cannot be undone.",
    confirm: "Delete source",
  },
  whatToDo: "What to do",
  partial: "Some documents could not be read",
  document: "document",
  passage: "passage",
} as const;

export const STATUSES: Record<SourceStatus, { label: string; tone: Tone }> = {
  awaiting_upload: { label: "Upload not finished", tone: "warning" },
  queued: { label: "Waiting", tone: "neutral" },
  processing: { label: "Reading", tone: "accent" },
  ready: { label: "Ready", tone: "success" },
  failed: { label: "Failed", tone: "danger" },
};

export const KINDS: Record<Source["kind"], { label: string; icon: IconName }> = {
  file: { label: "File", icon: "file" },
  url: { label: "Page", icon: "link" },
  documents: { label: "Text", icon: "text" },
  qa: { label: "Questions and answers", icon: "question" },
};

export const ADD_TEXT = {
  title: "Add knowledge",
  methods: "Kind of knowledge",
  files: "Files",
  link: {
    tab: "Link",
    label: "Address of a page",
    hint: "The text of this one page is read. It must be reachable without signing in.",
    placeholder: "https://example.com/help/returns",
    error: "Enter a full address that starts with https:// or http://.",
    submit: "Add page",
    done: "The page is being read.",
  },
  text: {
    tab: "Text",
    title: "Title",
    titlePlaceholder: "Opening hours",
    titleError: "Give the text a title.",
    text: "Text",
    textHint: "Plain text or Markdown. Headings help the agent find the right part.",
    textError: "Enter the text.",
    textTooLong: "The text is too long for one document. Upload it as a file.",
    url: "Link shown with citations",
    urlError: "Enter a full address that starts with https:// or http://.",
    submit: "Add text",
    done: "The text is being read.",
  },
  pairs: {
    tab: "Q&A",
    question: "Question",
    answer: "Answer",
    questionError: "Enter the question.",
    answerError: "Enter the answer.",
    more: "Add another pair",
    remove: "Remove this pair",
    submit: "Add pairs",
    done: "The answers are being read.",
  },
} as const;

export const SOURCE_TEXT = {
  loading: "Loading the source",
  documents: "Documents",
  loadingDocuments: "Loading documents",
  loadingPassages: "Loading passages",
  noDocuments: "No documents yet",
  noDocumentsText: "They appear here as soon as the source has been read.",
  noPassages: "No passages",
  noPassagesText: "This document holds no text that could be used.",
  passages: "Passages",
  passagesHint: "What the agent can quote, in the order of the document.",
  openOriginal: "Open the original",
} as const;
