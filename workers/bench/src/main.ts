import process from "node:process";

/** `npm run bench -- <what> …`: each bench is loaded only when it is asked for. */
const BENCHES: Readonly<Record<string, () => Promise<{ main: (args: string[]) => Promise<number> }>>> = {
  retrieval: () => import("./retrieval/main.ts"),
  chat: () => import("./chat/main.ts"),
  flood: () => import("./flood/main.ts"),
  move: () => import("./move/main.ts"),
};

const [name = "", ...args] = process.argv.slice(2);
const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (load) {
  const { main } = await load();
  process.exitCode = await main(args);
} else {
  console.error(`Which bench? npm run bench -- ${Object.keys(BENCHES).join(" | ")} …`);
  process.exitCode = 2;
}
