// For everybody: each screen in each language by the rules of accessibility, sizes, six keys alone, and the voice.
import { Station, must, rules, same } from "./station.mjs";
import { people } from "./mock/people.mjs";
import { afresh, screens, speak, staffScreens } from "./screens.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LANGUAGES = ["en", "es", "zh", "vi", "ru"];
/** In these the rules are asked: what a rule sees differs by the words' language, not by the words. Sizes are looked at in all. */
const RULED = ["en", "ru"];
/** Stories into which the screens are parted, so that several can be told at once. */
const PARTS = 4;
const patient = { idle_seconds: 600, short_idle_seconds: 600 };

/** A kiosk whose page has the rules at hand. */
const ruled = (more = {}) => Station.open({ settings: patient, ...more, prepare: (context) => context.addInitScript({ content: rules }) });

/** What is wrong with what is shown: rules, and sizes of targets and of text. */
async function faults(at, name, ruled = true) {
  const ask = (tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }).then((said) => said.violations.map((one) => `${one.id} ${one.nodes[0].target}`));
  const broken = ruled ? await at.page.evaluate(ask, RULES) : [];
  const small = await at.page.evaluate(() => {
    const seen = [...document.querySelectorAll("#kiosk *")].filter((one) => one.checkVisibility());
    const size = (one) => one.getBoundingClientRect();
    const targets = seen.filter((one) => one.matches("button") && (size(one).width < 63.5 || size(one).height < 63.5));
    const texts = seen.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && parseFloat(getComputedStyle(one).fontSize) < 24);
    const wide = document.documentElement.scrollWidth > innerWidth ? ["the page is too wide"] : [];
    const cut = seen.filter((one) => one.matches("button") && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1));
    const tell = (what) => (one) => `${what}: ${one.dataset.do ?? one.className} ${Math.round(size(one).width)}x${Math.round(size(one).height)}`;
    return [...targets.map(tell("small target")), ...texts.map(tell("small text")), ...cut.map(tell("cut off")), ...wide];
  });
  return [...broken, ...small].map((words) => `${name}: ${words}`);
}

/** Presses a key until a control has the focus, then Enter. */
async function reach(at, name, key) {
  for (let time = 0; time < 80; time += 1) {
    if ((await at.page.evaluate(() => document.activeElement?.dataset?.do)) === name) return at.page.keyboard.press("Enter");
    await at.page.keyboard.press(key);
  }
  throw new Error(`${name} was not reached by ${key}`);
}

/** A whole visit with `key` to move and Enter to press, nothing else. */
async function walk(at, key) {
  await reach(at, "number", key);
  await at.at("keypad");
  for (const digit of people.maria.member) await reach(at, `key-${digit}`, key);
  await at.at("services");
  await reach(at, "tile-jobs", key);
  await reach(at, "next", key);
  await at.at("confirm");
  await reach(at, "finish", key);
  await at.at("done");
  await reach(at, "close", key);
  await at.at("start");
  same((await at.told(2)).map((event) => event.kind), ["sign_in", "add_services"], "the events");
}

/** The screens of a part, each looked at by `look`. */
async function each(all, look) {
  const at = await ruled();
  const found = [];
  for (const [name, go] of all) {
    await go(at);
    found.push(...(await look(at, name)));
    await afresh(at);
  }
  same(found, [], "faults");
  await at.shut();
}

async function inEachLanguage(at, name) {
  if (name in staffScreens) return faults(at, name);
  const found = [];
  for (const lang of LANGUAGES) {
    await speak(at, lang);
    found.push(...(await faults(at, `${name} ${lang}`, RULED.includes(lang))));
  }
  return found;
}

async function inContrast(at, name) {
  await at.do("contrast");
  const plain = await faults(at, `${name} contrast`);
  await at.press(["larger", "larger"]);
  return [...plain, ...(await faults(at, `${name} larger`))];
}

