// A kiosk in a real browser, and the hands of those who use it.
import { createRequire } from "node:module";
import { Mock } from "./mock/server.mjs";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
export const { chromium } = require("playwright-core");
/** The text of the rules of accessibility, for `addInitScript`. */
export const { source: rules } = createRequire(require.resolve("@axe-core/playwright"))("axe-core");

export const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
export const STAFF_NUMBER = "246810";

let shared = null;

/** The browser of all tests. */
export async function browser() {
  shared ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  return shared;
}

/** Ends it. */
export async function close() {
  await shared?.close();
}

/** A kiosk of its own, with a server of its own. */
export class Station {
  static async open({ settings = {}, size = [1280, 800], enrol = true, prepare } = {}) {
    const station = new Station();
    station.mock = await new Mock().start();
    station.mock.settings = settings;
    station.context = await (await browser()).newContext({ viewport: { width: size[0], height: size[1] }, acceptDownloads: true });
    await prepare?.(station.context, station.mock);
    await station.turnOn();
    if (enrol) await station.enrol();
    return station;
  }

  /** Opens the page. */
  async turnOn() {
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(10_000);
    this.listen(this.page);
    await this.page.goto(`${this.mock.address}/kiosk/`);
    await this.page.locator("main[data-screen]").waitFor();
  }

  wrong = [];
  listen(page) {
    page.on("console", (message) => /security policy|trusted/i.test(message.text()) && this.wrong.push(message.text()));
    page.on("pageerror", (error) => this.wrong.push(`${error.message} ${error.stack}`));
  }

  async enrol() {
    await this.at("enrol");
    await this.press([...this.mock.code.replaceAll("-", "")].map((letter) => `key-${letter}`));
    await this.do("done");
    await this.page.keyboard.type("Front door", { delay: 5 });
    await this.do("done");
    await this.press([...STAFF_NUMBER].map((digit) => `key-${digit}`));
    await this.do("done");
    await this.at("start");
    await this.until(() => this.mock.health.some((report) => report.roster === "r1"), "the roster");
    // The page may still be reading the answer to that report, and would write over what a story sets.
    await this.until(async () => (await this.meta("contact")) !== undefined, "the answer to the report");
  }

  /** Presses a control by its name. */
  async do(name, page = this.page) {
    await page.locator(`[data-do="${name}"]:visible`).first().click();
  }

  /** Presses controls one after the other, as fast as the page can: where it is not the pressing that is told of. */
  async press(names) {
    await this.page.evaluate((names) => names.forEach((name) => document.querySelector(`[data-do="${name}"]`).click()), names);
  }

  /** Waits for a screen. */
  async at(screen, page = this.page) {
    await page.locator(`main[data-screen="${screen}"]`).waitFor();
  }

  /** What the page says. */
  async words(page = this.page) {
    return page.locator("body").innerText();
  }

  /** Keys as a reader sends them, all within the page. */
  async burst(codes, { gap = 2, shift = false, page = this.page } = {}) {
    await page.evaluate(
      async ([codes, gap, shift]) => {
        for (const code of codes) {
          const about = { code, key: "Unidentified", bubbles: true, cancelable: true, shiftKey: shift };
          (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", about));
          (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keyup", about));
          if (gap) await new Promise((done) => setTimeout(done, gap));
        }
      },
      [codes, gap, shift],
    );
  }

  /** A magnetic stripe. */
  async swipe(number, more = {}) {
    await this.burst(["Semicolon", ...digits(number), "ShiftLeft", "Slash", "Enter"], more);
  }

  /** A bar code, from a reader that ends with carriage return and line feed. */
  async scan(number, more = {}) {
    await this.burst([...digits(number, "Numpad"), "Enter", "ArrowDown"], more);
  }

  /** Keys on the screen's own pad. */
  async key(number) {
    for (const digit of number) await this.do(`key-${digit}`);
  }

  /** Waits until something is true outside of the page. */
  async until(truth, what, ms = 25_000) {
    const end = Date.now() + ms;
    while (!(await truth())) {
      if (Date.now() > end) throw new Error(`${what}: did not come`);
      await new Promise((done) => setTimeout(done, 40));
    }
  }

  /** Waits until the server has `count` events. */
  async told(count) {
    await this.until(() => this.mock.ledger.events.size >= count, `${count} events, there are ${this.mock.ledger.events.size}`);
    return this.mock.ledger.all;
  }

  /** Lets the sender try now: what staff's *Send now* does, by the clock of the page. */
  async wait(ms) {
    await new Promise((done) => setTimeout(done, ms));
  }

  /** How many events the device holds. */
  async held(store = "outbox", page = this.page) {
    return (await stored(page))[store].length;
  }

  /** What the device keeps under a name; with `value` it keeps that from now on. */
  async meta(name, value) {
    return this.page.evaluate(
      async ([name, value]) => {
        const done = (request) => new Promise((good, bad) => ((request.onsuccess = () => good(request.result)), (request.onerror = () => bad(request.error))));
        const db = await done(indexedDB.open("throughline-kiosk"));
        const meta = db.transaction("meta", value === undefined ? "readonly" : "readwrite").objectStore("meta");
        const kept = await done(value === undefined ? meta.get(name) : meta.put(value, name));
        db.close();
        return value ?? kept;
      },
      [name, value],
    );
  }

  async shut({ known = [] } = {}) {
    const faults = [...this.mock.faults, ...this.mock.ledger.audit(known), ...this.wrong];
    await this.context.close();
    this.mock.stop();
    if (faults.length > 0) throw new Error(faults.join("\n"));
  }
}

/** The codes of keys for a number. */
export const digits = (number, kind = "Digit") => [...number].map((digit) => kind + digit);

/** Everything in the kiosk's store. */
export async function stored(page) {
  return page.evaluate(async () => {
    const open = indexedDB.open("throughline-kiosk");
    const db = await new Promise((done, fail) => {
      open.onsuccess = () => done(open.result);
      open.onerror = () => fail(open.error);
    });
    const all = {};
    for (const name of db.objectStoreNames) {
      const request = db.transaction(name).objectStore(name).getAll();
      all[name] = await new Promise((done) => (request.onsuccess = () => done(request.result)));
    }
    db.close();
    return all;
  });
}

/** Fails with words. */
export function must(truth, words) {
  if (!truth) throw new Error(words);
}

/** Fails when two values differ. */
export function same(seen, wanted, words) {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${words}: ${a} in place of ${b}`);
}
