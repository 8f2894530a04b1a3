// S0: swipe or scan; or one of four other ways. The languages are here too, each in its own words.
import { button, h, icon } from "../dom";
import { languageButtons } from "../frame";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { firstTime } from "./first_time";
import { forgot } from "./forgot";
import { keypad } from "./keypad";
import { leaving } from "./leave";

/** The first screen. */
export function start(kiosk: Kiosk): Screen {
  const way = (name: string, words: string, sign: string, to: () => Screen): Node => button(name, words, () => kiosk.show(to()), { icon: sign });
  return {
    name: "start",
    patience: "none",
    title: () => kiosk.t("start.title"),
    draw: () => [
      picture(),
      h(
        "div",
        { class: "k-ways" },
        way("number", kiosk.t("start.number"), "keyboard", () => keypad(kiosk, "arrive")),
        way("first", kiosk.t("start.first"), "person", () => firstTime(kiosk)),
        way("forgot", kiosk.t("start.forgot"), "help_outline", () => forgot(kiosk)),
        way("leave", kiosk.t("start.leave"), "logout", () => leaving(kiosk)),
      ),
      kiosk.languages.length > 1 && !kiosk.state.larger && h("div", { class: "k-tongues", role: "group", "aria-label": kiosk.t("tool.language") }, ...languageButtons(kiosk)),
    ],
  };
}

/** A card, and where it goes. */
export function picture(): Node {
  return h("div", { class: "k-swipe", "data-silent": true }, icon("credit_card"), icon("arrow_downward"));
}
