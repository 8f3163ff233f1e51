import type { Config } from "./config.ts";

/**
 * The rules of an agent's own looks. Only known values pass: the configuration cannot bring style of
 * its own. Readable colours follow from the accent within the style sheets.
 */
export function themeCss({ accent = "", position = "", colorScheme = "" }: NonNullable<Config["theme"]>): string {
  let css = "";
  if (/^#[0-9a-f]{6}$/i.test(accent)) css += `--accent:${accent};`;
  if (/^(light|dark)$/.test(colorScheme)) css += `color-scheme:${colorScheme};`;
  if (/^(left|right)$/.test(position)) css += `left:auto;right:auto;${position}:20px;`;
  return `.launcher,.panel{${css}}`;
}
