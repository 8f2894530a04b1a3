// Bundles the tests of the kiosk's modules with the modules themselves, so that node can run them.
//   node bundle.mjs <folder to write to>
import { createRequire } from "node:module";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(new URL("../../../web/package.json", import.meta.url));
const { build } = await import(pathToFileURL(require.resolve("vite")));
const tests = readdirSync(here).filter((name) => name.endsWith(".test.mjs"));
await build({
  configFile: false,
  root: here,
  logLevel: "error",
  build: {
    ssr: true,
    outDir: process.argv[2],
    emptyOutDir: true,
    rollupOptions: { input: Object.fromEntries(tests.map((name) => [name.replace(".mjs", ""), join(here, name)])), output: { entryFileNames: "[name].mjs" } },
  },
});
