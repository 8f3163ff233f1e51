const META_CHARSET = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i;

/**
 * Bytes to text. A byte order mark decides, then the header, then an HTML meta element, then UTF-8; what turns
 * out not to be valid UTF-8 is read as windows-1252, in which every byte means something.
 */
export function decodeText(bytes: Uint8Array, hints: { charset?: string | undefined; isHtml: boolean }): string {
  const marked = markedEncoding(bytes);
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes);
  const label = hints.charset ?? (hints.isHtml ? metaCharset(bytes) : undefined);
  const decoder = label === undefined ? undefined : knownDecoder(label);
  if (decoder !== undefined && decoder.encoding !== "utf-8") return decoder.decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8 after all, whatever was declared.
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

export function markedEncoding(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return undefined;
}

function metaCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 2_048));
  const label = META_CHARSET.exec(head)?.[1];
  // A page whose meta element could be read as ASCII is not UTF-16, whatever it says (WHATWG HTML, "prescan").
  return label?.toLowerCase().startsWith("utf-16") ? "utf-8" : label;
}

function knownDecoder(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    // A label that nobody knows says nothing.
    return undefined;
  }
}
