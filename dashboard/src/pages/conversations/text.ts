import type { Conversation, ConversationMessage } from "@netvexa/contract/http/conversations";
import type { Tone } from "../../ui/badge.tsx";

export const TEXT = {
  title: "Conversations",
  description: "What visitors asked and what they were told, the latest first.",
  loading: "Loading conversations",
  search: "Find in these conversations",
  noMatch: "No conversation on this page matches.",
  empty: {
    title: "No conversations yet",
    text: "They appear here as soon as somebody asks the agent a question, on your site or in the playground.",
    action: "Ask in the playground",
  },
  untitled: "Without a question",
  message: "message",
  loadingTranscript: "Loading the conversation",
  transcript: "Transcript",
  noMessages: "Nothing was said",
  noMessagesText: "The conversation was opened, but no message was sent.",
  citations: "Citations",
  liked: "The visitor found this helpful",
  disliked: "The visitor did not find this helpful",
  erase: {
    button: "Erase this visitor",
    title: "Erase this visitor?",
    text: "Every conversation of this visitor with any of your agents is deleted, with ratings, contact details and the keys to it. This cannot be undone.",
    done: "The visitor is erased.",
  },
  interrupted: "Interrupted before the end",
  stopped: "Stopped by the visitor",
} as const;

export const CHANNELS: Record<Conversation["channel"], string> = {
  widget: "Website",
  api: "API",
  playground: "Playground",
};

export const MODES: Record<Conversation["mode"], { label: string; tone: Tone } | undefined> = {
  bot: undefined,
  waiting: { label: "Waiting for a person", tone: "warning" },
  human: { label: "With a person", tone: "accent" },
  closed: { label: "Closed", tone: "neutral" },
};

export const ROLES: Record<ConversationMessage["role"], string> = {
  visitor: "Visitor",
  agent: "Agent",
  operator: "Operator",
};
