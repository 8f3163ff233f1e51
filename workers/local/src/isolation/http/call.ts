export interface Request {
  method: string;
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
}

export interface Answer {
  status: number;
  headers: readonly (readonly [string, string])[];
  text: string;
}

export type Call = (request: Request) => Promise<Answer>;

/** Calls of the running product, as they come over the wire. */
export function createCall(url: string): Call {
  return async ({ method, path, headers = {}, body }) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: "manual",
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: [...response.headers], text: await response.text() };
  };
}

/** The JSON of an answer that must be good. */
export function jsonOf<T>(answer: Answer, what: string): T {
  if (answer.status >= 300) throw new Error(`${what} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
  return JSON.parse(answer.text === "" ? "null" : answer.text) as T;
}

/** What differs between two answers to the same question, whoever asks and whenever. */
const OWN_TO_EACH = new Set(["x-request-id", "date", "server-timing", "content-length"]);

/** An answer without what is its own: the number of the request, and the time. */
export function comparable({ status, headers, text }: Answer): string {
  const kept = headers.filter(([name]) => !OWN_TO_EACH.has(name)).map(([name, value]) => `${name}: ${value}`);
  return [status, ...kept.sort(), text.replaceAll(/req_[0-9a-z]{26}/g, "req_")].join("\n");
}

/** Everything that came back, to be searched. */
export function wholeOf({ headers, text }: Answer): string {
  return `${headers.map((pair) => pair.join(": ")).join("\n")}\n${text}`;
}
