import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import zlib from "node:zlib";
import { ServiceError } from "@netvexa/contract/problem";
import { portOf } from "./check-url.ts";
import type { ResolvedAddress } from "./resolve-address.ts";

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Unpacked, read up to the limit. */
  body: Uint8Array;
}

interface RequestOptions {
  signal: AbortSignal;
  maxBytes: number;
}

const HEADERS = {
  accept: "text/html,application/xhtml+xml,application/pdf;q=0.9,text/*;q=0.8,*/*;q=0.1",
  "accept-encoding": "gzip, br",
  "user-agent": "NetvexaBot/1.0",
};

/** One GET on a connection of its own to the address that was checked; no redirect, no cookie, no shared socket. */
export async function requestOnce(url: URL, pinned: ResolvedAddress, options: RequestOptions): Promise<HttpAnswer> {
  const answer = await connect(url, pinned, options.signal);
  const status = answer.statusCode ?? 0;
  if (status >= 300) {
    answer.destroy();
    return { status, headers: answer.headers, body: new Uint8Array(0) };
  }
  const declared = Number(answer.headers["content-length"] ?? 0);
  if (declared > options.maxBytes) {
    answer.destroy();
    throw new ServiceError("source_too_large");
  }
  const body = await readCapped(unpacked(answer), options.maxBytes);
  answer.destroy();
  return { status, headers: answer.headers, body };
}

function connect(url: URL, { address, family }: ResolvedAddress, signal: AbortSignal): Promise<http.IncomingMessage> {
  const lookup: LookupFunction = (_hostname, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
  const request = url.protocol === "https:" ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        protocol: url.protocol,
        hostname: url.hostname.replace(/^\[|\]$/g, ""),
        port: portOf(url),
        path: `${url.pathname}${url.search}`,
        headers: { ...HEADERS, host: url.host },
        agent: false,
        lookup,
        signal,
        maxHeaderSize: 32 * 1024,
      },
      resolve,
    );
    sent.once("error", reject);
    sent.end();
  });
}

function unpacked(answer: http.IncomingMessage): Readable {
  const encoding = answer.headers["content-encoding"]?.toLowerCase();
  const unpack =
    encoding === "gzip" ? zlib.createGunzip() : encoding === "br" ? zlib.createBrotliDecompress() : undefined;
  if (unpack === undefined) return answer;
  answer.once("error", (error) => unpack.destroy(error));
  return answer.pipe(unpack);
}

async function readCapped(stream: Readable, maxBytes: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw new ServiceError("source_too_large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}
