// One kiosk and its line: swipes, cut lines, killed browsers, wrong clocks, cards of all kinds.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "../killable.mjs";
import { digits, must, same } from "../station.mjs";
import { Kiosk } from "./kiosk.mjs";

const BANK = ["Semicolon", ...digits("4000001234567899"), "Equal", ...digits("29121010000000000"), "Slash", "Enter"];
const HOUR = 3_600_000;

/** The lines of a board that name somebody. */
export const of = (list, person) => list.filter((one) => one.who.includes(person.name ?? person));

export const stories = {
  "a swipe signs in; the desk has her once, with what she chose": async ({ kiosk, welcome, desk, here }) => {
    const greeting = await kiosk.visit(welcome.card);
    same(greeting, "Hola, Marisol G.", "the greeting");
    await kiosk.empty();
    const [one, ...more] = of((await desk().board(here)).here, "Marisol Guerra");
    same([one?.chose, more.length], ["Use a computer", 0], "the board");
  },

  "a keyed member number finds the visit that is open": async ({ kiosk, welcome }) => {
    await kiosk.do("number");
    await kiosk.press([...welcome.member].map((digit) => `key-${digit}`));
    await kiosk.at("already");
    await kiosk.do("not-me");
    await kiosk.at("start");
  },

  "the line is cut, the browser killed, and all of it arrives once": cutAndKilled,

  "ten cards as fast as the page takes them": async ({ kiosk, customer, desk, here }) => {
    const ten = Array.from({ length: 10 }, customer);
    const before = (await desk().board(here)).Customers;
    const codes = ten.flatMap((one) => ["Semicolon", ...digits(one.card), "ShiftLeft", "Slash", "Enter"]);
    await kiosk.burst(codes, { gap: 0 });
    await kiosk.page.getByText(`Welcome, ${ten[9].first}`).waitFor();
    const board = async () => (await desk().board(here)).here;
    await kiosk.until(async () => of(await board(), ten[0]).length > 0 && (await kiosk.held()) === 0, "the first of them");
    await kiosk.until(async () => (await desk().board(here)).Customers === before + 10, "ten customers");
    for (const one of ten) same(of(await board(), one).length, 1, one.first);
    await kiosk.do("start-over");
  },

  "three hours ahead, in 1970 and in 2099: the right day, and a guess where nothing was measured": wrongClocks,

  "a card that nobody knows, a bank card and a replaced card": async ({ kiosk, customer, card, desk, here }) => {
    await kiosk.swipe(card(1), { gap: 0 });
    await kiosk.at("unknown");
    await kiosk.do("close");
    await kiosk.burst(BANK, { gap: 0 });
    await kiosk.at("wrong");
    await kiosk.do("close");
    const one = customer();
    await desk().bind(here, one.id, card(2), "lost");
    await kiosk.swipe(one.card, { gap: 0 });
    await kiosk.at("replaced");
    must(!(await kiosk.words()).includes(one.first), "a name is shown to who holds a lost card");
    await kiosk.do("close");
    same(await kiosk.greets(card(2)), `Welcome, ${one.first} ${one.last[0]}.`, "the new card");
    await kiosk.do("start-over");
  },

  "a private customer is greeted without a name, and the queue has her number alone": async ({ kiosk, welcome, desk, here }) => {
    await kiosk.swipe(welcome.private, { gap: 0 });
    await kiosk.at("services");
    const shown = await kiosk.words();
    must(shown.includes("Здравствуйте") && !/Oksana|Lysenko/.test(shown), "the greeting");
    await kiosk.press(["tile-orientation", "next", "finish"]);
    await kiosk.at("done");
    await kiosk.do("close");
    await kiosk.empty();
    const board = await desk().board(here);
    const [one] = board.waiting.filter((row) => /private/.test(row.who));
    must(one && /^\d{3} \d{4} \d{4} private$/.test(one.who) && one.asked === "", `the queue: ${JSON.stringify(board.waiting)}`);
    must(!/Oksana|Lysenko/.test(board.html), "her name stands on the board");
    await kiosk.swipe(welcome.private, { gap: 0 });
    await kiosk.at("already");
    must(!/Oksana|Lysenko/.test(await kiosk.words()), "the greeting of who is here");
    await kiosk.do("start-over");
  },

  "from the last key to the welcome: how long it takes": async ({ kiosk, customer }) => {
    const one = customer();
    for (const cut of [false, true]) {
      await kiosk.offline(cut);
      await kiosk.page.evaluate(() => performance.clearMeasures());
      for (let time = 0; time < 30; time += 1) {
        await kiosk.greets(one.card);
        await kiosk.do("not-me");
        await kiosk.at("start");
      }
      const took = await kiosk.page.evaluate(() => performance.getEntriesByName("k-card-to-screen").map((one) => one.duration));
      took.sort((a, b) => a - b);
      const share = (part) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * part))]);
      console.log(`        ${cut ? "off line" : "on line"}: p50 ${share(0.5)} ms, p95 ${share(0.95)} ms (${took.length} swipes)`);
    }
    await kiosk.back();
    await kiosk.empty();
  },
};

