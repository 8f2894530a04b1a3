// S1: the member number, keyed on the screen or on a keyboard.
import { arrive } from "../arrive";
import { button, h } from "../dom";
import { Entry } from "../entry";
import type { Kiosk } from "../kiosk";
import { MEMBER, grouped } from "../number";
import type { CardMeans, Screen } from "../screen";
import { help } from "./help";
import { digitPad, field } from "./pad";

const PAUSE_MS = 4000;

/** The keypad. */
export function keypad(kiosk: Kiosk, means: CardMeans): Screen {
  const entry = new Entry();
  let timer = 0;
  const pause = (pressed: boolean): void => {
    entry.pause(pressed);
    if (kiosk.screen === screen && entry.state !== "typing") after();
  };
  const after = (): void => {
    clearTimeout(timer);
    if (entry.state === "good") {
      const digits = entry.digits;
      entry.clear();
      return void arrive(kiosk, { kind: "member", digits, by: "keypad", means });
    }
    kiosk.redraw(entry.state !== "typing");
    if (entry.state === "typing") timer = window.setTimeout(() => pause(false), PAUSE_MS);
  };
  const press = (digit: number): void => {
    entry.press(digit);
    // Who listens may be overheard: digits are not said.
    if (entry.state === "typing") kiosk.say(kiosk.t("pad.star"));
    after();
  };
  const back = (): void => {
    entry.back();
    after();
  };
  const screen: Screen = {
    name: "keypad",
    patience: "short",
    typing: "digits",
    card: means,
    title: () => kiosk.t("keypad.title"),
    draw: () => (entry.state === "help" ? giveUp(kiosk) : [...asked(kiosk, entry), digitPad(kiosk, { key: (digit) => press(Number(digit)), back, done: () => pause(true) })]),
    typed: (digits) => digits.forEach(press),
    text: (key) => key === "Backspace" && back(),
    gone: () => {
      clearTimeout(timer);
      entry.clear();
    },
  };
  return screen;
}

function asked(kiosk: Kiosk, entry: Entry): Node[] {
  const fault = faultOf(kiosk, entry);
  const shown = grouped(entry.digits);
  const rest = grouped(new Uint8Array(MEMBER)).slice(shown.length).replaceAll("0", "–");
  const said = kiosk.t("keypad.count", { count: entry.digits.length });
  return [
    field(kiosk.t("keypad.field"), shown + rest, said),
    h("p", { class: fault ? "k-fault" : "k-text k-text--hint", role: "status" }, fault ?? kiosk.t("keypad.hint")),
  ];
}

function faultOf(kiosk: Kiosk, { state }: Entry): string | null {
  if (state === "ssn") return `${kiosk.t("ssn.title")}. ${kiosk.t("ssn.text")}`;
  if (state === "wrong") return kiosk.t("keypad.wrong");
  return state === "short" ? kiosk.t("keypad.short") : null;
}

function giveUp(kiosk: Kiosk): Node[] {
  return [
    h("p", { class: "k-fault", role: "status" }, kiosk.t("keypad.help")),
    h("div", { class: "k-actions" }, button("ask-help", kiosk.t("tool.help"), () => void help(kiosk), { weight: "main", icon: "support_agent" })),
  ];
}