export const stories = {
  "setting up breaks no rule": async () => {
    const at = await ruled({ enrol: false });
    same(await faults(at, "enrol"), [], "faults");
    await at.shut();
  },

  "the question about more time breaks no rule, and Enter answers it": async () => {
    const at = await ruled({ settings: { idle_seconds: 1, short_idle_seconds: 1, warning_seconds: 20 } });
    await at.swipe(people.maria.card);
    await at.page.locator("#time[open]").waitFor();
    same(await faults(at, "time"), [], "faults");
    await at.page.keyboard.press("Enter");
    await at.page.locator("#time[open]").waitFor({ state: "hidden" });
    for (let time = 0; time < 10; time += 1) {
      await at.page.locator("#time[open]").waitFor();
      await at.do("more-time");
      await at.page.locator("#time[open]").waitFor({ state: "hidden" });
    }
    same(await at.page.locator("main").getAttribute("data-screen"), "services", "the screen after more time eleven times");
    await at.shut();
  },

  "a visit with the six keys alone": async (at) => walk(at, "ArrowRight"),
  "a visit with Tab and Enter alone": async (at) => walk(at, "Tab"),

  "up and down reach every control of the first screens": async (at) => {
    for (const name of ["number", "leave", "help", "language-ru"]) {
      let reached = false;
      for (const first of ["ArrowDown", "ArrowUp"]) {
        for (let time = 0; time < 30 && !reached; time += 1) {
          await at.page.keyboard.press(time % 3 === 2 ? "ArrowRight" : first);
          reached = (await at.page.evaluate(() => document.activeElement?.dataset?.do)) === name;
        }
      }
      must(reached, name);
    }
  },

  "the focus that was lost comes back": async (at) => {
    await at.page.evaluate(() => document.activeElement.blur());
    await at.until(() => at.page.evaluate(() => document.activeElement?.id === "title"), "the focus");
  },

  "the voice speaks the screen's language, says no digit, and falls silent at a touch": async () => {
    const at = await Station.open({ prepare: (context) => context.addInitScript(listen) });
    await speak(at, "es");
    await at.do("listen");
    await at.until(async () => (await heard(at)).some(([words]) => words.includes("Pase o escanee su tarjeta")), "the screen");
    await at.do("number");
    await at.key("20481");
    const said = await heard(at);
    must(said.every(([, lang]) => lang === "es"), `languages: ${said.map(([, lang]) => lang)}`);
    must(said.filter(([words]) => words === "asterisco").length === 5, "a star for each digit");
    must(!said.some(([words]) => words.includes("204")), "digits were said");
    must((await at.page.evaluate(() => window.silenced)) > 5, "touches stop the voice");
    await at.do("start-over");
    must(!(await at.page.evaluate(() => document.querySelector('[data-do="listen"]').getAttribute("aria-pressed") === "true")), "the voice of the next person");
    await at.shut();
  },

  "the browser's own keys, menus and ways back do nothing": async (at) => {
    await at.do("first");
    for (const keys of ["Control+p", "Control+Shift+Delete", "Alt+ArrowLeft", "F5", "Control+r", "F1", "Control+Equal", "Escape"]) await at.page.keyboard.press(keys);
    await at.page.evaluate(() => history.back());
    await at.wait(300);
    same([await at.page.locator("main").getAttribute("data-screen"), new URL(at.page.url()).pathname], ["first", "/kiosk/"], "the screen");
    const menu = await at.page.evaluate(() => document.body.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true })));
    same(menu, false, "the menu opens");
  },

  "from the last key to the welcome: how long it takes": async (at) => {
    for (const [words, mood] of [["on line", {}], ["off line", { down: true }]]) {
      at.mock.mood = mood;
      await at.page.evaluate(() => performance.clearMeasures());
      for (let time = 0; time < 30; time += 1) {
        await at.swipe(people.maria.card);
        await at.at("services");
        await at.do("not-me");
      }
      const took = await at.page.evaluate(() => performance.getEntriesByName("k-card-to-screen").map((one) => one.duration));
      took.sort((a, b) => a - b);
      const at_ = (share) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))]);
      console.log(`        ${words}: p50 ${at_(0.5)} ms, p95 ${at_(0.95)} ms (${took.length} swipes)`);
    }
    at.mock.mood = {};
    await at.told(120);
  },
};

for (let part = 0; part < PARTS; part += 1) {
  const some = (all) => Object.entries(all).filter((_, at) => at % PARTS === part);
  const which = `(${part + 1} of ${PARTS})`;
  stories[`each screen in each language breaks no rule, and nothing on it is small ${which}`] = () => each([...some(screens), ...some(staffScreens)], inEachLanguage);
  stories[`high contrast and larger text break no rule either ${which}`] = () => each(some(screens), inContrast);
}

export const own = Object.keys(stories).filter((name) => /breaks? no rule|the voice/.test(name));

/** Runs in the page: a voice that only notes what it is asked to say. */
function listen() {
  window.heard = [];
  window.silenced = 0;
  speechSynthesis.speak = (words) => window.heard.push([words.text, words.lang]);
  speechSynthesis.cancel = () => (window.silenced += 1);
}

const heard = (at) => at.page.evaluate(() => window.heard);
