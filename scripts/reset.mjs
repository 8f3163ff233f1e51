import { rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib.mjs";

rmSync(join(root, ".local"), { recursive: true, force: true });
console.log("The local state is cleared; the next `npm start` begins with an empty one.");
