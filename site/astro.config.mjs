import { defineConfig } from "astro/config";

export default defineConfig({
  site: process.env.PUBLIC_SITE_URL ?? "http://localhost:8000",
  trailingSlash: "always",
  // Everything stays in files of its own: the content policy of the site allows no inline style or script.
  build: { inlineStylesheets: "never", format: "directory" },
  vite: { build: { assetsInlineLimit: 0 } },
  devToolbar: { enabled: false },
  markdown: { syntaxHighlight: false },
});
