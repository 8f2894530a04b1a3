// Runs after the bundler: adds the icon sprite, and writes two small files for the Rust build.
//   dist/assets.tsv  logical name, file, content type; one asset a line
//   dist/stamp       a hash over everything that went in, so that a stale build is noticed
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sprite } from "./sprite.js";
import { stamp } from "./stamp.js";

const web = fileURLToPath(new URL("..", import.meta.url));
const dist = join(web, "dist");
const types = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".png": "image/png",
};

const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const logical = new Map([
  [manifest["src/app.scss"].file, "app.css"],
  [manifest["src/app.ts"].file, "app.js"],
  [icons(), "sprite.svg"],
]);
// The scss entry leaves an empty script behind on some bundler versions.
for (const file of readdirSync(dist)) {
  if (file.startsWith("style-") && file.endsWith(".js")) rmSync(join(dist, file));
}

const lines = readdirSync(dist)
  .filter((file) => extname(file) in types)
  .sort()
  .map((file) => `${logical.get(file) ?? "-"}\t${file}\t${types[extname(file)]}`);
writeFileSync(join(dist, "assets.tsv"), lines.join("\n") + "\n");
writeFileSync(join(dist, "stamp"), stamp(web) + "\n");
console.log(lines.map((line) => line.split("\t")[1]).join("\n"));

/** One file with every icon of icons.txt as a symbol; gives its name. */
function icons() {
  const text = sprite(web, "build/icons.txt");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const file = `sprite-${hash}.svg`;
  writeFileSync(join(dist, file), text);
  return file;
}
