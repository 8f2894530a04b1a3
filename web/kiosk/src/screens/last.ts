// S2b: the visit before, if nobody has said yet what was really used. Asked once, on one screen.
import { button, h } from "../dom";
import { uuid7 } from "../ids";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { afterLast, band, greeting } from "./begin";
import { Choices } from "./choices";
import { listed } from "./services";

/** The question about the last visit. */
export function last(kiosk: Kiosk): Screen {
  const before = kiosk.person?.last;
  const id = uuid7(Date.now());
  const used = listed(kiosk, before?.services ?? []);
  const choices = new Choices(kiosk, used);
  for (const one of used) choices.chosen.add(one.id);
  let choosing = false;
  const say = async (services: string[]): Promise<void> => {
    kiosk.frame.main.inert = true;
    const kept = await kiosk.record([{ id, kind: "last_visit", visit: before?.visit ?? "", services }]);
    kiosk.frame.main.inert = false;
    if (kept) afterLast(kiosk);
  };
  const all = used.map((one) => one.id);
  const choose = (): void => {
    choosing = true;
    kiosk.redraw();
    kiosk.frame.focusTop();
  };
  return {
    name: "last",
    patience: "short",
    title: () => greeting(kiosk),
    draw: () => [
      band(kiosk),
      h("h2", {}, kiosk.t("last.title", { day: kiosk.language.day(before?.day ?? "") })),
      choosing ? null : h("ul", { class: "k-list" }, ...used.map((one) => h("li", {}, kiosk.language.of(one.words)))),
      h("p", { class: "k-text" }, kiosk.t(choosing ? "last.tick" : "last.ask")),
      ...(choosing ? choices.draw() : []),
      choosing
        ? h("div", { class: "k-actions" }, button("save", kiosk.t("next"), () => void say([...choices.chosen]), { weight: "main", icon: "check" }))
        : h(
            "div",
            { class: "k-actions" },
            button("all", kiosk.t("last.all"), () => void say(all), { weight: "main", icon: "check" }),
            button("choose", kiosk.t("last.choose"), choose),
            button("skip", kiosk.t("last.skip"), () => afterLast(kiosk), { weight: "quiet" }),
          ),
    ],
  };
}
