// What happens around kiosks: two sites, a kiosk that is switched off, a service that ends, a site that closes.
import { must, same, stored } from "../station.mjs";
import { retire } from "./city.mjs";
import { Kiosk } from "./kiosk.mjs";
import { of } from "./lines.mjs";

export const stories = {
  "one person, two cards of the stock, two sites without a line: registered once, both visits hers": async (town) => {
    const { kiosk, card, desk, manager, here, there } = town;
    const other = await atRiverside(town);
    await kiosk.offline();
    await other.offline();
    await kiosk.greets(card(3));
    must((await kiosk.words()).includes("We will confirm later."), "the words");
    await other.greets(card(4));
    await Promise.all([kiosk.back(), other.back()]);
    await Promise.all([kiosk.empty(), other.empty()]);
    same(of((await desk().board(here)).here, "nobody’s yet").length, 1, "a card that is nobody's yet");
    const who = { first: "Wilhelmina", last: "Stroud", born: "1979-04-04" };
    const one = await desk().register(here, { ...who, card: card(3) });
    same(of((await desk().board(here)).here, one).length, 1, "the visit is hers");
    const page = await manager().send(`/desk/${there}/register`, { ...who, phone: "", lang: "en", ssn: "", no_ssn: "declined" });
    must(/Is it one of these\?/.test(page.html) && page.html.includes(`/desk/${there}/members/${one.id}"`), "the other site is not asked whether she is here already");
    await manager().bind(there, one.id, card(4), "lost");
    const board = await manager().board(there);
    same(of(board.here, one).length, 1, "the visit at the other site is hers");
    must(/Wilhelmina Stroud.*is signed in here and, since .* at North Hill/.test(board.exceptions), `to look at: ${board.exceptions}`);
    const sheet = await manager().read(`/desk/${there}/members/${one.id}`);
    same([...sheet.matchAll(/not ended/g)].length, 2, "visits on her page");
  },

  "a kiosk is switched off: it wipes itself, and its file is counted once": switchedOff,

  "a service that ended yesterday, chosen off line: counted, and staff look at it": async ({ city, kiosk, customer, desk, here, dayAtSite }) => {
    const [one, next] = [customer(), customer()];
    await kiosk.offline();
    await kiosk.visit(one.card, "job-openings");
    await city.again((examples) => retire(examples, "job-openings", dayAtSite(-1)));
    await kiosk.back();
    await kiosk.empty();
    const board = await desk().board(here);
    same(of(board.here, one).map((row) => row.chose), ["Lists of open jobs"], "the visit");
    must(board.held.some((row) => /did not offer on that day/.test(row.why)), `to look at: ${board.exceptions}`);
    await kiosk.until(async () => (await config(kiosk)).catalogue.endsWith("-ended"), "the new catalogue");
    await kiosk.greets(next.card);
    same(await kiosk.page.locator('[data-do="tile-job-openings"]').count(), 0, "the tile");
    await kiosk.do("start-over");
  },

  "a site is closed with open visits: nobody is left there, and what comes late is counted": async (town) => {
    const { customer, administrator, manager, there } = town;
    const [open, unsent] = [customer(), customer()];
    const kiosk = await atRiverside(town);
    await kiosk.visit(open.card);
    await kiosk.empty();
    same(of((await manager().board(there)).here, open).length, 1, "who is here");
    await kiosk.offline();
    await kiosk.visit(unsent.card, "orientation");
    const { Visits: before } = await manager().board(there);
    const doubted = await administrator().send("/desk/setup/city", { act: "close", site: there });
    same(doubted.status, 422, "the closing without its name");
    const closed = await administrator().send("/desk/setup/city", { act: "close", site: there, sure: "Riverside Career Center" });
    same(closed.status, 200, "the closing");
    same((await manager().board(there)).here, [], "who is left");
    await kiosk.back();
    await kiosk.at("enrol");
    const file = await kiosk.saved();
    must((await administrator().read("/desk/setup/city")).includes(`/sites/${there}/file`), "the page takes no file of a closed site");
    const taken = await administrator().handIn(there, file);
    must(/taken: 2 events are new, 0 had come before/.test(taken.said), taken.said);
    const board = await manager().board(there);
    same([board.Visits, board.here, board.waiting], [before + 1, [], []], "the board of the closed site");
    must(!/still open/.test(board.html), "a visit is left open");
    await kiosk.shut();
  },
};

async function switchedOff({ city, kiosk: door, customer, administrator, desk, here }) {
  const [one, other] = [customer(), customer()];
  const kiosk = await Kiosk.open(city, { code: await administrator().code(here), name: "GATE" });
  await kiosk.page.evaluate(() => navigator.serviceWorker.ready);
  await kiosk.offline();
  await kiosk.visit(one.card);
  const device = (await administrator().kiosks(here)).find((known) => known.name === "GATE").id;
  await administrator().send("/desk/setup/city", { act: "revoke", site: here, kiosk: device });
  await kiosk.back();
  await kiosk.at("enrol");
  await kiosk.page.locator(".k-fault", { hasText: "switched this kiosk off" }).waitFor();
  const { outbox, roster, left, meta } = await stored(kiosk.page);
  same([outbox.length, roster.length, left.length, meta], [0, 0, 1, [true]], "the store");
  const file = await kiosk.saved();
  // What another kiosk signed, said to be this one's.
  await door.offline();
  await door.visit(other.card);
  const [foreign] = JSON.parse(await door.saved());
  await door.back();
  await door.empty();
  const edited = file.replace("resource-room", "resource-rook");
  must(edited !== file, "nothing was edited");
  for (const bad of [edited, JSON.stringify([{ ...foreign, device }])]) {
    const { status, said } = await administrator().handIn(here, bad);
    must(status === 422 && /was changed, or comes from a kiosk that is not enrolled here; nothing was taken/.test(said), `${status}: ${said}`);
  }
  same(of((await desk().board(here)).here, one).length, 0, "before the file was taken");
  for (const counted of ["2 events are new, 0 had come before", "0 events are new, 2 had come before"]) {
    const { said } = await administrator().handIn(here, file);
    must(said.includes(counted), `${counted}: ${said}`);
  }
  const { here: list } = await desk().board(here);
  same([of(list, one).map((row) => row.chose), of(list, other).length], [["Use a computer"], 1], "the board");
  await kiosk.shut();
}

/** The kiosk of the other site, made known when it is first asked for. */
async function atRiverside(town) {
  town.other ??= await Kiosk.open(town.city, { code: await town.administrator().code(town.there), name: "RIVER" });
  await town.other.page.evaluate(() => navigator.serviceWorker.ready);
  return town.other;
}

/** The configuration that the kiosk works by. */
async function config(kiosk) {
  return (await stored(kiosk.page)).meta.find((one) => one?.catalogue) ?? { catalogue: "" };
}
