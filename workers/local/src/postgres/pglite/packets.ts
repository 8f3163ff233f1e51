import { DatabaseFailure } from "../database-failure.ts";

/** Cuts a stream of bytes into the packets of the wire protocol. */
export interface PacketReader {
  push(bytes: Buffer): void;
  /** The next whole packet, if there is one. Those that open a connection have no letter before their length. */
  next(options: { hasLetter: boolean }): Buffer | undefined;
}

export function createPacketReader(): PacketReader {
  let unread: Buffer = Buffer.alloc(0);

  function next({ hasLetter }: { hasLetter: boolean }): Buffer | undefined {
    const start = hasLetter ? 1 : 0;
    if (unread.length < start + 4) return undefined;
    const end = start + unread.readInt32BE(start);
    if (end < start + 4) throw new DatabaseFailure("invalid message length", { code: "08P01" });
    if (unread.length < end) return undefined;
    const packet = unread.subarray(0, end);
    unread = unread.subarray(end);
    return packet;
  }

  return {
    push: (bytes) => {
      unread = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
    },
    next,
  };
}
