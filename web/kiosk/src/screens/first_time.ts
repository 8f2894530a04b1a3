// First time here: staff make a card. Who wants no card, or is here for other work, can say so.
import { blank, signIn } from "../arrive";
import { button, h } from "../dom";
import { uuid7 } from "../ids";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { visitor } from "./done";

/** What to do without a card. */
export function firstTime(kiosk: Kiosk): Screen {
  const vendor = async (): Promise<void> => {
    kiosk.frame.main.inert = true;
    const { visit, who, by } = blank(null, { visitor: "vendor" }, "none", false);
    const kept = await kiosk.record([{ id: uuid7(Date.now()), kind: "sign_in", visit, who, by, lang: kiosk.language.now }]);
    kiosk.frame.main.inert = false;
    if (kept) kiosk.show(visitor(kiosk));
  };
  const nameless = async (): Promise<void> => {
    kiosk.frame.main.inert = true;
    await signIn(kiosk, blank(null, { anonymous: true }, "none", false));
    kiosk.frame.main.inert = false;
  };
  return {
    name: "first",
    patience: "long",
    title: () => kiosk.t("first.title"),
    draw: () => [
      kiosk.p("first.text"),
      h(
        "div",
        { class: "k-actions k-actions--tall" },
        button("nameless", kiosk.t("first.nameless"), () => void nameless(), { icon: "person" }),
        button("vendor", kiosk.t("first.vendor"), () => void vendor(), { icon: "identification" }),
      ),
    ],
  };
}
