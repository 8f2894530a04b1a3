// Looks at every page of the gallery in a real browser: accessibility rules, overflow at 320 pixels, anything that the
// content security policy refuses, and a picture of each.
//   cargo run -p portal --example gallery -- target/gallery
//   CHROMIUM=/usr/bin/chromium npm run check -- ../target/gallery [folder for pictures] [page …]
import AxeBuilder from "@axe-core/playwright";
import { createServer } from "node:http";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { chromium } from "playwright-core";

const [folder = "../target/gallery", pictures, ...wanted] = process.argv.slice(2);
const root = resolve(folder);
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const looks = [
  { name: "wide", size: [1280, 900] },
  { name: "narrow", size: [320, 740] },
  { name: "dark", size: [1280, 900], media: { colorScheme: "dark" } },
  { name: "forced", size: [1280, 900], media: { forcedColors: "active", colorScheme: "dark" } },
  { name: "plain", size: [1280, 900], script: false },
  { name: "print", size: [800, 1000], media: { media: "print" }, script: false },
];

const server = createServer((request, response) => {
  let path = decodeURIComponent(new URL(request.url, "http://x").pathname);
  if (path === "/availability") path = "/availability/index.html";
  try {
    const body = readFileSync(join(root, path));
    response.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain", "content-security-policy": policy });
    response.end(body);
  } catch {
    response.writeHead(404, { "content-type": "text/plain" });
    response.end("not found");
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const names = [...readdirSync(root).filter((name) => name.endsWith(".html")), "availability/index.html"];
let faults = 0;
for (const look of looks) {
  const context = await browser.newContext({ viewport: { width: look.size[0], height: look.size[1] }, javaScriptEnabled: look.script ?? true });
  for (const name of names) {
    if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
    const page = await context.newPage();
    if (look.media) await page.emulateMedia(look.media);
    const report = (words) => {
      faults += 1;
      console.log(`${look.name} ${name}: ${words}`);
    };
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) report(message.text());
    });
    page.on("pageerror", (error) => report(error.message));
    await page.goto(`${address}/${name}`);
    await page.waitForTimeout(look.script === false ? 50 : 400);
    if (look.script !== false && look.name !== "forced") await examine(page, report);
    if (look.name === "narrow") {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) report(`${width} pixels wide`);
    }
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name.replace(/[/.]/g, "-").replace("-html", "")}-${look.name}.png`), fullPage: true });
    }
    await page.close();
  }
  await context.close();
}
await browser.close();
server.close();
console.log(faults === 0 ? `${names.length} pages, no fault` : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

async function examine(page, report) {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  for (const { id, help, nodes } of violations) report(`${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
