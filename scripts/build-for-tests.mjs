// Global set-up of the tests in browsers: they look at what is shipped, which is built once for all of them.
import { build } from "./build.mjs";

export async function setup() {
  await build({ log: console.error });
}
