// S8: where to find somebody. The staff's list is told; nothing personal is shown.
import { button, h, icon } from "../dom";
import { uuid7 } from "../ids";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";

/** Asks for staff, once for each person, and says where they are. */
export async function help(kiosk: Kiosk): Promise<void> {
  const before = kiosk.screen;
  const turn = kiosk.turn;
  if (!kiosk.helped && kiosk.machine.ready) {
    const visit = kiosk.person?.signIn ? { visit: kiosk.person.visit } : {};
    if (!(await kiosk.record([{ id: uuid7(Date.now()), kind: "help", ...visit }]))) return;
    kiosk.helped = true;
  }
  if (turn === kiosk.turn) kiosk.show(screen(kiosk, before));
}

function screen(kiosk: Kiosk, before: Screen): Screen {
  const back = button("return", kiosk.t("help.return"), () => kiosk.show(before), { icon: "arrow_back", weight: "main" });
  // A keypad that was left has been wiped; all other screens can be gone back to.
  const can = kiosk.machine.ready && !["start", "moment"].includes(before.name);
  return {
    name: "help",
    patience: "long",
    title: () => kiosk.t("help.title"),
    draw: () => [h("div", { class: "k-sign" }, icon("support_agent")), kiosk.p("help.text"), can ? h("div", { class: "k-actions" }, back) : null],
  };
}
