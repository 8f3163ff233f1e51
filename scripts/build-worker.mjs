import { dirname, join } from "node:path";
import { build } from "esbuild";
import { root } from "./lib.mjs";

/** zod carries its messages in fifty languages; problems speak English, so the other ones stay out of the bundle. */
const englishZod = {
  name: "english-zod",
  setup(builder) {
    builder.onResolve({ filter: /locales\/index\.js$/ }, ({ importer, path }) =>
      importer.includes("/zod/v4/")
        ? { path: join(dirname(importer), path, "../en.js"), namespace: "english-zod" }
        : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: "english-zod" }, ({ path }) => ({
      contents: `export { default as en } from ${JSON.stringify(path)};`,
      resolveDir: dirname(path),
    }));
  },
};

/**
 * Our descriptions come from the route definitions, so what zod has for JSON Schema, a fifth of it, stays out as well: all
 * but one function of it, by which schemas tell their own limits.
 */
const zodWithoutJsonSchema = {
  name: "zod-without-json-schema",
  setup(builder) {
    const STUB = "zod-without-json-schema";
    builder.onResolve(
      { filter: /\/((to|from)-json-schema|json-schema-(processors|generator))\.js$/ },
      ({ importer, path, resolveDir, namespace }) => {
        const file = join(resolveDir, path);
        return importer.includes("/zod/v4/") && namespace !== STUB ? { path: file, namespace: STUB } : undefined;
      },
    );
    builder.onLoad({ filter: /.*/, namespace: STUB }, ({ path }) => ({
      contents: `
        const absent = () => { throw new Error("JSON Schema is left out of this bundle"); };
        export const createToJSONSchemaMethod = () => absent, createStandardJSONSchemaMethod = () => absent;
        export { absent as toJSONSchema, absent as fromJSONSchema, absent as JSONSchemaGenerator, absent as extractDefs,
          absent as finalize, absent as handleUnrepresentable, absent as initializeContext, absent as processSchema };
        ${path.endsWith("processors.js") ? 'export { aggregateChecks } from "./json-schema-processors.js";' : ""}`,
      resolveDir: dirname(path),
    }));
  },
};

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
    plugins: [englishZod, zodWithoutJsonSchema],
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return result.metafile;
}
