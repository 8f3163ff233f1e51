import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

const StoredMail = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  at: z.string(),
});
export type StoredMail = z.infer<typeof StoredMail>;

const KEPT = 200;

export interface MailStore {
  /** Newest first. */
  list(): readonly StoredMail[];
  add(mail: StoredMail): void;
}

/** The last mails, in memory and in a file that outlives a restart. */
export function openMailStore(file: string): MailStore {
  const mails = existsSync(file) ? StoredMail.array().parse(JSON.parse(readFileSync(file, "utf8"))) : [];
  return {
    list: () => mails,
    add(mail) {
      mails.unshift(mail);
      mails.length = Math.min(mails.length, KEPT);
      writeFileSync(file, JSON.stringify(mails, null, 2), { mode: 0o600 });
    },
  };
}
