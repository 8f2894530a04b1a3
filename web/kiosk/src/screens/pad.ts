// Keys on the screen: digits, letters. The platform's own keyboard need not open, and often does not in kiosk mode.
import { button, h } from "../dom";
import type { Kiosk } from "../kiosk";

const LETTERS = ["QWERTYUIOP", "ASDFGHJKL'", "ZXCVBNM-"];
const DIGITS = "1234567890";

/** What a pad tells. */
export interface Pressed {
  key(key: string): void;
  back(): void;
  done(): void;
}

/** Twelve keys: digits, back, done. */
export function digitPad(kiosk: Kiosk, pressed: Pressed): Node {
  const key = (digit: string): Node => button(`key-${digit}`, digit, () => pressed.key(digit));
  const back = button("back", kiosk.t("pad.back"), pressed.back, { icon: "arrow_back", weight: "quiet" });
  const done = button("done", kiosk.t("pad.done"), pressed.done, { icon: "check", weight: "main" });
  return h("div", { class: "k-pad", "data-silent": true }, ...[..."123456789"].map(key), back, key("0"), done);
}

/** Letters as on a typewriter, with digits above when they are wanted. */
export function letterPad(kiosk: Kiosk, digits: boolean, pressed: Pressed): Node {
  const row = (keys: string): Node => h("div", { class: "k-row" }, ...[...keys].map((one) => button(`key-${one}`, one, () => pressed.key(one))));
  const rows = (digits ? [DIGITS, ...LETTERS] : LETTERS).map(row);
  const back = button("back", kiosk.t("pad.back"), pressed.back, { icon: "arrow_back", weight: "quiet" });
  const space = button("space", kiosk.t("pad.space"), () => pressed.key(" "));
  const done = button("done", kiosk.t("pad.done"), pressed.done, { icon: "check", weight: "main" });
  return h("div", { class: "k-letters", "data-silent": true }, ...rows, h("div", { class: "k-row" }, back, space, done));
}

/** What was keyed so far, as a field that is never a form field: nothing fills it in or keeps it. */
export function field(name: string, text: string, said: string): Node {
  return h("output", { class: "k-field", "aria-label": name, "data-say": said }, text === "" ? "\u00a0" : text.replaceAll(" ", "  "));
}
