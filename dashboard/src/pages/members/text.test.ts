import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MEMBER_ROLES, ROLE_MEANINGS } from "@netvexa/contract/roles";
import { expect, it } from "vitest";

it("the guide says of each role what the product says", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../../docs/people.md"), "utf8");
  for (const role of MEMBER_ROLES) expect(guide).toContain(`| ${role} | ${ROLE_MEANINGS[role]} |`);
});
