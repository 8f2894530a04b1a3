// The device itself: setting up, staff's screens, starting without a network, newer programs, and being switched off.
import { readFileSync } from "node:fs";
import { STAFF_NUMBER, Station, digits, must, same, stored } from "./station.mjs";
import { signedBy } from "./mock/numbers.mjs";
import { people } from "./mock/people.mjs";
import { openStaff, screens, speak, staffScreens } from "./screens.mjs";

const { maria, carlos } = people;

async function sendNow(at) {
  await staffScreens.status(at);
  await at.do("send");
}

export const stories = {
  "it starts and works without a network from the first load on": async (at) => {
    await at.page.evaluate(() => navigator.serviceWorker.ready);
    await at.until(() => at.page.evaluate(() => navigator.serviceWorker.controller !== null), "the worker");
    at.mock.mood = { down: true };
    await at.page.reload();
    await at.at("start");
    for (const lang of ["es", "zh", "vi", "ru"]) await speak(at, lang);
    must((await at.words()).includes("Нет связи"), "the line");
    const fonts = await at.page.evaluate(() => document.fonts.ready.then((all) => [...all].filter((one) => one.status === "error").length));
    same(fonts, 0, "fonts that did not load");
    await at.swipe(maria.card);
    await at.at("services");
    at.mock.mood = {};
    await at.told(1);
  },

  "a newer program is taken when nobody is here, and a broken one never": async (at) => {
    await at.until(() => at.page.evaluate(() => navigator.serviceWorker.controller !== null), "the worker");
    const text = at.mock.files.get("/kiosk/sw.js").body.toString();
    const broken = text.replace(/sha256-[^"]+/, "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").replace(/"kiosk-\w+"/, '"kiosk-broken"');
    const update = () => at.page.evaluate(async () => (await navigator.serviceWorker.getRegistration("/kiosk/")).update().catch(() => {}));
    at.mock.workers.set("/kiosk/sw.js", Buffer.from(broken));
    await update();
    await at.wait(800);
    const names = () => at.page.evaluate(() => caches.keys());
    must(!(await at.page.evaluate(async () => (await caches.open("kiosk-broken")).keys().then((all) => all.length))), "the broken program was kept");
    await at.page.reload();
    await at.at("start");
    at.mock.workers.set("/kiosk/sw.js", Buffer.from(text.replace(/"kiosk-\w+"/, '"kiosk-newer"')));
    await at.swipe(maria.card);
    await at.at("services");
    await at.page.evaluate(() => (window.stillTheSame = true));
    await update();
    await at.until(async () => (await names()).includes("kiosk-newer"), "the newer program");
    await at.wait(500);
    must(await at.page.evaluate(() => window.stillTheSame === true), "the page was taken away from somebody");
    await at.do("start-over");
    await at.until(() => at.page.evaluate(() => window.stillTheSame !== true).catch(() => false), "the reload");
    await at.at("start");
    await at.told(1);
  },

  "a wrong code is told, and a right one works after it": async () => {
    const at = await Station.open({ enrol: false });
    await at.page.keyboard.type("WRONGCODE123", { delay: 10 });
    await at.wait(200);
    await at.do("done");
    await at.page.keyboard.type("X", { delay: 10 });
    await at.do("done");
    await at.key(STAFF_NUMBER);
    await at.do("done");
    await at.page.locator(".k-fault", { hasText: "That code is not good" }).waitFor();
    await at.enrol();
    await at.shut();
  },

  "staff's screens open by their number only": async (at) => {
    await openStaff(at);
    for (let time = 0; time < 3; time += 1) {
      await at.key("111111");
      await at.do("done");
      await at.page.locator(".k-fault").waitFor();
    }
    await at.key(STAFF_NUMBER);
    await at.do("done");
    await at.page.locator(".k-fault").waitFor();
    same(await at.page.locator("main").getAttribute("data-screen"), "staff-number", "the screen after three wrong numbers");
  },

  "the status tells what was not sent, and the file holds it, signed": async (at) => {
    at.mock.mood = { down: true };
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("start-over");
    await staffScreens.status(at);
    await at.page.getByText("1, the oldest for 0 minutes").waitFor();
    const [file] = await Promise.all([at.page.waitForEvent("download"), at.do("save")]);
    const saved = JSON.parse(readFileSync(await file.path(), "utf8"));
    same(saved.length, 1, "requests in the file");
    const [{ throughline_kiosk_export: mark, device, body, time, signature }] = saved;
    same(mark, 1, "the mark");
    must(signedBy(at.mock.devices.get(device).key, "POST", "/kiosk/v1/events", time, body, signature), "the signature");
    must(!body.includes(maria.card) && !body.includes("Maria"), "a number or a name in the clear");
    for (const event of JSON.parse(body).events) await at.mock.ledger.take(device, event);
    at.mock.mood = {};
    await at.do("send");
    await at.until(async () => (await at.held()) === 0, "an empty outbox");
    same([at.mock.ledger.events.size, at.mock.ledger.duplicates], [1, 1], "events, and those that came twice");
  },

  "a revoked kiosk wipes itself, and keeps what was not sent, sealed and signed": async (at) => {
    at.mock.mood = { down: true };
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("start-over");
    const [[old]] = [...at.mock.devices];
    at.mock.devices.get(old).revoked = true;
    at.mock.mood = {};
    await at.at("enrol");
    const store = await stored(at.page);
    same([store.outbox.length, store.roster.length, store.left.length, store.meta], [0, 0, 1, [true]], "the store");
    await at.page.locator(".k-fault", { hasText: "switched this kiosk off" }).waitFor();
    const [file] = await Promise.all([at.page.waitForEvent("download"), at.do("save")]);
    const [one] = JSON.parse(readFileSync(await file.path(), "utf8"));
    must(signedBy(at.mock.devices.get(old).key, "POST", "/kiosk/v1/events", one.time, one.body, one.signature), "the signature");
    await at.enrol();
    await at.swipe(carlos.card);
    await at.at("services");
    const [event] = await at.told(1);
    must(event.device !== old && event.seq === 1, "the new device counts from one");
  },

  "a configuration that is no good changes nothing; a good one is taken whole": async (at) => {
    at.mock.settings = { version: "c2", services: "none" };
    await sendNow(at);
    await at.until(() => at.mock.requests.filter((one) => one.path.endsWith("/config")).length >= 2, "the question");
    await at.do("close");
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("start-over");
    at.mock.settings = { version: "c3", site: { id: "elm-street", name: "Elm Street, new", zone: "America/New_York", closes: "17:00" } };
    await sendNow(at);
    await at.page.getByText("Elm Street, new").waitFor();
    await at.page.reload();
    await at.page.getByText("Elm Street, new").waitFor();
    await at.told(1);
  },

  "the health report tells how the device stands": async (at) => {
    await at.burst(["Semicolon", ...digits(maria.card.slice(0, 12)), "Enter"]);
    await at.at("damaged");
    await at.burst([...digits("4000001234567899"), "Equal", "Digit2", "Enter"]);
    await at.at("wrong");
    await sendNow(at);
    await at.until(() => at.mock.health.some((one) => one.wrong_cards === 1), "the report");
    const { version, persisted, ...last } = at.mock.health.at(-1);
    same(last, { pending: 0, oldest_minutes: 0, quarantine: 0, reader_errors: 1, wrong_cards: 1, words_missing: 0, config: "c1", roster: "r1" }, "the report");
    must(/^[0-9a-f]{16}$/.test(version) && typeof persisted === "boolean", "version and persisted");
  },

  "the server can ask for a reload": async (at) => {
    await at.page.evaluate(() => (window.stillTheSame = true));
    at.mock.reload = true;
    await sendNow(at);
    await at.do("close");
    await at.until(() => at.page.evaluate(() => window.stillTheSame !== true).catch(() => false), "the reload");
  },

  "staff without a touch screen have a key": async (at) => {
    await at.page.keyboard.press("Control+Alt+k");
    await at.at("staff-number");
    await at.page.keyboard.type(STAFF_NUMBER, { delay: 150 });
    await at.do("done");
    await at.at("status");
  },

  "each night it loads anew, by the clock of the site": async (at) => {
    await at.page.evaluate(() => navigator.serviceWorker.ready);
    await at.page.clock.install({ time: new Date("2026-11-24T05:00:00Z") });
    // Without an answer the server's own clock is not known.
    at.mock.mood = { down: true };
    await at.page.reload();
    await at.at("start");
    await at.page.evaluate(() => (window.stillTheSame = true));
    await at.page.clock.fastForward("02:58:00");
    await at.page.clock.runFor(61_000);
    must(await at.page.evaluate(() => window.stillTheSame === true), "it loaded anew before three");
    await at.page.clock.runFor(130_000);
    await at.until(() => at.page.evaluate(() => window.stillTheSame !== true).catch(() => false), "the reload at three");
    await at.at("start");
  },

  "after a fortnight without the server nobody is known here": async (at) => {
    await at.meta("contact", Date.now() - 15 * 24 * 3_600_000);
    at.mock.mood = { down: true };
    await sendNow(at);
    await at.until(async () => (await at.held("roster")) === 0, "an empty roster");
    await at.do("close");
    await at.swipe(maria.card);
    await at.at("services");
    must((await at.words()).includes("We will confirm later."), "the words");
    at.mock.mood = {};
    await at.told(1);
  },

  "a device clock that is wrong is told to staff and to nobody else": async () => {
    const at = await Station.open({ prepare: (context) => context.addInitScript(() => (Date.now = ((now) => () => now() - 3_600_000)(Date.now))) });
    must(!(await at.words()).includes("wrong by more"), "customers see it");
    await staffScreens.status(at);
    await at.page.locator(".k-fault", { hasText: "wrong by more than five minutes" }).waitFor();
    await at.shut();
  },

  "the test of the reader shows keys, and no digit of a card": async (at) => {
    await staffScreens.reader(at);
    const words = await at.words();
    must(words.includes("A card in order.") && words.includes("Digit#") && words.includes("Semicolon"), words);
    must(!/\d{3,}/.test(await at.page.locator(".k-codes").innerText()), "digits are shown");
    same(at.mock.ledger.events.size, 0, "events");
  },

  "a text that is missing in a language is shown in English and counted": async () => {
    const prepare = (_, { files }) => {
      const [path, file] = [...files].find(([name]) => /\/es-/.test(name));
      const words = JSON.parse(file.body.toString());
      delete words["start.forgot"];
      files.set(path, { ...file, body: Buffer.from(JSON.stringify(words)) });
    };
    const at = await Station.open({ prepare });
    await speak(at, "es");
    must((await at.words()).includes("I forgot my card"), "the English text");
    await sendNow(at);
    await at.until(() => at.mock.health.some((one) => one.words_missing > 0), "the count");
    await at.shut();
  },

  "nothing of a person stays: page, stores, history, address": async (at) => {
    const secrets = [maria.card, maria.member, "Maria", "GARCIA", "03251980", "0142", "Carlos"];
    await screens.goodbye(at);
    await at.do("close");
    await at.do("number");
    await at.key(maria.member);
    await at.at("services");
    await at.do("not-me");
    await at.scan(carlos.card);
    await at.at("services");
    await at.do("start-over");
    await at.do("forgot");
    await at.page.keyboard.type("garcia", { delay: 10 });
    await at.do("done");
    await at.key("03251980");
    await at.do("phone");
    await at.key("0142");
    await at.at("already").catch(() => at.at("services"));
    await at.do("start-over");
    await at.until(async () => (await at.held()) === 0, "an empty outbox");
    const everything = await at.page.evaluate(async () => {
      const caught = [];
      for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) caught.push(request.url);
      return JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href, document.title, caught]);
    });
    const store = JSON.stringify(await stored(at.page));
    const found = secrets.filter((secret) => everything.includes(secret) || store.includes(secret));
    same(found, [], "what was found");
    same(await at.context.cookies(), [], "cookies");
    must(everything.includes('"http://localhost'), "there is a cache to look at");
    const heap = await memory(at);
    must(heap.includes("Elm Street"), "the search of the memory finds what is there");
    same([maria.card, maria.member, carlos.card].filter((number) => heap.includes(number)), [], "numbers in the memory of the page");
  },
};

/** Everything that the page holds in memory, after what nobody holds any more is gone. */
async function memory(at) {
  const session = await at.context.newCDPSession(at.page);
  const parts = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => parts.push(chunk));
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  return parts.join("");
}

export const own = Object.keys(stories).filter((name) => /wrong code|device clock|missing in a language/.test(name));
