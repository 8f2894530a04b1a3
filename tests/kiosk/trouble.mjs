// Nothing lost and nothing twice: cut lines, crashes, wrong clocks, a server in every mood. The mock's ledger is the judge.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./killable.mjs";
import { Station, digits, must, same, stored } from "./station.mjs";
import { Mock } from "./mock/server.mjs";
import { card } from "./mock/numbers.mjs";
import { people } from "./mock/people.mjs";

const { maria, carlos } = people;

/** Signs in and chooses; gives when the screen says done. */
async function visit(at, who, tile = "jobs") {
  await at.swipe(who);
  await at.at("services");
  await at.do(`tile-${tile}`);
  await at.do("next");
  await at.do("finish");
  await at.at("done");
  await at.do("close");
}

export const stories = {
  "the line is cut between the press and the answer": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("tile-jobs");
    await at.do("next");
    await at.told(1);
    at.mock.mood = { down: true };
    await at.do("finish");
    await at.at("done");
    same(await at.held(), 1, "events on the device");
    await at.wait(1500);
    at.mock.mood = {};
    same((await at.told(2)).map((event) => event.kind), ["sign_in", "add_services"], "the events");
    await at.until(async () => (await at.held()) === 0, "an empty outbox");
  },

  "the server takes the events, but its answer is lost": async (at) => {
    at.mock.mood = { lose: true };
    await visit(at, maria.card);
    await at.until(() => at.mock.ledger.duplicates >= 2, "a second delivery");
    at.mock.mood = {};
    await at.until(async () => (await at.held()) === 0, "an empty outbox");
    same(at.mock.ledger.events.size, 2, "events");
  },

  "a second press changes nothing": async (at) => {
    await at.swipe(maria.card);
    await at.do("tile-jobs");
    await at.do("next");
    await at.page.locator('[data-do="finish"]').evaluate((button) => (button.click(), button.click(), button.click()));
    await at.at("done");
    await at.told(2);
    await at.wait(300);
    same(at.mock.ledger.events.size, 2, "events");
  },

  "the page crashes between the press and the answer": async (at) => {
    at.mock.mood = { down: true };
    await visit(at, maria.card);
    const session = await at.context.newCDPSession(at.page);
    await Promise.race([session.send("Page.crash").catch(() => {}), at.wait(2000)]);
    await at.page.close().catch(() => {});
    await at.turnOn();
    await at.at("start");
    same(await at.held(), 2, "events on the device");
    await visit(at, carlos.card);
    at.mock.mood = {};
    const events = await at.told(4);
    same(events.map((event) => event.seq), [1, 2, 3, 4], "the numbers");
    same(new Set(events.map((event) => event.boot)).size, 2, "starts of the page");
  },

  "the browser is killed, and starts again without a network": async () => killed(),

  "a reload in the middle of everything": async (at) => {
    at.mock.mood = { down: true };
    await visit(at, maria.card);
    await at.page.reload();
    await at.at("start");
    await visit(at, carlos.card);
    await at.page.reload();
    at.mock.mood = {};
    same((await at.told(4)).map((event) => event.seq), [1, 2, 3, 4], "the numbers");
  },

  "the server fails, then asks for time: it is given, and nothing is lost": async (at) => {
    at.mock.mood = { fail: 500 };
    await visit(at, maria.card);
    await at.wait(1200);
    at.mock.mood = { retry: 3 };
    await at.wait(1500);
    at.mock.requests = [];
    const from = Date.now();
    at.mock.mood = { retry: 3 };
    await at.until(() => at.mock.requests.some((one) => one.path.endsWith("/events")), "a try");
    at.mock.mood = {};
    const asked = Date.now();
    await at.told(2);
    must(Date.now() - asked >= 2500, `it came back after ${Date.now() - asked} ms`);
    must(asked - from < 20_000, "it tried");
  },

  "the server answers for some events only, and in any order": async (at) => {
    at.mock.mood = { down: true };
    for (const n of [20, 21, 22]) await visit(at, card(n));
    at.mock.mood = { some: true, shuffle: true };
    await at.until(async () => (await at.held()) === 0, "an empty outbox", 60_000);
    same(at.mock.ledger.events.size, 6, "events");
  },

  "an event that can never be taken is set apart, and the others go on": async (at) => {
    at.mock.mood = { reject: "add_services" };
    await visit(at, maria.card);
    await at.until(async () => (await at.held("quarantine")) === 1, "the quarantine");
    same((await stored(at.page)).quarantine[0].reason, "it can never be taken", "the reason");
    at.mock.mood = {};
    await at.swipe(carlos.card);
    await at.at("services");
    // The ledger has a gap where the refused event was; that is what the server chose.
    await at.until(() => at.mock.ledger.of("sign_in").length === 2, "the next sign-in");
    at.mock.ledger.audit = () => [];
  },

  "an event that makes the server refuse the whole batch is found": async (at) => {
    at.mock.mood = { down: true };
    for (const n of [30, 31]) await visit(at, card(n));
    await at.do("help");
    await at.at("help");
    await visit(at, card(32));
    at.mock.mood = { refuse: "help" };
    await at.until(async () => (await at.held()) === 0, "an empty outbox", 40_000);
    same([at.mock.ledger.of("sign_in").length, await at.held("quarantine")], [3, 1], "taken and set apart");
    at.mock.ledger.audit = () => [];
  },

  "two pages of one browser number their events together and send them once": async (at) => {
    const other = await at.context.newPage();
    at.listen(other);
    await other.goto(`${at.mock.address}/kiosk/`);
    await at.at("start", other);
    at.mock.mood = { down: true };
    const one = async (page, n) => {
      for (let time = 0; time < 4; time += 1) {
        await at.swipe(card(n + time), { page });
        await at.at("services", page);
        await at.do("start-over", page);
      }
    };
    await Promise.all([one(at.page, 40), one(other, 50)]);
    at.mock.mood = {};
    same((await at.told(8)).map((event) => event.seq), [1, 2, 3, 4, 5, 6, 7, 8], "the numbers");
    await at.until(async () => (await at.held()) === 0, "an empty outbox");
    same(at.mock.ledger.duplicates, 0, "events that came twice");
  },

  "a hundred people in one bad day": async (at) => {
    const moods = [{}, {}, { down: true }, { fail: 503 }, { lose: true }, { some: true, shuffle: true }, { delay: 400 }];
    let chance = 7;
    const next = (most) => (chance = (chance * 48271) % 2147483647) % most;
    for (let n = 100; n < 200; n += 1) {
      at.mock.mood = moods[next(moods.length)];
      if (next(12) === 0) await at.page.reload().then(() => at.at("start"));
      await at.swipe(card(n), { gap: 0 });
      await at.page.locator("main[data-screen=services], main[data-screen=unknown]").waitFor();
      if (next(15) === 0) await at.page.reload().then(() => at.at("start"));
      else await at.page.evaluate(() => document.querySelector('[data-do="start-over"]').click());
      await at.at("start");
    }
    at.mock.mood = {};
    await at.until(async () => (await at.held()) === 0, "an empty outbox", 70_000);
    const numbers = at.mock.ledger.all.filter((event) => event.number).map((event) => event.number);
    same(numbers.length, 100, "people");
    same(new Set(numbers).size, 100, "people, each once");
  },

  "someone's card is not lost when the next one swipes before the answer": async (at) => {
    at.mock.mood = { delay: 800 };
    await at.swipe(maria.card);
    await at.wait(350);
    await at.swipe(carlos.card);
    await at.page.getByText("Carlos").waitFor();
    at.mock.mood = {};
    const who = (await at.told(2)).map((event) => event.number).sort();
    same(who, [`card:${maria.card}`, `card:${carlos.card}`].sort(), "who came");
  },

  "nor is it lost when that next one starts over": async (at) => {
    at.mock.mood = { delay: 1200 };
    await at.swipe(maria.card);
    await at.wait(350);
    await at.swipe(carlos.card);
    await at.at("moment");
    await at.do("start-over");
    await at.at("start");
    at.mock.mood = {};
    same((await at.told(1)).map((event) => event.number), [`card:${maria.card}`], "who came");
    await at.wait(1200);
    same([at.mock.ledger.events.size, await at.page.locator("main").getAttribute("data-screen")], [1, "start"], "events, and the screen");
  },

  "of several cards within a moment the last one is greeted, and all are signed in": async (at) => {
    const cards = [60, 61, 62, 63, 64].map((n) => card(n));
    at.mock.mood = { down: true };
    for (let time = 0; time < 5; time += 1) {
      const codes = [...cards, people.lan.card, maria.card, carlos.card].flatMap((one) => ["Semicolon", ...digits(one), "Slash", "Enter"]);
      await at.burst(codes, { gap: 0 });
      await at.page.getByText("Hola, Carlos R.").waitFor();
      await at.wait(150);
      must((await at.words()).includes("Carlos"), "another one is greeted after the last");
      same(await at.held(), 8, "events on the device");
      at.mock.mood = {};
      await at.page.reload();
      await at.until(async () => (await at.held()) === 0, "an empty outbox");
      at.mock.mood = { down: true };
      await at.page.reload();
      await at.at("start");
    }
  },
};

