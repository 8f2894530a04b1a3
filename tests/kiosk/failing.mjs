// What goes wrong with cards, numbers and people.
import { digits, must, same } from "./station.mjs";
import { people } from "./mock/people.mjs";

const { maria, stranger, old, barred, sealed } = people;

export const stories = {
  "an unknown card on line: see staff, and the number is told sealed": async (at) => {
    await at.swipe(stranger.card);
    await at.at("unknown");
    const [event] = await at.told(1);
    same([event.kind, event.number], ["unknown_card", `card:${stranger.card}`], "the event");
    await at.do("number");
    await at.at("keypad");
  },

  "an unknown card off line is accepted": async (at) => {
    at.mock.mood = { down: true };
    await at.swipe(stranger.card);
    await at.at("services");
    must((await at.words()).includes("We will confirm later."), "the words");
    at.mock.mood = {};
    const [event] = await at.told(1);
    same([event.kind, event.offline, event.number], ["sign_in", true, `card:${stranger.card}`], "the event");
  },

  "somebody of the roster is known off line": async (at) => {
    at.mock.mood = { down: true };
    await at.swipe(maria.card);
    await at.at("services");
    must((await at.words()).includes("Welcome, Maria G."), "the greeting");
    at.mock.mood = {};
    same((await at.told(1))[0].offline, true, "off line");
  },

  "somebody who is not in the roster is accepted off line": async (at) => {
    at.mock.mood = { down: true };
    await at.swipe(sealed.card);
    await at.at("services");
    must(!(await at.words()).includes("Henrietta"), "the name");
    at.mock.mood = {};
    await at.told(1);
  },

  "a keyed number off line is accepted": async (at) => {
    at.mock.mood = { down: true };
    await at.do("number");
    await at.key(maria.member);
    await at.at("services");
    must((await at.words()).includes("We will confirm later."), "the words");
    at.mock.mood = {};
    await at.told(1);
  },

  "a replaced card, and somebody whom staff must see, are told so without a name": async (at) => {
    for (const [card, screen] of [[old.card, "replaced"], [barred.card, "staff"]]) {
      await at.swipe(card);
      await at.at(screen);
      await at.wait(320);
    }
    same(at.mock.ledger.events.size, 0, "events");
  },

  "a server that takes more than two seconds is not waited for, and its late answer is not shown": async (at) => {
    let answer;
    at.mock.mood = { held: new Promise((done) => (answer = done)) };
    await at.swipe(stranger.card);
    await at.at("services");
    at.mock.mood = {};
    answer();
    await at.wait(2500);
    same(await at.page.locator("main").getAttribute("data-screen"), "services", "the screen after the late answer");
    same((await at.told(1))[0].offline, true, "off line");
  },

  "while the server is silent the next one does not wait for it": async (at) => {
    at.mock.mood = { hang: 4000 };
    const times = [Date.now()];
    await at.swipe(maria.card);
    await at.at("services");
    times.push(Date.now());
    await at.do("not-me");
    await at.at("start");
    times.push(Date.now());
    await at.swipe(people.carlos.card);
    await at.at("services");
    times.push(Date.now());
    must(times[3] - times[2] < times[1] - times[0], "the second waited as long as the first");
    at.mock.mood = {};
    await at.told(3);
  },

  "a bad read asks for another; two lead to another way": async (at) => {
    const bad = ["Semicolon", ...digits(maria.card.slice(0, 13)), "Slash", "Enter"];
    await at.burst(bad);
    await at.at("damaged");
    await at.wait(320);
    await at.burst(bad);
    await at.at("unreadable");
    await at.do("number");
    await at.at("keypad");
    same(at.mock.ledger.events.size, 0, "events");
  },

  "a bank card is wiped, and only its class is told": async (at) => {
    await at.burst(["Semicolon", ...digits("4000001234567899"), "Equal", ...digits("29121010000000000"), "Slash", "Enter"]);
    await at.at("wrong");
    const [event] = await at.told(1);
    same([event.kind, event.class], ["wrong_card", "bank"], "the event");
    must(!JSON.stringify(at.mock.requests).includes("4000001234567899"), "the number was sent");
  },

  "a driver licence with letters is not a card": async (at) => {
    await at.burst(["ShiftLeft", "Digit5", ...digits("CASACRAMENTO", "Key"), "Digit6", ...digits("6360141234567"), "Enter"]);
    await at.at("wrong");
    same((await at.told(1))[0].class, "letters", "the class");
  },

  "a bank card on the keypad leaves no digit there": async (at) => {
    await at.do("number");
    await at.burst(["Semicolon", ...digits("4000001234567899"), "Equal", ...digits("2912101"), "Slash", "Enter"]);
    await at.at("wrong");
    await at.do("number");
    same((await at.page.locator("output").innerText()).replace(/\D/g, ""), "", "the field");
    await at.told(1);
  },

  "two swapped digits are noticed on the device; the third time help is offered": async (at) => {
    await at.do("number");
    const swapped = maria.member.slice(0, 3) + maria.member[4] + maria.member[3] + maria.member.slice(5);
    for (const fault of ["swapped", "swapped", "Staff can help"]) {
      await at.key(swapped);
      await at.page.locator(".k-fault", { hasText: fault }).waitFor();
    }
    same(at.mock.lookUps.length, 0, "look-ups");
    await at.do("ask-help");
    await at.at("help");
  },

  "nine digits are taken for a Social Security number: neither sent nor kept": async (at) => {
    await at.do("number");
    await at.key("219099999");
    await at.page.locator(".k-fault", { hasText: "Social Security" }).waitFor();
    same((await at.page.locator("output").innerText()).replace(/\D/g, ""), "", "the field");
    same([at.mock.lookUps.length, at.mock.ledger.events.size], [0, 0], "what was sent");
    must(!JSON.stringify(at.mock.requests).includes("219099999"), "the number was sent");
  },

  "nine digits typed on the first screen get the same warning": async (at) => {
    await at.page.keyboard.type("219099999", { delay: 20 });
    await at.at("ssn");
  },

  "a forgotten card that leads to nobody and one that leads to two look the same, and so does being off line": async (at) => {
    const ask = async (last) => {
      await at.do("forgot");
      if ((await at.page.locator("main").getAttribute("data-screen")) === "forgot") {
        await at.page.keyboard.type(last, { delay: 20 });
        await at.do("done");
        await at.key("03251980");
        await at.do("member");
        await at.key("0000");
      }
      await at.at("staff");
      const words = await at.page.locator("main").innerText();
      await at.do("close");
      return words;
    };
    const nobody = await ask("nobody");
    const online = await ask("smith");
    at.mock.mood = { fail: 500 };
    const failing = await ask("garcia");
    at.mock.mood = {};
    must(nobody === online && online === failing, "the screens differ");
    must(!(await at.page.content()).includes("GARCIA"), "the name is still in the page");
  },

  "a date of birth that is none is asked again": async (at) => {
    await at.do("forgot");
    await at.page.keyboard.type("x", { delay: 20 });
    await at.do("done");
    await at.key("02301980");
    await at.wait(100);
    same((await at.page.locator("output").innerText()).replace(/\D/g, ""), "", "the field");
  },

  "too many look-ups: people are signed in all the same": async (at) => {
    at.mock.mood = { retry: 5 };
    await at.swipe(maria.card);
    await at.at("services");
    at.mock.mood = {};
    await at.told(1);
  },

  "off line, who began her visit here can leave; who did not is told that it closes by itself": async (at) => {
    at.mock.mood = { down: true };
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("start-over");
    await at.do("leave");
    await at.swipe(maria.card);
    await at.at("verify");
    await at.do("leave");
    await at.at("goodbye");
    await at.do("close");
    await at.do("leave");
    await at.swipe(people.carlos.card);
    await at.at("closes");
    at.mock.mood = {};
    same((await at.told(2)).map((event) => event.kind), ["sign_in", "sign_out"], "the events");
  },

  "another card takes over from somebody who walked away": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("tile-jobs");
    await at.swipe(people.carlos.card);
    await at.page.getByText("Carlos").waitFor();
    same(await at.page.locator("[aria-pressed=true].k-tile").count(), 0, "what the first one chose");
    same((await at.told(2)).map((event) => event.kind), ["sign_in", "sign_in"], "the events");
  },

  "a store that takes no more sends people to the desk, and says nothing else": async (at) => {
    await at.page.evaluate(() => {
      IDBObjectStore.prototype.add = () => {
        throw new DOMException("no room", "QuotaExceededError");
      };
    });
    await at.swipe(maria.card);
    await at.at("broken");
    must(!(await at.words()).includes("signed in"), "the words");
    await at.do("close");
    await at.at("start");
  },

  "somebody who walks away is asked, and then all is blank": async (at) => {
    await at.swipe(maria.card);
    await at.at("services");
    await at.do("larger");
    await at.page.locator("#time[open]").waitFor();
    await at.do("more-time");
    await at.page.locator("#time[open]").waitFor({ state: "hidden" });
    await at.page.locator("#time[open]").waitFor();
    await at.at("start");
    must(!(await at.page.content()).includes("Maria"), "the name");
    same(await at.page.getAttribute("html", "data-size"), "1", "the size of text");
    await at.told(1);
  },
};

export const settings = { "somebody who walks away is asked, and then all is blank": { idle_seconds: 1, short_idle_seconds: 1, warning_seconds: 2 } };
