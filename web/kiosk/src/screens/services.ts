// S3: what she came for. Several can be chosen; *See a staff person* is always there.
import type { Service } from "../config";
import { button, h } from "../dom";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { band, greeting, named } from "./begin";
import { Choices } from "./choices";
import { confirm } from "./confirm";
import { done } from "./done";

/** The tile that asks for somebody. */
export const STAFF = "-staff";

/** The services of this site. `more`: she is here already and adds to her visit. */
export function services(kiosk: Kiosk, more = false, kept?: Choices): Screen {
  const choices = kept ?? new Choices(kiosk, offered(kiosk));
  const next = (): void => kiosk.show(choices.chosen.size === 0 ? done(kiosk, [], false) : confirm(kiosk, choices, more));
  return {
    name: "services",
    patience: "short",
    title: () => (more ? kiosk.t("services.more") : greeting(kiosk)),
    draw: () => [
      more ? null : band(kiosk),
      h("h2", {}, kiosk.t("services.title")),
      ...choices.draw(),
      h(
        "div",
        { class: "k-actions k-actions--even" },
        choices.tile(STAFF, kiosk.t("services.staff"), "support_agent"),
        choices.chosen.size > 0 || !more
          ? button("next", kiosk.t(choices.chosen.size > 0 ? "next" : "services.none"), next, { weight: choices.chosen.size > 0 ? "main" : "plain", icon: "arrow_forward" })
          : null,
      ),
    ],
  };
}

/** Her own last choices first. Who has no record cannot ask for what needs one. */
function offered(kiosk: Kiosk): Service[] {
  const all = kiosk.machine.settings.now?.services ?? [];
  const often = kiosk.person?.often ?? [];
  const fit = named(kiosk) ? all : all.filter((one) => one.delivery !== "staff");
  const rank = (one: Service): number => (often.includes(one.id) ? often.indexOf(one.id) : often.length);
  return [...fit].sort((a, b) => rank(a) - rank(b));
}

/** Services by their ids, as far as this site has them. */
export function listed(kiosk: Kiosk, ids: string[]): Service[] {
  const all = kiosk.machine.settings.now?.services ?? [];
  return ids.flatMap((id) => all.find((one) => one.id === id) ?? []);
}
