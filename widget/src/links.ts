import type { WireCitation } from "@netvexa/contract/frames/wire";

/** The address in its canonical form if it is http(s), nothing otherwise. */
export function webAddress(url: string | undefined): string | undefined {
  try {
    const { protocol, href } = new URL(url ?? "");
    return protocol === "https:" || protocol === "http:" ? href : undefined;
  } catch {
    // Not an address.
    return undefined;
  }
}

/** An answer may link to what it cites and nowhere else: text from a model or a page cannot send visitors away. */
export function linkRule(citations: readonly WireCitation[]): (url: string) => boolean {
  const cited = citations.map((citation) => webAddress(citation.url));
  return (url) => {
    const address = webAddress(url);
    return address !== undefined && cited.includes(address);
  };
}
