// Runs after the kiosk's bundle: gives the service worker its list of files, writes the manifest, and lists everything
// for the Rust build.
//   dist/kiosk/files.tsv  path under /kiosk/, file, content type; one a line
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("..", import.meta.url));
const source = join(web, "kiosk");
const dist = join(web, "dist/kiosk");
const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
const digest = (file, how, to) => createHash(how).update(readFileSync(file)).digest(to);

manifest();
const assets = readdirSync(join(dist, "assets")).map((name) => `assets/${name}`);
// The page itself is kept under the address that is asked for.
const shell = [...assets.map((file) => [`/kiosk/${file}`, file]), ["/kiosk/", "index.html"], ["/kiosk/manifest.webmanifest", "manifest.webmanifest"]];
worker(shell.sort());

const lines = [...assets, "index.html", "manifest.webmanifest", "sw.js"].map((file) => {
  const kind = types[extname(file)];
  if (!kind) throw new Error(`build/kiosk.js knows no content type for ${file}`);
  return `${file === "index.html" ? "" : file}\t${file}\t${kind}`;
});
writeFileSync(join(dist, "files.tsv"), lines.sort().join("\n") + "\n");
console.log(lines.map((line) => `kiosk/${line.split("\t")[1]}`).join("\n"));

/** The icons get their hashes, and the manifest their names. */
function manifest() {
  const icons = [["icon.svg", "any"], ["icon-192.png", "192x192"], ["icon-512.png", "512x512"]].map(([name, sizes]) => {
    const from = join(source, "icons", name);
    const to = `assets/app-${name.replace(".", `-${digest(from, "sha256", "hex").slice(0, 8)}.`)}`;
    copyFileSync(from, join(dist, to));
    return { src: `/kiosk/${to}`, sizes, type: types[extname(name)] };
  });
  const text = JSON.parse(readFileSync(join(source, "manifest.webmanifest"), "utf8"));
  writeFileSync(join(dist, "manifest.webmanifest"), JSON.stringify({ ...text, icons }));
}

/** A change of any file makes another worker, and so a new cache. */
function worker(files) {
  const list = files.map(([path, file]) => ({ path, hash: `sha256-${digest(join(dist, file), "sha256", "base64")}` }));
  const name = createHash("sha256").update(JSON.stringify(list)).digest("hex").slice(0, 16);
  const text = readFileSync(join(source, "sw.js"), "utf8")
    .replace("/* the build writes here */ []", JSON.stringify(list, null, 2))
    .replace('/* and here */ "kiosk-"', JSON.stringify(`kiosk-${name}`));
  if (!text.includes(name) || !text.includes("/kiosk/assets/")) throw new Error("kiosk/sw.js has lost the places the build writes to");
  writeFileSync(join(dist, "sw.js"), text);
}
