// Looks at every page of the gallery in a real browser: accessibility rules, overflow at 320 pixels, anything that the
// content security policy refuses, and a picture of each.
//   cargo run -p portal --example gallery -- target/gallery
//   CHROMIUM=/usr/bin/chromium npm run check -- ../target/gallery [folder for pictures] [page …]
import AxeBuilder from "@axe-core/playwright";
import { mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { browse, serve } from "./serve.js";

const [folder = "../target/gallery", pictures, ...wanted] = process.argv.slice(2);
const root = resolve(folder);
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const looks = [
  { name: "wide", size: [1280, 900] },
  { name: "narrow", size: [320, 740] },
  { name: "dark", size: [1280, 900], media: { colorScheme: "dark" } },
  { name: "forced", size: [1280, 900], media: { forcedColors: "active", colorScheme: "dark" } },
  { name: "plain", size: [1280, 900], script: false },
  { name: "print", size: [800, 1000], media: { media: "print" }, script: false },
];

const { address, close } = await serve(root);
const browser = await browse();

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
close();
console.log(faults === 0 ? `${names.length} pages, no fault` : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

async function examine(page, report) {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  for (const { id, help, nodes } of violations) report(`${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
