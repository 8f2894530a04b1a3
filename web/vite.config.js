// Bundles our own styles and scripts. Every file gets a name with its hash in it, nothing is inlined
// (the content security policy forbids inline styles and data addresses), and nothing comes from another host.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  resolve: {
    alias: {
      "uswds-files": here("node_modules/@uswds/uswds/dist"),
    },
  },
  css: {
    preprocessorOptions: {
      scss: {
        loadPaths: [here("node_modules/@uswds/uswds/packages")],
        quietDeps: true,
      },
    },
  },
  build: {
    target: "es2022",
    outDir: here("dist"),
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: { script: here("src/app.ts"), style: here("src/app.scss") },
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
