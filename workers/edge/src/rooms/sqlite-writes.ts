import type { Write } from "./core/effect.ts";
import type { StoredMessage } from "./core/state.ts";

export function applyWrite(sql: SqlStorage, write: Write): void {
  switch (write.type) {
    case "message":
      insertMessage(sql, write.message);
      return;
    case "queue_turn": {
      const { questionSeq, questionId, clientId } = write.turn;
      sql.exec(
        "INSERT INTO turn (question_seq, question_id, client_id) VALUES (?, ?, ?)",
        questionSeq,
        questionId,
        clientId,
      );
      return;
    }
    case "open_turn": {
      const { question, answerId, answerSeq, attempt } = write.turn;
      sql.exec(
        `INSERT INTO turn (question_seq, question_id, client_id, answer_id, answer_seq, attempt)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (question_seq) DO UPDATE
         SET answer_id = excluded.answer_id, answer_seq = excluded.answer_seq, attempt = excluded.attempt`,
        question.questionSeq,
        question.questionId,
        question.clientId,
        answerId,
        answerSeq,
        attempt,
      );
      return;
    }
    case "partial":
      sql.exec("UPDATE turn SET partial = ? WHERE answer_id = ?", write.text, write.answerId);
      return;
    case "close_turn":
      sql.exec("DELETE FROM turn WHERE question_id = ?", write.questionId);
      return;
    case "mode":
      sql.exec("UPDATE room SET mode = ?", write.mode);
      return;
    case "lease":
      sql.exec("UPDATE room SET leased_turns = leased_turns + ?", write.turns);
      return;
    case "outbox":
      sql.exec("INSERT INTO outbox (entry) VALUES (?)", JSON.stringify(write.entry));
      return;
    case "outbox_done":
      sql.exec("DELETE FROM outbox WHERE position <= ?", write.upTo);
      return;
  }
}

function insertMessage(sql: SqlStorage, message: StoredMessage): void {
  sql.exec(
    `INSERT INTO message (seq, settled_seq, id, role, text, client_id, reply_to, citations, made, reason, at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    message.seq,
    message.settledSeq,
    message.id,
    message.role,
    message.text,
    message.clientId ?? null,
    message.replyTo ?? null,
    JSON.stringify(message.citations),
    message.made === undefined ? null : JSON.stringify(message.made),
    message.reason ?? null,
    message.atMs,
  );
}
