import { type Call, sendJson, sendProblem, type World } from "./fake-world.ts";

/** Export and erasure: each erasing call does a part, the second one the rest. */
export function privacyRoutes(world: World) {
  const receipt = { conversations: 1, messages: 2, leads: 0, keysDestroyed: 1, erasedAt: new Date().toISOString() };
  let parts = 0;
  const download = ({ query, response }: Call) => {
    const isCsv = query.get("format") === "csv";
    response.writeHead(200, { "content-type": isCsv ? "text/csv; charset=utf-8" : "application/json" });
    response.end(isCsv ? "conversation,at\r\n" : JSON.stringify(world.conversations));
  };
  return [
    { method: "GET", path: /^\/v1\/export$/, run: download },
    { method: "GET", path: /^\/v1\/visitors\/(\w+)\/export$/, run: download },
    {
      method: "DELETE",
      path: /^\/v1\/visitors\/(\w+)$/,
      run({ response }: Call, key: string) {
        const before = world.conversations.length;
        world.conversations = world.conversations.filter((one) => one.visitorId !== key);
        if (world.conversations.length === before) return sendProblem(response, "not_found");
        sendJson(response, { ...receipt, visitorId: key, isComplete: true });
      },
    },
    {
      method: "DELETE",
      path: /^\/v1\/workspace$/,
      run({ response }: Call) {
        parts += 1;
        sendJson(response, { conversations: 1, files: 0, erasedAt: receipt.erasedAt, isComplete: parts === 2 });
      },
    },
  ];
}
