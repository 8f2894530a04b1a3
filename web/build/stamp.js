// The stamp: FNV-1a (64 bits) over the sorted paths and contents of everything the build reads.
// The Rust build script computes the same figure, so it needs neither node nor a hash library.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const roots = ["package.json", "package-lock.json", "tsconfig.json", "vite.config.js", "vite.kiosk.config.js", "build", "kiosk", "src"];

/** The stamp of the web folder `web`, as 16 hexadecimal digits. */
export function stamp(web) {
  let hash = 0xcbf29ce484222325n;
  const take = (bytes) => {
    for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  };
  for (const path of roots.flatMap((root) => files(web, root)).sort()) {
    take(Buffer.from(path + "\n"));
    take(readFileSync(join(web, path)));
  }
  return hash.toString(16).padStart(16, "0");
}

function files(web, root) {
  if (root.includes(".")) return [root];
  return readdirSync(join(web, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(web.length).replace(/^\//, ""));
}
