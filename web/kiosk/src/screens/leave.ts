// S7: leaving. First whose visit it is, then what was really used.
import { button, h } from "../dom";
import type { Draft } from "../events";
import { uuid7 } from "../ids";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { Choices } from "./choices";
import { goodbye } from "./done";
import { keypad } from "./keypad";
import { picture } from "./start";
import { listed } from "./services";

/** *I'm leaving* was pressed before a card was shown. */
export function leaving(kiosk: Kiosk): Screen {
  return {
    name: "leaving",
    patience: "long",
    card: "leave",
    title: () => kiosk.t("leaving.title"),
    draw: () => [picture(), h("div", { class: "k-actions" }, button("number", kiosk.t("start.number"), () => kiosk.show(keypad(kiosk, "leave")), { icon: "keyboard" }))],
  };
}

const WORK = "-work";

/** What was really used; what was chosen is ticked. */
export function verify(kiosk: Kiosk): Screen {
  const { person } = kiosk;
  const ids = { verify: uuid7(Date.now()), out: uuid7(Date.now()) };
  const known = person?.services ?? null;
  const choices = new Choices(kiosk, known === null ? (kiosk.machine.settings.now?.services ?? []) : listed(kiosk, known));
  for (const id of known ?? []) choices.chosen.add(id);
  const asks = known === null || listed(kiosk, known).length > 0;
  const leave = async (button: HTMLButtonElement): Promise<void> => {
    button.disabled = true;
    if (!person) return kiosk.home();
    const { visit, offline } = person;
    const services = [...choices.chosen].filter((id) => id !== WORK);
    const found = choices.chosen.has(WORK) ? { found_work: true as const } : {};
    const drafts: Draft[] = [];
    if (asks || "found_work" in found) drafts.push({ id: ids.verify, kind: "verify", visit, services, ...found, offline });
    drafts.push({ id: ids.out, kind: "sign_out", visit, offline });
    if (!(await kiosk.record(drafts))) return;
    if (person.token !== null) kiosk.memory.end(person.token);
    kiosk.show(goodbye(kiosk));
  };
  return {
    name: "verify",
    patience: "short",
    title: () => kiosk.t(asks ? "verify.title" : "verify.none"),
    draw: () => {
      const out = button("leave", kiosk.t("verify.leave"), () => void leave(out), { weight: "main", icon: "logout" });
      const work = kiosk.machine.settings.now?.ask_found_work && choices.tile(WORK, kiosk.t("verify.work"), "work");
      return [...(asks ? [kiosk.p("last.tick", {}, "hint"), ...choices.draw()] : []), h("div", { class: "k-actions k-actions--even" }, work, out)];
    },
  };
}
