// A kiosk in a real browser, made known to the real server by a code.
import { readFileSync } from "node:fs";
import { STAFF_NUMBER, Station, browser, stored } from "../station.mjs";

/** A kiosk. Everything that its page ever sends is noted. */
export class Kiosk extends Station {
  /** Address, headers and body of every request. */
  static requests = [];

  /** All that are open. */
  static all = new Set();

  /** One more kiosk, with a browser context of its own or in `given`. */
  static async open(city, { code, name = "LOBBY", prepare, given } = {}) {
    const kiosk = new Kiosk();
    kiosk.mock = { address: city.base };
    Object.assign(kiosk, given ?? { context: await (await browser()).newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true }) });
    kiosk.name = name;
    Kiosk.all.add(kiosk);
    kiosk.context.on("close", () => Kiosk.all.delete(kiosk));
    kiosk.context.on("request", (request) => kiosk.note(request));
    await prepare?.(kiosk.context);
    await kiosk.turnOn();
    if (code) await kiosk.enrolWith(code, name);
    return kiosk;
  }

  sent = [];
  note(request) {
    const one = { url: request.url(), headers: request.headers(), body: request.postData() ?? "" };
    this.sent.push(one);
    Kiosk.requests.push(one);
  }

  async enrolWith(code, name) {
    await this.at("enrol");
    await this.press([...code.replaceAll("-", "")].map((letter) => `key-${letter}`));
    await this.do("done");
    await this.press([...name].map((letter) => `key-${letter}`));
    await this.do("done");
    await this.press([...STAFF_NUMBER].map((digit) => `key-${digit}`));
    await this.do("done");
    await this.at("start");
    await this.until(async () => (await stored(this.page)).meta.some((one) => one?.salt && one.rounds), "the roster");
  }

  /** Shows a card and waits until she is asked what she came for. */
  async greets(card) {
    await this.swipe(card, { gap: 0 });
    await this.at("services");
    return this.page.locator("#title").innerText();
  }

  /** A visit with one service. */
  async visit(card, service = "resource-room") {
    const greeting = await this.greets(card);
    await this.press([`tile-${service}`, "next", "finish"]);
    await this.at("done");
    await this.do("close");
    await this.at("start");
    return greeting;
  }

  /** What it shows. */
  async screen() {
    return this.page.locator("main").getAttribute("data-screen", { timeout: 500 }).catch(() => "nothing");
  }

  /** Cuts the line, or mends it. */
  async offline(cut = true) {
    await this.context.setOffline(cut);
  }

  /** Mends the line and starts the page again, which sends at once. */
  async back() {
    await this.offline(false);
    await this.page.reload();
    await this.page.locator("main[data-screen]").waitFor();
  }

  /** Waits until the server has everything. */
  async empty() {
    await this.until(async () => (await this.held()) === 0, "an empty outbox");
  }

  /** What *Save what was not sent* writes. */
  async saved() {
    if ((await this.screen()) !== "enrol") {
      await this.page.keyboard.press("Control+Alt+k");
      await this.at("staff-number");
      await this.press([...STAFF_NUMBER].map((digit) => `key-${digit}`));
      await this.do("done");
      await this.at("status");
    }
    const [file] = await Promise.all([this.page.waitForEvent("download"), this.do("save")]);
    return readFileSync(await file.path(), "utf8");
  }

  async shut() {
    await this.context.close();
    if (this.wrong.length > 0) throw new Error(this.wrong.join("\n"));
  }
}
