import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

export default defineConfig({
  root: import.meta.dirname,
  base: "/app/",
  plugins: [solid()],
  build: {
    outDir: "../dist/assets/app",
    emptyOutDir: true,
    // light-dark() and nesting are left as written: every browser since spring 2024 knows both.
    target: ["chrome123", "safari17.5", "firefox121"],
    // The content policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    // One small sheet: rules keep one order, whichever page is opened first.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
  },
});
