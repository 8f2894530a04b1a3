// S6: she is here already. A second swipe never signs anybody out: it asks.
import { button, h } from "../dom";
import { uuid7 } from "../ids";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { cancelled } from "./done";
import { verify } from "./leave";
import { services } from "./services";

/** What she wants, as she is here already. */
export function already(kiosk: Kiosk): Screen {
  const { person } = kiosk;
  const id = uuid7(Date.now());
  const cancel = async (): Promise<void> => {
    if (!person?.signIn) return;
    kiosk.frame.main.inert = true;
    const kept = await kiosk.record([{ id, kind: "void", visit: person.visit, names: person.signIn, offline: person.offline }]);
    kiosk.frame.main.inert = false;
    if (!kept) return;
    if (person.token !== null) kiosk.memory.end(person.token);
    kiosk.show(cancelled(kiosk));
  };
  const name = person?.private ? undefined : person?.first;
  const whole = person?.initial ? `${name} ${person.initial}.` : name;
  return {
    name: "already",
    patience: "short",
    title: () => (name ? kiosk.t("already.name", { name: whole ?? "" }) : kiosk.t("already.plain")),
    draw: () => [
      h(
        "div",
        { class: "k-actions k-actions--tall" },
        button("add", kiosk.t("already.add"), () => kiosk.show(services(kiosk, true)), { icon: "add_circle", weight: "main" }),
        button("leave", kiosk.t("already.leave"), () => kiosk.show(verify(kiosk)), { icon: "logout", weight: "main" }),
        button("not-me", kiosk.t("welcome.not-me"), () => kiosk.home(), { icon: "close" }),
        person?.signIn ? button("cancel", kiosk.t("already.cancel"), () => void cancel(), { icon: "undo", weight: "quiet" }) : null,
      ),
    ],
  };
}
