// The way to every screen, for those who look at all of them.
import { STAFF_NUMBER, digits } from "./station.mjs";
import { people } from "./mock/people.mjs";

const { maria, lan, petr, quiet, stranger, old, barred } = people;
const bad = ["Semicolon", ...digits(maria.card.slice(0, 13)), "Slash", "Enter"];

/** Name of the picture, and how to get there from the first screen. */
export const screens = {
  start: async () => {},
  keypad: async (at) => {
    await at.do("number");
    await at.key("20481");
  },
  "keypad-wrong": async (at) => {
    await at.do("number");
    await at.key("20481736533");
    await at.page.locator(".k-fault").waitFor();
  },
  "keypad-ssn": async (at) => {
    await at.do("number");
    await at.key("219099999");
    await at.do("done");
    await at.page.locator(".k-fault").waitFor();
  },
  "keypad-help": async (at) => {
    await at.do("number");
    for (let time = 0; time < 3; time += 1) await at.key("20481736533");
    await at.page.locator('[data-do="ask-help"]').waitFor();
  },
  services: async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("tile-jobs");
  },
  "services-private": async (at) => {
    await at.swipe(quiet.card);
    await at.at("services");
  },
  "services-offline": async (at) => {
    at.mock.mood = { down: true };
    await at.swipe(stranger.card);
    await at.at("services");
    at.mock.mood = {};
  },
  "services-nameless": async (at) => {
    await at.do("first");
    await at.do("nameless");
    await at.at("services");
  },
  last: async (at) => {
    await at.swipe(lan.card);
    await at.at("last");
  },
  "last-choose": async (at) => {
    await at.swipe(lan.card);
    await at.do("choose");
    await at.page.locator('[data-do="save"]').waitFor();
  },
  "check-in": async (at) => {
    await at.swipe(petr.card);
    await at.at("check-in");
  },
  confirm: async (at) => {
    await at.swipe(maria.card);
    await at.do("tile-jobs");
    await at.do("tile-resume");
    await at.do("tile--staff");
    await at.do("next");
    await at.at("confirm");
  },
  done: async (at) => {
    await screens.confirm(at);
    await at.do("finish");
    await at.at("done");
  },
  already: async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("start-over");
    await at.swipe(maria.card);
    await at.at("already");
  },
  leaving: async (at) => at.do("leave"),
  verify: async (at) => {
    await screens.done(at);
    await at.do("close");
    await at.swipe(maria.card);
    await at.do("leave");
    await at.at("verify");
  },
  goodbye: async (at) => {
    await screens.verify(at);
    await at.do("leave");
    await at.at("goodbye");
  },
  help: async (at) => {
    await at.do("help");
    await at.at("help");
  },
  first: async (at) => at.do("first"),
  visitor: async (at) => {
    await at.do("first");
    await at.do("vendor");
    await at.at("visitor");
  },
  "forgot-name": async (at) => {
    await at.do("forgot");
    await at.page.keyboard.type("garcia", { delay: 10 });
  },
  "forgot-born": async (at) => {
    await screens["forgot-name"](at);
    await at.do("done");
    await at.key("0325");
  },
  "forgot-which": async (at) => {
    await screens["forgot-born"](at);
    await at.key("1980");
    await at.page.locator('[data-do="phone"]').waitFor();
  },
  "forgot-phone": async (at) => {
    await screens["forgot-which"](at);
    await at.do("phone");
  },
  unknown: async (at) => {
    await at.swipe(stranger.card);
    await at.at("unknown");
  },
  replaced: async (at) => {
    await at.swipe(old.card);
    await at.at("replaced");
  },
  staff: async (at) => {
    await at.swipe(barred.card);
    await at.at("staff");
  },
  wrong: async (at) => {
    await at.burst([...digits("4000001234567899"), "Equal", ...digits("2912"), "Enter"]);
    await at.at("wrong");
  },
  damaged: async (at) => {
    await at.burst(bad);
    await at.at("damaged");
  },
  unreadable: async (at) => {
    await at.burst(bad);
    await at.at("damaged");
    await at.burst(bad);
    await at.at("unreadable");
  },
  ssn: async (at) => {
    await at.burst([...digits("219099999"), "Enter"]);
    await at.at("ssn");
  },
  "not-here": async (at) => {
    await at.do("leave");
    await at.swipe(maria.card);
    await at.at("not-here");
  },
};

/** Screens for staff: in English only. */
export const staffScreens = {
  "staff-number": async (at) => {
    await at.page.keyboard.press("Control+Alt+k");
    await at.at("staff-number");
  },
  status: async (at) => {
    await staffScreens["staff-number"](at);
    await at.press([...STAFF_NUMBER].map((digit) => `key-${digit}`));
    await at.do("done");
    await at.at("status");
    await at.page.locator("dd").first().waitFor();
  },
  reader: async (at) => {
    await staffScreens.status(at);
    await at.do("reader");
    await at.swipe(maria.card);
  },
};

/** Staff hold the name of the site for three seconds. */
export async function openStaff(at) {
  const box = await at.page.locator(".k-site").boundingBox();
  await at.page.mouse.move(box.x + 20, box.y + 20);
  await at.page.mouse.down();
  await at.wait(3200);
  await at.page.mouse.up();
  await at.at("staff-number");
}

/** Back to the first screen, with nothing remembered. */
export async function afresh(at) {
  at.mock.mood = {};
  await at.page.reload();
  await at.at("start");
}

/** Another language, by the page's own buttons. */
export async function speak(at, lang) {
  const there = at.page.locator(`main [data-do="language-${lang}"]`);
  if ((await there.count()) === 0) await at.do("language");
  await at.do(`language-${lang}`);
  await at.page.locator(`html[lang="${lang}"]`).waitFor();
}
