import { describe, expect, it } from "vitest";
import { rewriteQuery } from "./rewrite-query.ts";
import type { HistoryTurn } from "./types.ts";

const visitor = (text: string): HistoryTurn => ({ role: "visitor", text });
const agent = (text: string): HistoryTurn => ({ role: "agent", text });
const history = [visitor("Do you sell oak tables?"), agent("Yes."), visitor("Do you ship to Norway?"), agent("Yes.")];

describe("query rewriting", () => {
  it.each(["And how long does it take?", "Why?", "What about Sweden?", "How much is that?", "and to Peru?"])(
    "puts the earlier question before %s",
    (question) => {
      expect(rewriteQuery(history, question, "en")).toBe(`Do you ship to Norway?\n${question}`);
    },
  );

  it.each([
    "How do I reset my password?",
    "Is there a free trial?",
    "What are your opening hours?",
    "Can it be paid by card, invoice or bank transfer?",
  ])("leaves %s alone", (question) => {
    expect(rewriteQuery(history, question, "en")).toBe(question);
  });

  it("goes back to the question that named the subject", () => {
    const leaning = [visitor("Do you ship to Norway?"), agent("Yes."), visitor("And how long does it take?")];
    expect(rewriteQuery(leaning, "why?", "en")).toBe("Do you ship to Norway?\nAnd how long does it take?\nwhy?");
  });

  it("understands other languages", () => {
    expect(rewriteQuery([visitor("Liefern Sie nach Wien?")], "Und wie lange dauert es?", "de")).toContain("Wien");
    expect(rewriteQuery([visitor("Liefern Sie nach Wien?")], "Wie kann ich das Passwort zurücksetzen?", "de")).toBe(
      "Wie kann ich das Passwort zurücksetzen?",
    );
  });

  it("has nothing to add without a history", () => {
    expect(rewriteQuery([], "And then?", "en")).toBe("And then?");
    expect(rewriteQuery([agent("Hello!")], "it?", "en")).toBe("it?");
  });
});
