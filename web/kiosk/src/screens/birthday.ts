// Month and day of birth, where a site asks for them after a keyed number.
import { type Sealed, identify } from "../arrive";
import { h } from "../dom";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { moment } from "./moment";
import { digitPad, field } from "./pad";

const DIGITS = 4;

/** Asks for month and day. `again`: what was given did not fit. */
export function birthday(kiosk: Kiosk, what: Sealed, again = false): Screen {
  let keyed = "";
  let fault = again;
  const press = (digit: string): void => {
    keyed = (keyed + digit).slice(0, DIGITS);
    fault = false;
    if (keyed.length < DIGITS) return kiosk.redraw(false);
    const month = Number(keyed.slice(0, 2));
    const day = Number(keyed.slice(2));
    const born = `${keyed.slice(0, 2)}-${keyed.slice(2)}`;
    keyed = "";
    fault = month < 1 || month > 12 || day < 1 || day > 31;
    if (fault) return kiosk.redraw();
    const stop = moment(kiosk);
    void identify(kiosk, what, born).finally(stop);
  };
  const back = (): void => {
    keyed = keyed.slice(0, -1);
    kiosk.redraw(false);
  };
  return {
    name: "birthday",
    patience: "short",
    typing: "digits",
    title: () => kiosk.t("birthday.title"),
    draw: () => [
      field(kiosk.t("birthday.field"), shape(keyed), kiosk.t("birthday.field")),
      h("p", { class: fault ? "k-fault" : "k-text k-text--hint", role: "status" }, kiosk.t(fault ? "birthday.wrong" : "birthday.hint")),
      digitPad(kiosk, { key: press, back, done: () => kiosk.redraw(false) }),
    ],
    typed: (digits) => digits.forEach((digit) => press(String(digit))),
    text: (key) => key === "Backspace" && back(),
    gone: () => {
      keyed = "";
    },
  };
}

function shape(keyed: string): string {
  const full = keyed.padEnd(DIGITS, "–");
  return `${full.slice(0, 2)} / ${full.slice(2)}`;
}
