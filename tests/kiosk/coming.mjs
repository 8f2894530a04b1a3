// Coming, choosing, leaving: what happens when all goes well.
import { must, same } from "./station.mjs";
import { people } from "./mock/people.mjs";

const { maria, carlos, lan, petr, quiet } = people;

export const stories = {
  "a swipe signs in, and two services are chosen with four touches": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    must((await at.words()).includes("Welcome, Maria G."), "the greeting");
    await at.do("tile-jobs");
    await at.do("tile-print");
    await at.do("next");
    await at.at("confirm");
    await at.do("finish");
    await at.at("done");
    must((await at.words()).includes("To your left"), "where to go");
    const [signIn, add] = await at.told(2);
    same([signIn.kind, signIn.number, signIn.by, signIn.offline, signIn.lang], ["sign_in", `card:${maria.card}`, "swipe", false, "en"], "the sign-in");
    same([add.kind, add.services, add.visit, add.catalogue], ["add_services", ["jobs", "print"], signIn.visit, "2026-1"], "the services");
    await at.at("start");
  },

  "a scan with carriage return and line feed signs in, in the person's own language": async (at) => {
    await at.scan(carlos.card);
    await at.at("services");
    must((await at.words()).includes("Hola, Carlos R."), "the greeting in Spanish");
    same(await at.page.getAttribute("html", "lang"), "es", "the page's language");
    const [signIn] = await at.told(1);
    same([signIn.by, signIn.lang], ["scan", "es"], "the sign-in");
    await at.do("start-over");
    await at.at("start");
    same(await at.page.getAttribute("html", "lang"), "en", "the language of the next person");
  },

  "her own last choices stand first": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    const tiles = await at.page.locator(".k-tiles .k-tile").evaluateAll((all) => all.map((one) => one.dataset.do));
    same(tiles.slice(0, 3), ["tile-resume", "tile-jobs", "tile-resource-room"], "the tiles");
    same(tiles.length, 8, "tiles on a page");
    await at.do("more");
    same(await at.page.locator(".k-tiles .k-tile").count(), 2, "tiles on the second page");
    await at.told(1);
  },

  "a keyed member number signs in": async (at) => {
    await at.do("number");
    await at.key(maria.member);
    await at.at("services");
    const [signIn] = await at.told(1);
    same([signIn.by, signIn.number], ["keypad", `member:${maria.member}`], "the sign-in");
  },

  "a member number typed on a keyboard signs in": async (at) => {
    await at.do("number");
    await at.page.keyboard.type(maria.member, { delay: 30 });
    await at.at("services");
    same((await at.told(1))[0].number, `member:${maria.member}`, "the number");
  },

  "Not me takes the sign-in back at once": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("not-me");
    await at.at("start");
    const [signIn, gone] = await at.told(2);
    same([gone.kind, gone.names, gone.visit], ["void", signIn.id, signIn.visit], "the correction");
    await at.swipe(maria.card);
    await at.at("services");
    const again = (await at.told(3))[2];
    must(again.kind === "sign_in" && again.visit !== signIn.visit, "another visit");
  },

  "the last visit is asked about once": async (at) => {
    at.known = [lan.known.last.visit];
    await at.swipe(lan.card);
    await at.at("last");
    await at.do("choose");
    await at.do("tile-resume");
    await at.do("save");
    await at.at("services");
    const [, answer] = await at.told(2);
    same([answer.kind, answer.visit, answer.services], ["last_visit", lan.known.last.visit, ["resource-room"]], "the answer");
  },

  "Skip says nothing about the last visit": async (at) => {
    await at.swipe(lan.card);
    await at.at("last");
    await at.do("skip");
    await at.at("services");
    await at.told(1);
    same(at.mock.ledger.of("last_visit").length, 0, "answers");
  },

  "who is expected at a workshop sees it first": async (at) => {
    await at.swipe(petr.card);
    await at.at("check-in");
    await at.do("check-in-w-resume");
    await at.at("done");
    const [signIn, checkIn] = await at.told(2);
    same([checkIn.kind, checkIn.session, checkIn.visit], ["check_in", "w-resume", signIn.visit], "the check-in");
  },

  "a private person is greeted without a name, on line and off line": async (at) => {
    await at.swipe(quiet.card);
    await at.at("services");
    must(/^Welcome$/m.test(await at.words()), "the greeting");
    await at.told(1);
    await at.do("not-me");
    at.mock.mood = { down: true };
    await at.swipe(quiet.card);
    await at.at("services");
    must(/^Welcome$/m.test(await at.words()), "the greeting off line");
    at.mock.mood = {};
    await at.told(3);
  },

  "a second swipe asks: add a service": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("start-over");
    await at.swipe(maria.card);
    await at.at("already");
    await at.do("add");
    await at.at("services");
    await at.do("tile-phone");
    await at.do("next");
    await at.do("finish");
    await at.at("done");
    const events = await at.told(2);
    same(events.map((event) => event.kind), ["sign_in", "add_services"], "the events");
    same(events[1].visit, events[0].visit, "the visit");
  },

  "a second swipe asks: leaving, with what was really used": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("tile-jobs");
    await at.do("tile-print");
    await at.do("next");
    await at.do("finish");
    await at.do("close");
    await at.swipe(maria.card);
    await at.at("already");
    await at.do("leave");
    await at.at("verify");
    same(await at.page.locator(".k-tiles [aria-pressed=true]").count(), 2, "what is ticked");
    await at.do("tile-print");
    await at.do("tile--work");
    await at.do("leave");
    await at.at("goodbye");
    const [, , verify, out] = await at.told(4);
    same([verify.kind, verify.services, verify.found_work], ["verify", ["jobs"], true], "what was used");
    same([out.kind, out.visit], ["sign_out", verify.visit], "the leaving");
    await at.do("close");
    await at.swipe(maria.card);
    await at.at("services");
  },

  "a sign-in can be cancelled within five minutes, and not later": async (at) => {
    await at.page.clock.install();
    await at.page.reload();
    await at.at("start");
    await at.swipe(maria.card, { gap: 0 });
    await at.at("services");
    await at.do("start-over");
    await at.page.clock.runFor(4 * 60_000);
    await at.swipe(maria.card, { gap: 0 });
    await at.at("already");
    must(await at.page.locator('[data-do="cancel"]').isVisible(), "Cancel is offered after four minutes");
    await at.do("start-over");
    await at.page.clock.runFor(2 * 60_000);
    at.mock.open.set("maria", { visit: at.mock.ledger.of("sign_in")[0].visit, since: at.mock.now(), services: ["jobs"] });
    await at.swipe(maria.card, { gap: 0 });
    await at.at("already");
    same(await at.page.locator('[data-do="cancel"]').count(), 0, "Cancel after six minutes");
  },

  "cancelling voids the sign-in": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("start-over");
    await at.swipe(maria.card);
    await at.do("cancel");
    await at.at("cancelled");
    const [signIn, gone] = await at.told(2);
    same([gone.kind, gone.names], ["void", signIn.id], "the correction");
  },

  "the same card within five seconds is ignored": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("tile-jobs");
    await at.wait(320);
    await at.swipe(maria.card);
    await at.wait(500);
    same(await at.page.locator("main").getAttribute("data-screen"), "services", "the screen");
    same(await at.page.locator('[data-do="tile-jobs"]').getAttribute("aria-pressed"), "true", "what was chosen");
    same((await at.told(1)).length, 1, "events");
  },

  "a visit that began at another kiosk can be left here": async (at) => {
    const visit = "0d6a7a52-31e1-4c07-9b53-6d0b7f4f1a77";
    at.mock.open.set("maria", { visit, since: at.mock.now(), services: ["print"] });
    at.known = [visit];
    await at.do("leave");
    await at.at("leaving");
    await at.swipe(maria.card);
    await at.at("verify");
    await at.do("leave");
    await at.at("goodbye");
    same((await at.told(2)).map((event) => [event.kind, event.visit, event.services]), [["verify", visit, ["print"]], ["sign_out", visit, undefined]], "the events");
  },

  "who is not signed in and leaves is told that there is nothing to do": async (at) => {
    await at.do("leave");
    await at.swipe(maria.card);
    await at.at("not-here");
    same(at.mock.ledger.events.size, 0, "events");
  },

  "somebody without a name is counted, and is not offered what needs a record": async (at) => {
    await at.do("first");
    await at.do("nameless");
    await at.at("services");
    const ids = await at.page.locator(".k-tile").evaluateAll((all) => all.map((one) => one.dataset.do));
    must(!ids.includes("tile-veterans") && ids.includes("tile--staff"), `the tiles: ${ids}`);
    await at.do("tile-jobs");
    await at.do("next");
    await at.do("finish");
    await at.at("done");
    const [signIn] = await at.told(2);
    same([signIn.who, signIn.by], [{ anonymous: true }, "none"], "the sign-in");
  },

  "a visitor who works here today is in the log": async (at) => {
    await at.do("first");
    await at.do("vendor");
    await at.at("visitor");
    same((await at.told(1))[0].who, { visitor: "vendor" }, "the sign-in");
  },

  "a forgotten card: three answers that fit one person lead to her first name": async (at) => {
    await at.do("forgot");
    await at.page.keyboard.type("garcia", { delay: 20 });
    await at.do("done");
    await at.key("03251980");
    await at.do("phone");
    await at.key("0142");
    await at.at("services");
    const words = await at.words();
    must(words.includes("Welcome, Maria") && !words.includes("Maria G"), "the greeting");
    const [signIn] = await at.told(1);
    same([signIn.who, signIn.by], [{ handle: "handle-maria" }, "forgot"], "the sign-in");
  },

  "asking for staff is told, once for each person": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("help");
    await at.at("help");
    await at.do("return");
    await at.at("services");
    await at.do("help");
    await at.at("help");
    const events = await at.told(2);
    same(events.map((event) => event.kind), ["sign_in", "help"], "the events");
    same(events[1].visit, events[0].visit, "the visit");
  },

  "a service of staff asks for somebody": async (at) => {
    await at.swipe(maria.card);
    await at.do("tile--staff");
    await at.do("next");
    await at.do("finish");
    await at.at("done");
    must((await at.words()).includes("Please take a seat"), "what to do");
    same((await at.told(2)).map((event) => event.kind), ["sign_in", "help"], "the events");
  },

  "month and day of birth are asked where the site wants it": async (at) => {
    await at.do("number");
    await at.key(maria.member);
    await at.at("birthday");
    await at.key("0101");
    await at.page.locator(".k-fault").waitFor();
    await at.key("0325");
    await at.at("services");
    same((await at.told(1))[0].who, { handle: "handle-maria" }, "who");
  },
};

export const settings = { "month and day of birth are asked where the site wants it": { ask_birthday: true } };
