// What a caseworker does, in a real browser against the running demo. Prints each story; ends with 1 when one fails.
//   node tests/browser/stories.mjs http://localhost:8080 [folder for pictures]
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const { AxeBuilder } = require("@axe-core/playwright");

const [base, pictures] = process.argv.slice(2);
if (pictures) mkdirSync(pictures, { recursive: true });
const password = "made-up city 2026";
const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
let failed = 0;

async function story(name, options, tell) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const refused = [];
  page.on("console", (message) => /content security policy/i.test(message.text()) && refused.push(message.text()));
  page.on("pageerror", (error) => refused.push(error.message));
  try {
    await tell(page, context);
    if (refused.length) throw new Error(refused.join("; "));
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}: ${error.message.split("\n")[0]}`);
    if (pictures) await page.screenshot({ path: join(pictures, "failed.png"), fullPage: true });
  }
  await context.close();
}

function must(truth, words) {
  if (!truth) throw new Error(words);
}

async function signIn(page, agency, user, purpose = 0) {
  await page.goto(base);
  await page.selectOption("select[name=agency]", agency);
  await page.fill("main input:not([type=hidden]):not([type=password])", user);
  await page.fill("input[type=password]", password);
  await page.press("input[type=password]", "Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  // The first time, everybody reads and accepts the responsibility policy.
  if (new URL(page.url()).pathname === "/agreement") {
    await page.click('form[action="/agreement"] button');
    await page.waitForURL((url) => url.pathname !== "/agreement");
  }
  if (new URL(page.url()).pathname === "/purpose") {
    await page.locator("input[type=radio]").nth(purpose).focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname !== "/purpose");
  }
}

async function search(page, words) {
  await page.goto(base);
  await page.fill("main input[name=q]", words);
  await page.press("main input[name=q]", "Enter");
  await page.waitForURL(/\/search\/[0-9a-f]{32}/);
}

/** The first hit, or the first that a system knows: who comes first changes with people's ages, from day to day. */
async function openFirst(page, system = "") {
  const known = page.locator("main .tl-hit").filter({ has: page.locator(".tl-agency", { hasText: system }) });
  await known.first().locator('a[href^="/people/"]').click();
  await page.waitForURL(/\/people\/\d+$/);
}

async function look(page, name) {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  must(violations.length === 0, `${name}: ${violations.map((one) => `${one.id} (${one.nodes[0].target})`).join(", ")}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  must(wide <= 0, `${name}: ${wide} pixels too wide`);
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

let known;
await story("ana signs in, states her purpose, finds somebody by a first name and an age, and reads the file", {}, async (page) => {
  await page.goto(base);
  await look(page, "sign-in");
  must(await page.getByText("System status").first().isVisible(), "the sign-in page tells the system status");
  await signIn(page, "benefits", "ana");
  await look(page, "search");
  await search(page, "maria about 40");
  await look(page, "results");
  must(!/maria|about/i.test(page.url()), "nothing personal stands in the address");
  await openFirst(page);
  known = new URL(page.url()).pathname;
  await page.waitForFunction(() => document.querySelectorAll("[aria-busy=true]").length === 0);
  await look(page, "file");
  const words = await page.locator("body").innerText();
  for (const agency of ["HRA", "DOF", "NYCHA", "DHS"]) must(words.includes(agency), `${agency} is missing`);
  must(!/ACS|Administration for Children/.test(await page.content()), "a folder that she has no right to is spoken of");
  must(/as of/i.test(words), "nothing says as of when");
});

await story("ben, of another agency, sees the children's folder for the same person", {}, async (page) => {
  await signIn(page, "children", "ben");
  await page.goto(base + known);
  must((await page.content()).includes("ACS"), "the folder is missing");
});

await story("a folder without permission, a person who is not there and nonsense look the same", {}, async (page) => {
  await signIn(page, "benefits", "ana");
  const answers = [];
  for (const path of [`${known}/folders/children`, "/people/999999999", "/people/999999999/folders/benefits"]) {
    const answer = await page.goto(base + path);
    answers.push([answer.status(), (await page.locator("main").innerText()).replace(/\s+/g, " ")].join(" "));
  }
  must(new Set(answers).size === 1, `they differ: ${answers.join(" | ")}`);
});

await story("without JavaScript: sign in, search, whole file, sign out", { javaScriptEnabled: false }, async (page) => {
  await signIn(page, "benefits", "ana");
  await search(page, "maria about 40");
  await openFirst(page, "HRA");
  await page.goto(`${page.url()}?all=1`);
  must((await page.locator("body").innerText()).includes("answered just now"), "the live agency was not asked");
  await page.locator('form[action="/log-off"] button, form[action="/log-off"] input[type=submit]').first().click();
  await page.waitForURL(/signed-out/);
  await page.goto(base + known);
  must(page.url().includes("/sign-in"), "the file can be read after signing out");
});

await story("at 320 pixels, in the dark, in forced colours and on paper", { viewport: { width: 320, height: 700 } }, async (page) => {
  await signIn(page, "children", "ben");
  await search(page, "maria about 40");
  await look(page, "results-320");
  await openFirst(page);
  await page.waitForFunction(() => document.querySelectorAll("[aria-busy=true]").length === 0);
  await look(page, "file-320");
  await page.emulateMedia({ colorScheme: "dark" });
  await look(page, "file-320-dark");
  await page.setViewportSize({ width: 1280, height: 900 });
  await look(page, "file-dark");
  await page.emulateMedia({ forcedColors: "active" });
  if (pictures) await page.screenshot({ path: join(pictures, "file-forced.png"), fullPage: true });
  await page.emulateMedia({ media: "print", forcedColors: "none", colorScheme: "light" });
  if (pictures) await page.screenshot({ path: join(pictures, "file-print.png"), fullPage: true });
});

