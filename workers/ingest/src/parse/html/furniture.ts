/** Elements that hold no text of the page's own, wherever they stand. */
const NEVER = new Set(
  "script style noscript template svg math iframe object embed canvas video audio map nav aside footer dialog select datalist button textarea input".split(
    " ",
  ),
);

const ROLES = new Set([
  "navigation",
  "banner",
  "contentinfo",
  "search",
  "dialog",
  "alertdialog",
  "complementary",
  "menu",
]);

/** Cookie and consent banners carry no common element, but their names are alike. */
const BANNER =
  /(?:cookie|consent|gdpr|onetrust|cookiebot)[\w-]{0,30}(?:banner|bar|notice|popup|modal|overlay|dialog|wall|sdk|container)/i;
const BANNER_HOSTS = new Set(["div", "section", "form"]);

/** True for what surrounds the text of a page: navigation, footers, hidden parts, cookie banners. */
export function isFurniture(name: string, attributes: Readonly<Record<string, string>>, isInMain: boolean): boolean {
  if (NEVER.has(name)) return true;
  // The header of an article holds its heading; that of the page holds the logo and the menu.
  if (name === "header" && !isInMain) return true;
  if (attributes.hidden !== undefined || attributes["aria-hidden"] === "true") return true;
  if (/display\s{0,5}:\s{0,5}none/i.test(attributes.style ?? "")) return true;
  if (ROLES.has(attributes.role ?? "")) return true;
  return BANNER_HOSTS.has(name) && BANNER.test(`${attributes.id ?? ""} ${attributes.class ?? ""}`);
}
