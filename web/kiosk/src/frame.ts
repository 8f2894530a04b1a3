// What stands around every screen: the head with site, clock and line; the bar with language, size, contrast, voice, help and
// *Start over*; and the two windows that can open above it.
import { button, h, icon } from "./dom";
import { identifyStaff } from "./screens/staff";
import type { Kiosk } from "./kiosk";
import { help } from "./screens/help";
import type { Screen } from "./screen";

const LONG_PRESS_MS = 3000;

/** The frame of the page. */
export class Frame {
  /** Where the screen is. */
  readonly main = h("main", { class: "k-main" });
  private readonly top = h("header", { class: "k-head" });
  private readonly below = h("div", { class: "k-below", hidden: true });
  private readonly bar = h("footer", { class: "k-bar" });
  private readonly time = h("dialog", { class: "k-window", id: "time", "aria-labelledby": "time-title" });
  private readonly tongues = h("dialog", { class: "k-window", id: "tongues", "aria-labelledby": "tongues-title" });
  private press = 0;

  constructor(
    private readonly kiosk: Kiosk,
    root: HTMLElement,
  ) {
    root.replaceChildren(this.top, this.main, this.below, this.bar, this.time, this.tongues);
    setInterval(() => this.tick(), 1000);
    this.main.addEventListener("scroll", () => this.showBelow());
    new ResizeObserver(() => this.showBelow()).observe(this.main);
  }

  /** Draws a screen and everything around it. */
  draw(screen: Screen): void {
    this.tongues.close();
    this.head();
    const title = h("h1", { tabindex: "-1", id: "title" }, screen.title());
    this.main.dataset.screen = screen.name;
    this.main.inert = screen.name === "moment";
    this.main.replaceChildren(title, ...screen.draw().filter((child) => child instanceof Node));
    this.bar.hidden = screen.bare === true;
    this.bar.replaceChildren(...(screen.bare ? [] : this.tools(screen)));
    this.below.replaceChildren(button("below", this.kiosk.t("page.below"), () => this.turn(), { icon: "arrow_downward", weight: "quiet" }));
    this.showBelow();
  }

  /** The focus goes to the heading, so that reading and arrows begin there. */
  focusTop(): void {
    this.main.querySelector<HTMLElement>("#title")?.focus({ preventScroll: true });
    this.main.scrollTop = 0;
    // On a narrow screen the whole page scrolls.
    scrollTo(0, 0);
  }

  /** Site, clock and line. */
  head(): void {
    const { kiosk } = this;
    const { now } = kiosk.machine.settings;
    const online = kiosk.machine.server.reachable;
    const name = h("button", { type: "button", class: "k-site", "data-do": "site", "data-silent": true, tabindex: "-1" }, now?.site.name ?? "Throughline");
    name.addEventListener("pointerdown", () => this.hold());
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) name.addEventListener(end, () => clearTimeout(this.press));
    const line = h("p", { class: "k-line", "data-online": online ? "yes" : "no" }, kiosk.t(online ? "line.on" : "line.off"));
    this.top.replaceChildren(name, h("p", { class: "k-clock", id: "clock" }), line);
    this.clock();
  }

  /** The question whether more time is needed. */
  askForTime(seconds: number): void {
    const { kiosk } = this;
    if (!this.time.open) {
      const more = button("more-time", kiosk.t("idle.more"), () => kiosk.idle.touch(), { weight: "main" });
      const count = h("p", { class: "k-count", id: "count", "data-silent": true });
      this.time.replaceChildren(h("h2", { id: "time-title" }, kiosk.t("idle.title")), count, more);
      this.time.showModal();
      more.focus();
      kiosk.voice.say(`${kiosk.t("idle.title")}. ${kiosk.t("idle.more")}`, kiosk.language.now);
    }
    const count = this.time.querySelector("#count");
    if (count) count.textContent = kiosk.t("idle.count", { seconds });
  }

  /** Takes the question away. */
  calm(): void {
    this.time.close();
    this.time.replaceChildren();
  }

  /** Where arrows may go. */
  get reach(): ParentNode {
    return document.querySelector<HTMLElement>("dialog[open]") ?? document;
  }

  private tools(screen: Screen): Node[] {
    const { kiosk } = this;
    const { larger, contrast, listen } = kiosk.state;
    const tool = (name: string, words: string, sign: string, act: () => void, pressed?: boolean): Node =>
      button(name, words, act, { icon: sign, weight: "quiet", about: pressed === undefined ? {} : { "aria-pressed": String(pressed) } });
    const over = screen.name === "start" ? [] : [tool("start-over", kiosk.t("tool.over"), "undo", () => kiosk.home())];
    const asked = screen.name === "help" ? [] : [tool("help", kiosk.t("tool.help"), "support_agent", () => void help(kiosk))];
    // On the first screen all languages are there already, unless its text is large.
    const tongues = (screen.name === "start" && !larger) || kiosk.languages.length < 2 ? [] : [tool("language", kiosk.t("tool.language"), "language", () => this.openTongues())];
    return [
      ...tongues,
      tool("larger", kiosk.t("tool.larger"), "format_size", () => kiosk.larger(), larger),
      tool("contrast", kiosk.t("tool.contrast"), "visibility", () => kiosk.toggleContrast(), contrast),
      tool("listen", kiosk.t(listen ? "tool.silent" : "tool.listen"), listen ? "volume_off" : "hearing", () => kiosk.toggleVoice(), listen),
      ...asked,
      ...over,
    ];
  }

  /** Whether something is under the edge. The way there has a place of its own, so that it hides nothing. */
  private showBelow(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.main;
    const rest = scrollHeight - scrollTop - clientHeight;
    // Its own height must not make it come and go.
    this.below.hidden = rest <= (this.below.hidden ? 12 : 4);
  }

  private turn(): void {
    this.main.scrollBy({ top: this.main.clientHeight * 0.8 });
  }

  private openTongues(): void {
    const { kiosk } = this;
    const close = button("close", kiosk.t("tool.close"), () => this.tongues.close(), { weight: "quiet", icon: "close" });
    const list = h("div", { class: "k-tongues" }, ...languageButtons(kiosk));
    this.tongues.replaceChildren(h("h2", { id: "tongues-title" }, icon("language"), kiosk.t("tool.language")), list, close);
    this.tongues.showModal();
    this.tongues.querySelector("button")?.focus();
  }

  /** Staff hold the name of the site for a while. */
  private hold(): void {
    clearTimeout(this.press);
    const { kiosk } = this;
    if (kiosk.machine.server.device) this.press = window.setTimeout(() => identifyStaff(kiosk), LONG_PRESS_MS);
  }

  private tick(): void {
    this.clock();
    // After the screen was switched off, or a window took the keys, nothing holds the focus: take it back.
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && !document.querySelector("dialog[open]")) this.focusTop();
  }

  private clock(): void {
    const place = this.top.querySelector("#clock");
    const zone = this.kiosk.machine.settings.now?.site.zone;
    if (place && zone) place.textContent = this.kiosk.language.time(this.kiosk.machine.clock.now(), zone);
  }
}

/** One button for each language, in its own words. */
export function languageButtons(kiosk: Kiosk): Node[] {
  return kiosk.languages.map((code) => {
    const about = { lang: code, "aria-pressed": String(kiosk.language.now === code) };
    return button(`language-${code}`, kiosk.language.nameOf(code), () => kiosk.speak(code), { about });
  });
}