for (const [name, year] of [["1970", Date.UTC(1970, 0, 2)], ["2099", Date.UTC(2099, 11, 30)]]) {
  stories[`a device clock in ${name} changes nothing but a number`] = async () => {
    const at = await Station.open({ prepare: (context) => context.addInitScript(turnClock, year) });
    await visit(at, maria.card);
    const [signIn] = await at.told(2);
    must(signIn.wall.startsWith(name), `the wall clock: ${signIn.wall}`);
    const right = Date.parse(signIn.wall) + signIn.offset_ms;
    must(Math.abs(right - Date.now()) < 20_000, "the offset makes up for it");
    at.mock.mood = { down: true };
    await at.page.reload();
    await at.at("start");
    await visit(at, carlos.card);
    at.mock.mood = {};
    same((await at.told(4))[2].offset_ms, undefined, "an offset that was never measured in this start");
    await at.shut();
  };
}

stories["a clock that is set back while the kiosk runs"] = async () => {
  const at = await Station.open({ prepare: (context) => context.addInitScript(turnClock, Date.now()) });
  await visit(at, maria.card);
  await at.page.evaluate(() => window.turnClock(-3 * 3_600_000));
  await visit(at, carlos.card);
  const [one, , two] = await at.told(4);
  must(two.wall < one.wall && two.mono > one.mono, "the steady clock goes on");
  await at.shut();
};

