import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { SmtpScript } from "@netvexa/edge/testing/smtp-script";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..", "..", "..");
const script = new SmtpScript();
const server = createServer(talk);
let worker: Miniflare;

/** Speaks the script's side over a real connection. */
function talk(socket: Socket): void {
  let unread = "";
  socket.write(script.greeting);
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    unread += bytes.toString();
    const lines = unread.split("\r\n");
    unread = lines.pop() ?? "";
    for (const line of lines) socket.write(script.hear(line) ?? "");
  });
}

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { composeMailer } from "./workers/edge/src/mail/compose-mailer.ts";
        export default {
          async fetch(request, env) {
            try {
              await composeMailer(env).send(await request.json());
              return new Response("sent");
            } catch (error) {
              return new Response(String(error), { status: 502 });
            }
          },
        };`,
      resolveDir: ROOT,
    },
    bundle: true,
    format: "esm",
    write: false,
    external: ["cloudflare:*"],
    logLevel: "error",
  });
  const { port } = server.address() as AddressInfo;
  worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: outputFiles[0]?.text ?? "",
      compatibilityDate: "2026-11-01",
      bindings: { MAIL_FROM: "hello@netvexa.test", MAIL_SMTP_URL: `smtp://ada:secret@127.0.0.1:${port}?tls=off` },
      telemetry: { enabled: false },
      cf: false,
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  await worker.ready;
});

afterAll(async () => {
  await worker.dispose();
  server.close();
});

function send(mail: object) {
  return worker.dispatchFetch("http://worker/", { method: "POST", body: JSON.stringify(mail) });
}

it("leaves workerd over a socket, through a server that wants a password", async () => {
  const answer = await send({ to: "ada@example.com", subject: "Hello", text: "Grüße\n" });
  expect(await answer.text()).toBe("sent");
  expect(script.heard).toContain(`AUTH PLAIN ${btoa("\0ada\0secret")}`);
  expect(script.mails).toMatchObject([{ from: "hello@netvexa.test", to: "ada@example.com" }]);
  const [, body = ""] = script.mails[0]?.data.split("\r\n\r\n") ?? [];
  expect(Buffer.from(body, "base64").toString()).toBe("Grüße\n");
});

it("is refused before anything is said if it could carry a second recipient", async () => {
  const before = script.heard.length;
  const answer = await send({ to: "ada@example.com>\r\nRCPT TO:<eve@evil.test", subject: "Hello", text: "" });
  expect(answer.status).toBe(502);
  expect(script.heard).toHaveLength(before);
});
