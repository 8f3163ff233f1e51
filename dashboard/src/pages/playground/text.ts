import type { Made } from "@netvexa/contract/answer";

export const TEXT = {
  title: "Playground",
  description: "Ask as a visitor would, and see what the answer was made from. The published settings apply.",
  conversation: "Conversation",
  placeholder: "Ask a question",
  question: "Your question",
  send: "Ask",
  stop: "Stop",
  clear: "Start over",
  you: "You",
  empty: {
    title: "Try a question",
    text: "Pick one that your visitors really ask. If the answer is thin, the passages beside it show what to add.",
  },
  answering: "The answer is being written.",
  stopped: "Stopped before the end.",
  askAgain: "Ask again",
  passages: "Retrieved passages",
  passagesHint: "What the search found for the last question, best first.",
  passagesEmpty: "Ask a question to see which passages it finds.",
  noPassages: "No passage fits this question. Add something that answers it.",
  loadingPassages: "Searching",
  cited: "Cited",
  score: "Score",
  showAll: "Show all",
  showLess: "Show less",
  details: "How this answer was made",
  firstWords: "First words on screen",
  whole: "Whole answer on screen",
  steps: {
    guard: "Checks",
    embed: "Reading the question",
    db: "Search",
    firstToken: "First words sent",
    total: "Whole answer sent",
  },
  tokens: "Tokens",
  grounded: "Citations checked",
  ungrounded: "No checked citation",
} as const;

export const MADE_BY: Record<Made["by"], string> = {
  model: "Written by a language model",
  cache: "Answered from the cache",
  extractive: "Quoted from your knowledge",
  none: "Nothing relevant was found",
  human: "Answered by a person",
};

export const FALLBACKS: Record<NonNullable<Made["fallback"]>, string> = {
  no_model: "No language model is set up, so the best passages were quoted.",
  model_failed: "The language model did not answer, so the best passages were quoted.",
  embedding_failed: "The question could not be compared by meaning; words alone were searched.",
  search_failed: "The search did not answer.",
};
