/** What an authenticator can be made to get wrong. */
interface Quirks {
  origin?: string;
  rpId?: string;
  /** False: the device was opened by nobody in particular. */
  isUserVerified?: boolean;
  counter?: number;
}

interface Options {
  challenge: string;
  rp?: { id?: string };
  rpId?: string;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;
const AAGUID_BYTES = 16;

/** A device with one passkey, in software: real keys and signatures, without a person before it. */
export class Authenticator {
  readonly #id = crypto.getRandomValues(new Uint8Array(32));
  readonly #keys = crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  readonly #origin: string;
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
  }

  get credentialId(): string {
    return toBase64Url(this.#id);
  }

  /** Answers what a page asks for with `navigator.credentials.create`. */
  async register(options: Options, quirks: Quirks = {}) {
    const { publicKey } = (await this.#keys) as CryptoKeyPair;
    const raw = new Uint8Array((await crypto.subtle.exportKey("raw", publicKey)) as ArrayBuffer);
    const key = cborMap([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, raw.slice(1, 33)],
      [-3, raw.slice(33, 65)],
    ]);
    const authData = join(
      await this.#header(options.rp?.id ?? "", ATTESTED, quirks),
      new Uint8Array(AAGUID_BYTES),
      new Uint8Array([0, this.#id.length]),
      this.#id,
      key,
    );
    const attestation = cborMap([
      ["fmt", "none"],
      ["attStmt", new Map<string, never>()],
      ["authData", authData],
    ]);
    return this.#credential({
      clientDataJSON: toBase64Url(this.#clientData("webauthn.create", options, quirks)),
      attestationObject: toBase64Url(attestation),
      transports: ["internal"],
    });
  }

  /** Answers what a page asks for with `navigator.credentials.get`. */
  async authenticate(options: Options, quirks: Quirks = {}) {
    const { privateKey } = (await this.#keys) as CryptoKeyPair;
    this.#counter = quirks.counter ?? this.#counter + 1;
    const authenticatorData = await this.#header(options.rpId ?? "", 0, quirks);
    const clientData = this.#clientData("webauthn.get", options, quirks);
    const signed = join(authenticatorData, await sha256(clientData));
    const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, signed);
    return this.#credential({
      clientDataJSON: toBase64Url(clientData),
      authenticatorData: toBase64Url(authenticatorData),
      signature: toBase64Url(toDer(new Uint8Array(signature))),
    });
  }

  #credential<R extends object>(response: R) {
    const id = this.credentialId;
    return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
  }

  async #header(rpId: string, flags: number, quirks: Quirks): Promise<Uint8Array<ArrayBuffer>> {
    const counter = new Uint8Array(4);
    new DataView(counter.buffer).setUint32(0, this.#counter);
    const all = PRESENT | (quirks.isUserVerified === false ? 0 : VERIFIED) | flags;
    return join(await sha256(utf8(quirks.rpId ?? rpId)), new Uint8Array([all]), counter);
  }

  #clientData(type: string, { challenge }: Options, { origin }: Quirks): Uint8Array<ArrayBuffer> {
    const text = JSON.stringify({ type, challenge, origin: origin ?? this.#origin, crossOrigin: false });
    return utf8(text);
  }
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

type Cbor = number | string | Uint8Array | Map<string, never>;

/** As much of CBOR as these two maps need. */
function cborMap(entries: readonly (readonly [number | string, Cbor])[]): Uint8Array<ArrayBuffer> {
  return join(cborHead(5, entries.length), ...entries.flatMap((entry) => entry.map(cbor)));
}

function cbor(value: Cbor): Uint8Array {
  if (typeof value === "number") return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
  if (typeof value === "string") return join(cborHead(3, value.length), new TextEncoder().encode(value));
  return value instanceof Map ? cborHead(5, 0) : join(cborHead(2, value.length), value);
}

function cborHead(major: number, size: number): Uint8Array {
  if (size < 24) return new Uint8Array([(major << 5) | size]);
  return size < 256
    ? new Uint8Array([(major << 5) | 24, size])
    : new Uint8Array([(major << 5) | 25, size >> 8, size & 255]);
}

/** The two numbers of a signature as the standard wants them, from how the platform writes them. */
function toDer(raw: Uint8Array): Uint8Array {
  const numbers = [raw.slice(0, 32), raw.slice(32)].map((half) => {
    const first = half.findIndex((byte) => byte !== 0);
    const trimmed = half.slice(first);
    const value = (trimmed[0] ?? 0) > 127 ? join(new Uint8Array([0]), trimmed) : trimmed;
    return join(new Uint8Array([2, value.length]), value);
  });
  const body = join(...numbers);
  return join(new Uint8Array([0x30, body.length]), body);
}
