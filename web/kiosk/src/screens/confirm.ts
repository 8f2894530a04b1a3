// S4: is this right? The events have their ids before the first press, so that a second press changes nothing.
import { button, h, icon } from "../dom";
import type { Draft } from "../events";
import { uuid7 } from "../ids";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import type { Choices } from "./choices";
import { done } from "./done";
import { STAFF, listed, services } from "./services";

/** The list of what was chosen. */
export function confirm(kiosk: Kiosk, choices: Choices, more: boolean): Screen {
  const ids = { add: uuid7(Date.now()), help: uuid7(Date.now()) };
  const chosen = [...choices.chosen].filter((id) => id !== STAFF);
  const staff = choices.chosen.has(STAFF);
  const items = listed(kiosk, chosen);
  const finish = async (button: HTMLButtonElement): Promise<void> => {
    button.disabled = true;
    const { person } = kiosk;
    if (!person) return kiosk.home();
    const { visit, offline } = person;
    const drafts: Draft[] = [];
    if (chosen.length > 0) drafts.push({ id: ids.add, kind: "add_services", visit, services: chosen, offline });
    if (staff) drafts.push({ id: ids.help, kind: "help", visit, offline });
    if (!(await kiosk.record(drafts))) return;
    if (person.token !== null) kiosk.memory.chose(person.token, chosen);
    kiosk.show(done(kiosk, items, staff || items.some((one) => one.delivery === "staff")));
  };
  return {
    name: "confirm",
    patience: "long",
    title: () => kiosk.t("confirm.title"),
    draw: () => {
      const yes = button("finish", kiosk.t("confirm.yes"), () => void finish(yes), { weight: "main", icon: "check" });
      const line = (words: string, sign: string): Node => h("li", {}, icon(sign), words);
      return [
        h("ul", { class: "k-list" }, ...items.map((one) => line(kiosk.language.of(one.words), one.icon)), staff ? line(kiosk.t("services.staff"), "support_agent") : null),
        h("div", { class: "k-actions" }, yes, button("change", kiosk.t("confirm.change"), () => kiosk.show(services(kiosk, more, choices)), { icon: "arrow_back" })),
      ];
    },
  };
}
