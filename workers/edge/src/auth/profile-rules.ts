import { APIError, createAuthMiddleware } from "better-auth/api";
import type { BetterAuthPlugin } from "better-auth/types";
import { z } from "zod";

const NAME_MAX_CHARS = 80;
const PATHS = new Set(["/sign-up/email", "/update-user"]);

const Name = z.string().trim().min(1).max(NAME_MAX_CHARS);

/** What people say of themselves is shown to others, in lists and in mails; the library takes text of any length. */
export function profileRules() {
  const check = createAuthMiddleware(async ({ body }) => {
    // Nothing shows a picture, and its address would be one that others' browsers ask for.
    if (body?.image !== undefined) throw refusal("INVALID_IMAGE", "There are no pictures of people.");
    if (body?.name === undefined) return;
    const { success, data: name } = Name.safeParse(body.name);
    if (!success) throw refusal("INVALID_NAME", `A name has 1 to ${NAME_MAX_CHARS} characters.`);
    return { context: { body: { name } } };
  });

  return {
    id: "profile-rules",
    hooks: {
      before: [{ matcher: ({ path }: { path?: string | undefined }) => PATHS.has(path ?? ""), handler: check }],
    },
  } satisfies BetterAuthPlugin;
}

function refusal(code: string, message: string): APIError {
  return new APIError("BAD_REQUEST", { code, message });
}
