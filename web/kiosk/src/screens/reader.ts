// For staff: what the reader sends, key by key. Digits are not shown: a card that is tested is somebody's.
import { button, h } from "../dom";
import type { Kiosk } from "../kiosk";
import { isCard } from "../number";
import type { Screen } from "../screen";
import { status } from "./status";

const GAP_MS = 300;
const SHOWN = 60;

/** The test of the reader. */
export function reader(kiosk: Kiosk): Screen {
  let codes: string[] = [];
  let digits: number[] = [];
  let longest = 0;
  let last = -Infinity;
  const clear = (): void => {
    codes = [];
    digits.fill(0);
    digits = [];
    longest = 0;
  };
  const take = (event: KeyboardEvent): boolean => {
    if (codes.length === 0 && /^(Arrow|Enter|Tab)/.test(event.code)) return false;
    const gap = event.timeStamp - last;
    if (gap > GAP_MS) clear();
    else longest = Math.max(longest, gap);
    last = event.timeStamp;
    const digit = /^(Digit|Numpad)(\d)$/.exec(event.code);
    if (digit) digits.push(Number(digit[2]));
    codes.push(digit ? `${digit[1]}#` : event.code || "(no code)");
    kiosk.redraw(false);
    return true;
  };
  const verdict = (): string => {
    if (codes.length === 0) return "Swipe or scan a card.";
    const good = isCard(Uint8Array.from(digits.slice(-18)));
    const what = good ? "A card in order." : "Not a card in order.";
    return `${what} ${digits.length} digits, ${codes.length} keys, longest gap ${Math.round(longest)} ms.`;
  };
  return {
    name: "reader",
    patience: { seconds: 120 },
    bare: true,
    card: "nothing",
    title: () => "Test of the reader",
    raw: take,
    draw: () => [
      h("p", { class: "k-text", role: "status" }, verdict()),
      h("p", { class: "k-small" }, "The codes of the keys, in order. A digit is shown as #. Gaps must stay under 300 ms."),
      h("p", { class: "k-codes" }, codes.slice(-SHOWN).join(" ")),
      h("div", { class: "k-actions" }, button("back", "Back", () => kiosk.show(status(kiosk)), { icon: "arrow_back" })),
    ],
    gone: clear,
  };
}
