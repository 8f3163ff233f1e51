import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./lib.mjs";

/**
 * Bundles the Worker as ES modules with code splitting: `import()` becomes a module of its own that workerd
 * evaluates on first use, which keeps better-auth and the API description off the hot path.
 */
export async function buildWorker(outDir) {
  const result = await build({
    entryPoints: { index: join(root, "workers/edge/src/index.ts") },
    outdir: outDir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "browser", "import"],
    external: ["cloudflare:*", "node:*"],
    target: "es2024",
    minify: true,
    keepNames: true,
    metafile: true,
    chunkNames: "chunk-[name]-[hash]",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return result.metafile;
}
