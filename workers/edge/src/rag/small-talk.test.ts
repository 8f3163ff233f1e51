import { describe, expect, it } from "vitest";
import { smallTalkReply } from "./small-talk.ts";

describe("small talk", () => {
  it.each([
    ["Hi!", "en", /^Hello/u],
    ["  Thank you very much. ", "en", /welcome/u],
    ["Guten Tag", "de", /^Hallo/u],
    ["hello", "de", /^Hallo/u],
    ["¡Muchas gracias!", "es", /^¡De nada/u],
    ["Merci", "fr-CA", /plaisir/u],
    ["Teşekkürler", "tr", /^Rica/u],
    ["hello", "sw", /^Hello/u],
  ])("answers %s in %s", (message, locale, reply) => {
    expect(smallTalkReply(message, locale)).toMatch(reply);
  });

  it.each(["hi, do you ship to Norway?", "thanks for nothing", "hello world program", "?"])(
    "leaves %s to the search",
    (message) => {
      expect(smallTalkReply(message, "en")).toBeUndefined();
    },
  );
});
