const BOOLEAN = 16;
const NUMBERS = new Set([21, 23, 700, 701]);
const JSONS = new Set([114, 3802]);

/** A value as JSON for a caller that did not ask for text; types without a JSON twin stay text. */
export function toJsonValue(text: string | null, dataTypeId: number | undefined): unknown {
  if (text === null || dataTypeId === undefined) return text;
  if (dataTypeId === BOOLEAN) return text === "t";
  if (JSONS.has(dataTypeId)) return JSON.parse(text);
  if (!NUMBERS.has(dataTypeId)) return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}
