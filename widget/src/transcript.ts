/**
 * The conversation as the server's frames describe it. `apply` is the only way in: a pure function for
 * which a repeated or late frame changes nothing, so that any number of cuts ends in the same transcript.
 */
import type {
  EndFrame,
  EndReason,
  Mode,
  Role,
  ServerFrame,
  StoredMessageFrame,
  WireCitation,
  WireProblem,
} from "@netvexa/contract/frames/wire";

export interface Entry {
  /** The client's UUID of an own message, the message id otherwise. Stable for the life of the entry. */
  readonly key: string;
  readonly messageId: string;
  readonly role: Role;
  /** Infinity until the server has numbered it. */
  readonly seq: number;
  readonly text: string;
  /** `sending`: not acknowledged; `failed`: refused; `live`: an answer still growing; `done`: stored. */
  readonly status: "sending" | "failed" | "live" | "done";
  readonly citations: readonly WireCitation[];
  readonly reason?: EndReason | undefined;
  readonly problem?: WireProblem | undefined;
}

export interface Transcript {
  readonly conversationId: string;
  readonly mode: Mode;
  readonly operator: string;
  /** In the order of `seq`; what has none yet stands last, as typed. */
  readonly entries: readonly Entry[];
  /** A refusal that concerns no single message. */
  readonly problem?: WireProblem | undefined;
}

export const EMPTY: Transcript = { conversationId: "", mode: "bot", operator: "", entries: [] };

const BLANK: Omit<Entry, "key"> = {
  messageId: "",
  role: "agent",
  seq: Infinity,
  text: "",
  status: "live",
  citations: [],
};

/** Changes the entry that one of the ids names, if it is open to change; adds it if there is none and `isNew` permits. */
export function change(
  state: Transcript,
  ids: readonly (string | undefined)[],
  edit: (entry: Entry) => Partial<Entry> | undefined,
  isNew = false,
): Transcript {
  const found = state.entries.find((entry) => ids.includes(entry.key) || ids.includes(entry.messageId || entry.key));
  const [key = ""] = ids.filter(Boolean);
  const entry = found ?? (isNew ? { ...BLANK, key } : undefined);
  const changes = entry && edit(entry);
  if (!changes) return state;
  const entries = [...state.entries.filter((each) => each !== found), { ...entry, ...changes }];
  if (found) entries.splice(state.entries.indexOf(found), 0, ...entries.splice(-1));
  // Infinity - Infinity is NaN: entries without a number keep their order.
  return { ...state, entries: entries.sort((a, b) => a.seq - b.seq || 0) };
}

/** Puts the piece at its offset. What follows it stays unless the piece says otherwise; after a gap nothing is known. */
function grow(text: string, offset: number, piece: string): string {
  if (offset > text.length || text.startsWith(piece, offset)) return text;
  return text.slice(0, offset) + piece;
}

/** `end` and a replayed `message` say the same: this is what was stored. */
function settle(state: Transcript, frame: EndFrame | StoredMessageFrame): Transcript {
  const { messageId, seq, text, citations = [], reason } = frame;
  const { role, id } = frame.type === "message" ? frame : { role: "agent" as const, id: undefined };
  return change(
    state,
    [id, messageId],
    (entry) =>
      entry.status === "done" && entry.messageId
        ? undefined
        : { messageId, seq, text, citations, reason, role, status: "done" },
    true,
  );
}

function editAnswer(state: Transcript, messageId: string, edit: (entry: Entry) => Partial<Entry>): Transcript {
  return change(
    state,
    [messageId],
    (entry) => (entry.status === "live" ? { messageId, ...edit(entry) } : undefined),
    true,
  );
}

export function apply(state: Transcript, frame: ServerFrame): Transcript {
  switch (frame.type) {
    case "welcome": {
      const { conversationId, mode } = frame;
      const isOther = state.conversationId && state.conversationId !== conversationId;
      const entries = isOther ? state.entries.filter((entry) => entry.status === "sending") : state.entries;
      return { ...state, conversationId, mode, problem: undefined, entries };
    }
    case "ack": {
      const { id, messageId, seq } = frame;
      const isOpen = (entry: Entry): boolean => entry.status !== "done";
      const acknowledged = change(state, [id], (entry) =>
        isOpen(entry) ? { messageId, seq, status: "done" } : undefined,
      );
      return { ...acknowledged, problem: undefined };
    }
    case "start":
      return editAnswer(state, frame.messageId, () => ({ seq: frame.seq }));
    case "delta":
      return editAnswer(state, frame.messageId, (entry) => ({ text: grow(entry.text, frame.offset, frame.text) }));
    case "end":
    case "message":
      return settle(state, frame);
    case "mode":
      return { ...state, mode: frame.mode, operator: frame.operator?.name ?? "" };
    case "problem": {
      const { problem, id } = frame;
      const refused = change(state, [id], (entry) =>
        entry.status === "sending" ? { status: "failed", problem } : undefined,
      );
      return refused === state ? { ...state, problem } : refused;
    }
    default:
      return state;
  }
}
