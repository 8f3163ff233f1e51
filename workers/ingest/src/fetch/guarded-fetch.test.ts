import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFetcher, type Fetcher } from "./guarded-fetch.ts";

let server: Server;
let port = 0;
let requests = 0;
let answer: RequestListener;

beforeEach(async () => {
  requests = 0;
  answer = (_request, response) => response.end("reached");
  server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
  // All loopback spellings of both families end here, should one ever get through.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Names that resolve as an attacker's server would answer; literals resolve to themselves as in the system. */
const NAMES: Record<string, string[]> = {
  "public.test": ["93.184.216.34"],
  "inside.test": ["127.0.0.1"],
  "mixed.test": ["93.184.216.34", "127.0.0.1"],
  "inside6.test": ["::1"],
  "metadata.test": ["169.254.169.254"],
  localhost: ["127.0.0.1", "::1"],
};

const lookup = async (hostname: string) => {
  const addresses = NAMES[hostname.replace(/\.$/, "")] ?? (/^[\d.]+$|:/.test(hostname) ? [hostname] : undefined);
  if (addresses === undefined) throw new Error("ENOTFOUND");
  return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
};

const guarded = (): Fetcher => createFetcher({ lookup, extraPorts: new Set([port]) });
const onLaptop = (more: { timeoutMs?: number; maxBytes?: number } = {}): Fetcher =>
  createFetcher({ lookup, allowLoopback: true, ...more });
const problem = (code: string) => expect.objectContaining({ code });

const HOSTS = [
  ...["127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0", "0.0.0.0", "2130706433", "017700000001", "0x7f000001"],
  ...[
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "0177.0.0.01",
    "127.0.0.1.",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "%31%32%37.0.0.1",
  ],
  ...["localhost", "LOCALHOST", "LocalHost.", "inside.test", "mixed.test", "inside6.test", "metadata.test"],
  ...["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.254", "0xc0a80101"],
  ...[
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "169.254.170.2",
    "100.64.0.1",
    "100.127.255.254",
    "100.100.100.200",
  ],
  ...[
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
  ],
  ...["240.0.0.1", "255.255.255.255", "0.1.2.3", "192.88.99.1"],
  ...[
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
  ],
  ...["[::ffff:169.254.169.254]", "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]", "[::7f00:1]", "[::ffff:0:127.0.0.1]"],
  ...["[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a00:1::1]"],
  ...[
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[febf::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[ff05::1:3]",
  ],
  ...["[2001:db8::1]", "[100::1]", "[3fff::1]", "[5f00::1]", "[4000::1]"],
];

describe("the guarded fetch", () => {
  it.each(HOSTS)("O-20 refuses http://%s without a single request", async (host) => {
    await expect(guarded()(`http://${host}:${port}/`)).rejects.toEqual(problem("source_address_refused"));
    expect(requests).toBe(0);
  });

  it.each([
    "ftp://public.test/",
    "file:///etc/passwd",
    "gopher://public.test/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "http://user@public.test/",
    "http://user:secret@public.test/",
    "http://public.test:22/",
    "http://public.test:25/",
    "http://public.test:6379/",
    "https://public.test:8443/",
    "http://public.test\\@127.0.0.1/",
    "http://pub\tlic.test/",
    "http://public.test/\n",
    " http://public.test/",
    "http:///",
    "http://[::1",
    "//public.test/",
    "",
  ])("O-23 refuses the address %j", async (address) => {
    await expect(guarded()(address)).rejects.toEqual(problem("source_address_refused"));
  });

  it.each([301, 302, 303, 307, 308])("O-21 refuses a redirect (%i) to another network at the hop", async (status) => {
    answer = (_request, response) => response.writeHead(status, { location: "http://169.254.169.254/latest" }).end();
    await expect(onLaptop()(`http://127.0.0.1:${port}/`)).rejects.toEqual(problem("source_address_refused"));
    expect(requests).toBe(1);
  });

  it.each([
    [["127.0.0.1"]],
    [["10.0.0.1"]],
    [["169.254.169.254"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [["93.184.215.14", "192.168.0.1"]],
    [["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "fd00::1"]],
    [[]],
  ])("O-22 refuses a name that resolves to %j without a single request", async (addresses) => {
    const inside = async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    const fetchGuarded = createFetcher({ lookup: inside, extraPorts: new Set([port]) });
    await expect(fetchGuarded(`http://name.test:${port}/`)).rejects.toMatchObject({
      code: addresses.length === 0 ? "source_unreachable" : "source_address_refused",
    });
    expect(requests).toBe(0);
  });

  it("O-22 connects to the address that was checked, however the name resolves later", async () => {
    let lookups = 0;
    const rebinding = async () => {
      lookups += 1;
      return [{ address: lookups === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }];
    };
    const page = await createFetcher({ lookup: rebinding, allowLoopback: true })(`http://rebind.test:${port}/`);
    expect(new TextDecoder().decode(page.bytes)).toBe("reached");
    expect(lookups).toBe(1);
  });

  it("follows relative redirects and tells where it ended, with type and charset", async () => {
    answer = (request, response) => {
      if (request.url === "/") response.writeHead(302, { location: "/next?x=1#part" }).end();
      else response.writeHead(200, { "content-type": 'Text/HTML; charset="ISO-8859-2"' }).end("page");
    };
    expect(await onLaptop()(`http://127.0.0.1:${port}/`)).toMatchObject({
      url: `http://127.0.0.1:${port}/next?x=1`,
      mediaType: "text/html",
      charset: "ISO-8859-2",
    });
  });

  it("gives up on endless redirects", async () => {
    answer = (_request, response) => response.writeHead(302, { location: "/" }).end();
    await expect(onLaptop()(`http://127.0.0.1:${port}/`)).rejects.toEqual(problem("source_unreachable"));
    expect(requests).toBe(6);
  });

  it("unpacks a compressed page and caps what it unpacks to", async () => {
    answer = (_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(1_000_000, "a")));
    };
    expect((await onLaptop()(`http://127.0.0.1:${port}/`)).bytes).toHaveLength(1_000_000);
    const small = onLaptop({ maxBytes: 999_999 });
    await expect(small(`http://127.0.0.1:${port}/`)).rejects.toEqual(problem("source_too_large"));
  });

  it("refuses a page that says it is too large before reading it", async () => {
    answer = (_request, response) => response.writeHead(200, { "content-length": "9000000" }).flushHeaders();
    await expect(onLaptop()(`http://127.0.0.1:${port}/`)).rejects.toEqual(problem("source_too_large"));
  });

  it("ends a page that never finishes", async () => {
    answer = (_request, response) => void response.writeHead(200).write("a");
    const impatient = onLaptop({ timeoutMs: 150 });
    await expect(impatient(`http://127.0.0.1:${port}/`)).rejects.toEqual(problem("source_timed_out"));
  });

  it.each([401, 404, 500, 304])("reports a page that answers with %i", async (status) => {
    answer = (_request, response) => response.writeHead(status).end();
    await expect(onLaptop()(`http://127.0.0.1:${port}/`)).rejects.toEqual(problem("source_unreachable"));
  });

  it("reports a host that does not exist and a port that nobody listens on", async () => {
    await expect(guarded()("http://nowhere.test/")).rejects.toEqual(problem("source_unreachable"));
    await expect(onLaptop()("http://127.0.0.1:1/")).rejects.toEqual(problem("source_unreachable"));
  });
});
