// For staff: the digits that open the screens for staff.
import { h } from "../dom";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { digitPad, field } from "./pad";
import { status } from "./status";

const MOST = 10;

/** Asks for the staff number of this device. */
export function identifyStaff(kiosk: Kiosk): void {
  let keyed = "";
  let wrong = false;
  const key = (digit: string): void => {
    keyed = (keyed + digit).slice(0, MOST);
    wrong = false;
    kiosk.redraw(false);
  };
  const back = (): void => {
    keyed = keyed.slice(0, -1);
    kiosk.redraw(false);
  };
  const done = async (): Promise<void> => {
    const word = keyed;
    keyed = "";
    const turn = kiosk.turn;
    const fits = await kiosk.machine.staffWord.fits(word);
    if (turn !== kiosk.turn || kiosk.screen !== screen) return;
    if (fits) return kiosk.show(status(kiosk));
    wrong = true;
    kiosk.redraw(false);
  };
  const screen: Screen = {
    name: "staff-number",
    patience: { seconds: 60 },
    card: "nothing",
    typing: "digits",
    title: () => "Staff only",
    draw: () => [
      h("p", { class: wrong ? "k-fault" : "k-text k-text--hint", role: "status" }, wrong ? "That is not the staff number of this kiosk. After three tries it waits a minute." : "Key the staff number of this kiosk."),
      field("Staff number", "•".repeat(keyed.length), ""),
      digitPad(kiosk, { key, back, done: () => void done() }),
    ],
    typed: (digits) => digits.forEach((digit) => key(String(digit))),
    text: (letter) => letter === "Backspace" && back(),
    gone: () => {
      keyed = "";
    },
  };
  if (kiosk.arriving) kiosk.arriving.overtaken = true;
  kiosk.turn += 1;
  kiosk.person = null;
  kiosk.show(screen);
}