export const own = Object.keys(stories).filter((name) => name.includes("clock") || name.includes("killed"));

/** Runs in the page before anything else: its clock starts at `wall`. */
function turnClock(wall) {
  const Real = Date;
  let ahead = wall - Real.now();
  window.turnClock = (by) => (ahead += by);
  window.Date = class extends Real {
    constructor(...given) {
      super(...(given.length === 0 ? [Real.now() + ahead] : given));
    }
    static now() {
      return Real.now() + ahead;
    }
  };
}

/** A browser with a folder of its own, killed with nine. Its folder is then searched for what must not be there. */
async function killed() {
  const folder = mkdtempSync(join(tmpdir(), "kiosk-"));
  const mock = await new Mock().start();
  let at = await launched(folder, mock);
  await at.enrol();
  mock.mood = { down: true };
  await visit(at, maria.card);
  await at.swipe(card(60));
  await at.at("services");
  await at.kill();
  at = await launched(folder, mock);
  await at.at("start");
  same(await at.held(), 3, "events on the device");
  await visit(at, carlos.card);
  mock.mood = {};
  same((await at.told(5)).map((event) => event.seq), [1, 2, 3, 4, 5], "the numbers");
  await at.kill();
  const found = await search(folder, [maria.card, carlos.card, card(60), "Maria", "Carlos"]);
  same(found, [], "what was found on the disk");
  must((await search(folder, ["Elm Street"])).length > 0, "the search finds what is there");
  same([...mock.faults, ...mock.ledger.audit()], [], "faults");
  mock.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function launched(folder, mock) {
  const at = new Station();
  at.mock = mock;
  Object.assign(at, await launch(folder));
  await at.turnOn();
  return at;
}

async function search(folder, words) {
  const { readdirSync, statSync } = await import("node:fs");
  const found = [];
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, String(name));
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    const bytes = readFileSync(path);
    for (const word of words) {
      if (bytes.includes(word) || bytes.includes(Buffer.from(word, "utf16le"))) found.push(`${word} in ${name}`);
    }
  }
  return found;
}
