// What the small script adds, tried in a real browser: folders that load by themselves and can be asked again, the
// pop-up, the keys and their switch, and the warning before the session ends.
//   npm run check:helps -- ../target/gallery
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { browse, serve } from "./serve.js";

const root = resolve(process.argv[2] ?? "../target/gallery");
let session = null;
const { address, close } = await serve(root, {
  "/session": (request, response) => {
    session = { method: request.method, passive: request.headers["x-throughline"] === "passive", ...answer(request) };
    response.writeHead(session.status, { "content-type": "application/json" });
    response.end(JSON.stringify(session.times ?? {}));
  },
  "/signed-out": (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>Out</h1>"),
});
let minutesLeft = 2;
let over = false;
const browser = await browse();
for (const [name, test] of Object.entries({ folders, popUp, keys, warning, stay, end })) {
  const page = await browser.newPage();
  minutesLeft = 2;
  over = false;
  await test(page);
  await page.close();
  console.log(`${name}: fine`);
}
await browser.close();
close();

function answer(request) {
  if (over) return { status: 401 };
  if (request.method === "POST") minutesLeft = 20;
  const times = { now: "2026-10-02T18:00:00Z", ends: `2026-10-02T18:${String(minutesLeft).padStart(2, "0")}:00Z`, clock: "3:33 PM" };
  return { status: 200, times };
}

async function folders(page) {
  await page.goto(`${address}/case-file.html`);
  await page.locator("#folder-benefits[data-part]").waitFor();
  assert.equal(await page.locator("#folder-benefits").getAttribute("aria-busy"), null);
  assert.match(await page.locator('.tl-side a[href="#folder-housing"]').innerText(), /No answer yet/);
  const again = page.locator("#folder-finance button");
  await again.waitFor();
  assert.match(await page.locator("#folder-finance").innerText(), /did not arrive/);
  assert.doesNotMatch(await page.locator("#folder-finance").innerText(), /no record/i);
  await page.route("**/folders/finance", (route) => route.continue({ url: route.request().url().replace("finance", "housing") }));
  await again.click();
  await page.locator("#folder-finance[data-part]").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.closest("section")?.id), "folder-finance");
}

async function popUp(page) {
  await page.goto(`${address}/search.html`);
  await page.getByRole("link", { name: "System availability" }).click();
  await page.locator("dialog#availability[open] table").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
}

async function keys(page) {
  await page.goto(`${address}/case-file-whole.html`);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "find");
  await page.keyboard.type("]?/");
  assert.equal(await page.locator("#find").inputValue(), "]?/");
  await page.locator("h1").click();
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("]");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "title-benefits");
  await page.keyboard.press("]");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "title-housing");
  await page.keyboard.press("[");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "title-benefits");
  await page.keyboard.press("?");
  await page.locator("#keys[open] label").click();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.keyboard.press("?");
  assert.equal(await page.locator("dialog[open]").count(), 0);
}

async function warning(page) {
  await page.clock.install();
  await page.goto(`${address}/search.html`);
  await page.clock.runFor(17.5 * 60_000);
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await page.clock.runFor(31_000);
  await page.locator("#timeout[open]").waitFor();
  assert.equal(session.passive, true);
  assert.match(await page.locator("#timeout").innerText(), /3:33 PM/);
}

async function stay(page) {
  await warning(page);
  await page.getByRole("button", { name: "Stay signed in" }).click();
  await page.locator("#timeout[open]").waitFor({ state: "hidden" });
  assert.equal(session.method, "POST");
}

async function end(page) {
  await warning(page);
  over = true;
  await page.clock.runFor(3 * 60_000);
  await page.waitForURL("**/signed-out?why=idle");
}
