import { ServiceError } from "@netvexa/contract/problem";
import { strFromU8, unzipSync, type Zippable, zipSync } from "fflate";

const MAX_ENTRIES = 5_000;
const MAX_UNPACKED_BYTES = 100 * 1024 * 1024;

/** The parts of the archive that carry text. Pictures, fonts and macros are never unpacked. */
const WANTED =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|docProps\/core\.xml|word\/[\w.-]{1,80}\.xml|word\/_rels\/[\w.-]{1,80}\.rels)$/;

/**
 * Unpacks what is text under limits and packs it anew, so that the converter behind reads exactly what was
 * checked here and no other archive that hides in the same bytes.
 */
export function repackDocx(bytes: Uint8Array): Uint8Array {
  const entries = unpack(bytes);
  if (entries["word/document.xml"] === undefined) {
    throw new ServiceError("source_unreadable", { detail: "The archive is not a Word document." });
  }
  const packed: Zippable = {};
  for (const [name, entry] of Object.entries(entries)) {
    // A doctype is never part of a Word file, but it is where entities that grow without end are declared.
    if (/<!(?:DOCTYPE|ENTITY)/i.test(strFromU8(entry))) {
      throw new ServiceError("source_unreadable", { detail: "The document declares XML entities, which are refused." });
    }
    packed[name] = [entry, { level: 0 }];
  }
  return zipSync(packed);
}

function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
  let count = 0;
  let unpackedBytes = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        count += 1;
        if (WANTED.test(name)) unpackedBytes += originalSize;
        if (count > MAX_ENTRIES || unpackedBytes > MAX_UNPACKED_BYTES) {
          throw new ServiceError("source_too_large", { detail: "The document unpacks to more than the limit." });
        }
        return WANTED.test(name);
      },
    });
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError("source_unreadable", { detail: "The document's archive is damaged.", cause: error });
  }
}
