// Finds which tests carry the id of a case in their titles. Read as a program rather than as text: an id in a
// constant, a fixture or a test that never runs says nothing about the case.
import { parseAst } from "vitest/node";

const ID = /\bO-\d\d\b/g;
const DECLARING = new Set(["it", "test", "describe"]);
/** Whether such a test runs is unknown, or known: it does not. `fails` passes while the case is broken. */
const RESTING = new Set(["skip", "todo", "skipIf", "runIf", "fails"]);

/** `[{ id, file, line, title }]`: a test that names two cases is listed twice. */
export function findClaims(file, text) {
  const claims = [];
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) return node.forEach(visit);
    const names = node.type === "CallExpression" ? namesOf(node.callee) : [];
    if (DECLARING.has(names[0])) {
      const [first, second] = node.arguments;
      // What a resting `describe` holds rests with it.
      if (names.some((name) => RESTING.has(name)) || isRestingByOption(second)) return;
      const title = titleOf(first) ?? "";
      const line = text.slice(0, first?.start).split("\n").length;
      for (const [id] of title.matchAll(ID)) claims.push({ id, file, line, title });
    }
    Object.values(node).forEach(visit);
  };
  visit(parseAst(text, { lang: file.endsWith("x") ? "tsx" : "ts" }, file).body);
  return claims;
}

/** `it.each(rows)` → `["it", "each"]`; also as a tagged template. */
function namesOf(callee) {
  if (callee.type === "Identifier") return [callee.name];
  if (callee.type === "MemberExpression") return [...namesOf(callee.object), callee.property.name];
  if (callee.type === "CallExpression") return namesOf(callee.callee);
  if (callee.type === "TaggedTemplateExpression") return namesOf(callee.tag);
  return [];
}

/** A part that only the run knows becomes `%s`, as in the titles of `each`. */
function titleOf(node) {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral") return node.quasis.map(({ value }) => value.cooked).join("%s");
  return undefined;
}

function isRestingByOption(node) {
  return node?.type === "ObjectExpression" && node.properties.some(({ key }) => RESTING.has(key?.name));
}
