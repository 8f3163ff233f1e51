/** A style sheet as text; minified by the build. */
declare module "*.css" {
  const css: string;
  // biome-ignore lint/style/noDefaultExport: esbuild's text loader gives the default export
  export default css;
}
