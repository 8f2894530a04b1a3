// Screens that say one thing. What is said of a card that leads to nobody is the same for every reason.
import { button, h, icon } from "../dom";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import type { Key } from "../words";
import { keypad } from "./keypad";

/** What can be said. */
export type Said = "unknown" | "replaced" | "staff" | "wrong" | "damaged" | "unreadable" | "ssn" | "not-here" | "closes" | "broken";

const SECONDS = 30;

const SIGNS: Record<Said, string> = {
  unknown: "support_agent",
  replaced: "credit_card",
  staff: "support_agent",
  wrong: "credit_card",
  damaged: "credit_card",
  unreadable: "credit_card",
  ssn: "warning",
  "not-here": "info",
  closes: "check_circle",
  broken: "support_agent",
};

/** Where keying the number is another way. */
const KEYED: Said[] = ["unknown", "wrong", "damaged", "unreadable", "ssn"];

/** A notice. */
export function notice(kiosk: Kiosk, said: Said): Screen {
  const title: Key = `${said}.title`;
  const text: Key = `${said}.text`;
  return {
    name: said,
    patience: { seconds: SECONDS },
    title: () => kiosk.t(title),
    draw: () => [
      h("div", { class: "k-sign" }, icon(SIGNS[said])),
      kiosk.p(text),
      h(
        "div",
        { class: "k-actions" },
        KEYED.includes(said) ? button("number", kiosk.t("start.number"), () => kiosk.show(keypad(kiosk, "arrive")), { icon: "keyboard" }) : null,
        button("close", kiosk.t("done.close"), () => kiosk.home(), { weight: "main" }),
      ),
    ],
  };
}
