// Bundles the kiosk's page (kiosk/). Like the portal's build: names with hashes, nothing inline, nothing from another host.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { sprite } from "./build/sprite.js";
import { stamp } from "./build/stamp.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("kiosk"),
  base: "/kiosk/",
  publicDir: false,
  define: { __KIOSK_VERSION__: JSON.stringify(stamp(here("."))) },
  resolve: { alias: { "uswds-files": here("node_modules/@uswds/uswds/dist") } },
  plugins: [icons()],
  build: {
    target: "es2022",
    outDir: here("dist/kiosk"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: "assets/[name]-[hash].js",
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
});

/** `virtual:icons`: the address of one file with every icon of kiosk/icons.txt. */
function icons() {
  const name = "virtual:icons";
  return {
    name: "kiosk-icons",
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load(id) {
      if (id !== `\0${name}`) return null;
      const source = sprite(here("."), "kiosk/icons.txt");
      const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
      const file = `assets/icons-${hash}.svg`;
      this.emitFile({ type: "asset", fileName: file, source });
      const names = [...source.matchAll(/symbol id="([^"]+)"/g)].map((found) => found[1]);
      return `export default "/kiosk/${file}"; export const names = new Set(${JSON.stringify(names)});`;
    },
  };
}