await story("by keyboard only: from the address line to the file", {}, async (page) => {
  await signIn(page, "benefits", "ana");
  await page.keyboard.press("/");
  await page.keyboard.type("maria about 40");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\//);
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => document.activeElement?.getAttribute("href") ?? "");
    if (at.startsWith("/people/")) break;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/people\/\d+/);
});

await story("every role signs in and opens what its use case lets it open", {}, async (page) => {
  const roles = [["children", "fay"], ["shelter", "dov"], ["housing", "hui"], ["finance", "ivo"], ["hospitals", "lea"]];
  for (const [agency, user] of roles) {
    await page.context().clearCookies();
    await signIn(page, agency, user);
    await search(page, "maria");
    const words = await page.locator("main").innerText();
    must(/people|person/i.test(words), `${user} gets no answer`);
    if (await page.locator('main a[href^="/people/"]').count()) await openFirst(page);
    if (user !== "ivo" && user !== "hui") must(!/\$\d/.test(await page.locator("main").innerText()), `${user} sees an amount`);
    await look(page, `file-${user}`);
  }
});

await story("two stewards keep two people apart, and see how records came to a person", {}, async (page, context) => {
  await signIn(page, "benefits", "sten");
  await page.goto(`${base}/links`);
  await look(page, "links");
  const cases = page.locator(".tl-link-cases tbody tr").filter({ hasText: "takes two people" });
  // In a small city the cases that are asked may all be for one steward.
  if (!(await cases.count())) {
    await page.goto(`${base}/links?later=yes`);
    await look(page, "links-later");
  }
  must(await cases.count(), "no case takes two people");
  await cases.first().locator("a").click();
  await page.waitForURL(/\/links\/\d+-\d+$/);
  const address = page.url();
  await look(page, "link-case");
  await page.getByRole("button", { name: "Keep apart" }).click();
  must(await page.getByText("Say why").first().isVisible(), "a decision is taken without a reason");
  await page.fill("#reason", "Two birth dates, two given names");
  await page.getByRole("button", { name: "Keep apart" }).click();
  await page.waitForURL(/\/links\/decisions\/\d+\?done=1$/);
  const decision = page.url().split("?")[0];
  must((await page.getByRole("button", { name: "Confirm", exact: true }).count()) === 0, "she could confirm her own decision");
  await context.clearCookies();
  await signIn(page, "children", "sue");
  await page.goto(decision);
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await page.waitForURL(/done=1$/);
  await look(page, "link-decision");
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    for (const [at, name] of [[address, "link-case"], [decision, "link-decision"], [`${base}/links`, "links"]]) {
      await page.goto(at);
      await look(page, `${name}-${width}`);
    }
    await page.goto(`${base}/people/${address.match(/(\d+)-\d+$/)[1]}/links`);
    await look(page, `links-of-${width}`);
  }
  must(!(await page.content()).toLowerCase().includes("merge"), "a page speaks of merging");
});

await story("a steward checks a pair without a hint, and weights take a second steward", {}, async (page, context) => {
  await signIn(page, "benefits", "sten");
  await page.goto(`${base}/quality`);
  await look(page, "quality");
  await page.getByRole("button", { name: "Count anew" }).click();
  await page.waitForURL(/done=count$/);
  await page.getByRole("link", { name: "Begin checking" }).click();
  await page.waitForURL(/\/quality\/checks\/\d+$/);
  const check = page.url();
  must(!/matcher had|linked now|likely/.test(await page.locator("main").innerText()), "a check tells what the matcher thinks");
  await look(page, "check");
  await page.getByRole("button", { name: "Cannot say" }).click();
  must(await page.getByText("The matcher had this pair as").isVisible(), "nothing is told after the answer");
  await page.goto(`${base}/quality`);
  await page.fill("#reason", "The city has grown");
  await page.getByRole("button", { name: "Learn anew" }).click();
  await page.waitForURL(/\/quality\/models\/\d+\?done=1$/);
  const model = page.url().split("?")[0];
  must((await page.getByRole("button", { name: /Approve/ }).count()) === 0, "she could approve her own proposal");
  await context.clearCookies();
  await signIn(page, "children", "sue");
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    for (const [at, name] of [[check, "check"], [model, "model"], [`${base}/quality`, "quality"]]) {
      await page.goto(at);
      if (page.url() === at) await look(page, `${name}-${width}`);
    }
  }
  await page.goto(model);
  await page.getByRole("button", { name: "Approve and link anew" }).click();
  await page.waitForURL(/done=1$/);
  must(await page.getByText("all records were linked anew").isVisible(), "approving does not say what moved");
});

await story("nonsense in every box is answered calmly", {}, async (page) => {
  await signIn(page, "benefits", "ana");
  for (const words of ["%%%", "';--", "\u202e\u0000x", "9".repeat(400), "<b>maria</b>", "0000-00-00"]) {
    const answer = await page.request.post(`${base}/search`, { form: { q: words }, headers: { origin: base, "sec-fetch-site": "same-origin" } });
    must(answer.status() < 500, `${JSON.stringify(words.slice(0, 10))} gives ${answer.status()}`);
    must(!(await answer.text()).includes("<b>maria</b>"), "what was typed is not escaped");
  }
  const foreign = await page.request.post(`${base}/log-off`, { headers: { origin: "http://evil.example", "sec-fetch-site": "cross-site" } });
  must(foreign.status() === 403, "a foreign page can log her off");
});

await browser.close();
console.log(failed === 0 ? "all stories hold" : `${failed} stories failed`);
process.exit(failed === 0 ? 0 : 1);
