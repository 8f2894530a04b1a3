// A browser, and a small server for the folder that the gallery was written to, with the portal's own policy.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";
const document = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

/** Serves `root`; `answers` maps paths to functions that answer in place of a file. */
export async function serve(root, answers = {}) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    if (answers[path]) return answers[path](request, response);
    try {
      const body = readFileSync(join(root, path === "/availability" ? "/availability/index.html" : path));
      const kind = path.endsWith("/image") ? kindOf(body) : (types[extname(path)] ?? types[".html"]);
      response.writeHead(200, { "content-type": kind, "content-security-policy": path.endsWith("/image") ? document : policy });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("not found");
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

function kindOf(body) {
  if (body.subarray(1, 4).toString() === "PNG") return "image/png";
  return body.subarray(0, 4).toString() === "%PDF" ? "application/pdf" : types[".html"];
}

/** A browser that talks to nobody but the server. */
export function browse() {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}