async function cutAndKilled({ city, customer, administrator, desk, here }) {
  const folder = mkdtempSync(join(tmpdir(), "kiosk-"));
  const [first, second, third] = [customer(), customer(), customer()];
  let kiosk = await Kiosk.open(city, { code: await administrator().code(here), name: "HALL", given: await launch(folder) });
  await kiosk.page.evaluate(() => navigator.serviceWorker.ready);
  await kiosk.offline();
  same(await kiosk.visit(first.card), `Welcome, ${first.first} ${first.last[0]}.`, "the greeting off line");
  await kiosk.do("number");
  await kiosk.press([...second.number].map((digit) => `key-${digit}`));
  await kiosk.at("services");
  must((await kiosk.words()).includes("We will confirm later."), "a number off line");
  await kiosk.kill();
  const given = await launch(folder);
  await given.context.setOffline(true);
  kiosk = await Kiosk.open(city, { given });
  await kiosk.at("start");
  same(await kiosk.held(), 3, "events on the device");
  same(await kiosk.visit(third.card), `Welcome, ${third.first} ${third.last[0]}.`, "the greeting after the crash");
  await kiosk.back();
  await kiosk.empty();
  const twice = async () => {
    const { here: list } = await desk().board(here);
    same([first, second, third].map((one) => of(list, one).map((row) => row.chose)), [["Use a computer"], [""], ["Use a computer"]], "the board");
  };
  await twice();
  // The very same requests once more: every event was taken before.
  for (const { url, headers, body } of kiosk.sent.filter((one) => one.url.endsWith("/events"))) {
    const answer = await fetch(url, { method: "POST", headers, body });
    const { results } = await answer.json();
    must(results.length > 0 && results.every((one) => one.result === "duplicate"), JSON.stringify(results));
  }
  await twice();
  await kiosk.kill();
  rmSync(folder, { recursive: true, force: true });
  must(kiosk.wrong.length === 0, kiosk.wrong.join("; "));
}

async function wrongClocks({ city, customer, administrator, manager, here }) {
  const kiosk = await Kiosk.open(city, { code: await administrator().code(here), name: "YARD", prepare: (context) => context.addInitScript(shiftedClock) });
  await kiosk.page.evaluate(() => navigator.serviceWorker.ready);
  const away = (year) => Date.UTC(year, 0, 15) - Date.now();
  for (const [name, ahead, guess] of [["three hours ahead", 3 * HOUR, false], ["1970", away(1970), true], ["2099", away(2099), true]]) {
    const [measured, never] = [customer(), customer()];
    await kiosk.page.evaluate((ahead) => localStorage.setItem("ahead", ahead), String(ahead));
    await kiosk.back();
    await kiosk.greets(measured.card);
    await kiosk.empty();
    await kiosk.offline();
    await kiosk.page.reload();
    await kiosk.at("start");
    await kiosk.greets(never.card);
    same(await kiosk.held(), 1, `${name}: events on the device`);
    await kiosk.back();
    await kiosk.empty();
    for (const [who, uncertain] of [[measured, false], [never, guess]]) {
      const [row] = of((await manager().board(here)).here, who);
      must(row, `${name}: ${who.name} is not here today`);
      const { Began: when } = await manager().visit(here, row.visit);
      same(/guess/.test(when), uncertain, `${name}: the hour of ${who.name}, ${when}, is a guess`);
      must(minutesOff(when) <= 6, `${name}: ${when} is ${minutesOff(when)} minutes off`);
    }
  }
  const yard = async () => (await administrator().kiosks(here)).find((one) => one.name === "YARD");
  await kiosk.until(async () => /clock is wrong/.test((await yard()).trouble), "the wrong clock on the set-up page");
  await kiosk.shut();
}

/** How far a time of the clock at the sites is from now. */
function minutesOff(words) {
  const [, hour, minute, half] = /(\d+):(\d\d) (AM|PM)/.exec(words);
  const said = ((Number(hour) % 12) + (half === "PM" ? 12 : 0)) * 60 + Number(minute);
  const now = new Intl.DateTimeFormat("en-GB", { timeZone: "America/New_York", hour: "2-digit", minute: "2-digit" }).format(Date.now());
  const [h, m] = now.split(":").map(Number);
  const off = Math.abs(said - (h * 60 + m));
  return Math.min(off, 1440 - off);
}

/** Runs in the page before anything else: its clock is so far ahead as was set for it. */
function shiftedClock() {
  let ahead = 0;
  try {
    ahead = Number(localStorage.getItem("ahead") ?? 0);
  } catch {
    // An empty page has no store.
  }
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) {
      super(...(given.length === 0 ? [Real.now() + ahead] : given));
    }
    static now() {
      return Real.now() + ahead;
    }
  };
}
