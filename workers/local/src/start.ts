import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openLog } from "./start/log.ts";
import { readOptions, readSwaps, StartError } from "./start/options.ts";
import { startProduct } from "./start/product.ts";

const rootDir = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env, rootDir);
  const swaps = readSwaps(process.env);
  const log = openLog(options.stateDir);
  const product = await startProduct({ ...options, rootDir, swaps, log });

  let isStopping = false;
  const stop = async () => {
    // A second Ctrl-C means the person will not wait.
    if (isStopping) process.exit(130);
    isStopping = true;
    await product.close();
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  console.log(`NETVEXA ready ${product.url}`);
  if (process.stdout.isTTY) {
    console.log(
      `\n  site       ${product.url}/\n  dashboard  ${product.url}/app/   (sign-in: ${product.devFile})\n  API        ${product.url}/docs/\n  log        ${log.file}\n\nCtrl-C stops; the state stays.`,
    );
  }
}

main().catch((error: unknown) => {
  if (error instanceof StartError) console.error(`NETVEXA cannot start: ${error.message}`);
  else console.error("NETVEXA could not start:", error);
  // Children of a half-done start would keep the process alive.
  spawnSync("pkill", ["-P", String(process.pid)]);
  process.exit(1);
});
