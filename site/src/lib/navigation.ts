import { getCollection } from "astro:content";

/** The guide's pages in reading order. */
export async function readGuide() {
  const entries = await getCollection("guide");
  return entries.sort((a, b) => a.data.order - b.data.order);
}
