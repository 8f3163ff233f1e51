// Builds the embed: `widget.js`, the loader that customers paste, and `widget/*.js`, the chat and its languages.
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, transform } from "esbuild";

const source = join(import.meta.dirname, "src");

/** Style sheets become minified strings, for `CSSStyleSheet.replaceSync`. */
const cssText = {
  name: "css-text",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  plugins: [cssText],
  metafile: true,
};

/**
 * Writes `outDir/widget.js` and `outDir/widget/*.js`. Resolves with the written paths: `widget` is all that
 * a visitor needs for a full chat, `widgetLazy` what may come on top: one of the languages besides English, the solver
 * of the work that a session costs under attack, and what the visitor may do with what was said.
 */
export async function buildWidget(outDir) {
  const panel = await build({
    ...common,
    entryPoints: { panel: join(source, "panel.ts") },
    outdir: join(outDir, "widget"),
    format: "esm",
    splitting: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
  });
  const outputs = Object.entries(panel.metafile.outputs);
  const name = (path) => relative(outDir, path).replaceAll("\\", "/");
  const [panelPath] = outputs.find(([, output]) => output.entryPoint?.endsWith("panel.ts")) ?? [];
  await build({
    ...common,
    entryPoints: [join(source, "loader.ts")],
    outfile: join(outDir, "widget.js"),
    format: "iife",
    define: { PANEL_PATH: JSON.stringify(name(panelPath)) },
  });
  const isLazy = ([, { inputs }]) =>
    Object.keys(inputs).every((path) => /\/strings\/|\/own-data\/|\/work\.ts$/.test(path));
  const lazy = outputs.filter(isLazy).map(([path]) => name(path));
  const needed = outputs.map(([path]) => name(path)).filter((path) => !lazy.includes(path));
  return { widget: ["widget.js", ...needed], widgetLazy: lazy };
}
