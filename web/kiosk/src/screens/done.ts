// S5: signed in, and where to go. It closes by itself.
import type { Words } from "../config";
import { button, h, icon } from "../dom";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";

const SECONDS = 8;

/** What is over, and where to go. `called`: somebody will come. */
export function done(kiosk: Kiosk, chosen: { words: Words; where?: Words }[], called: boolean): Screen {
  const { language } = kiosk;
  const places = chosen.filter((one) => one.where);
  return {
    name: "done",
    patience: { seconds: SECONDS },
    title: () => kiosk.t("done.title"),
    draw: () => [
      sign(),
      places.length > 0 && h("ul", { class: "k-list" }, ...places.map((one) => h("li", {}, h("strong", {}, language.of(one.words)), icon("location_on"), language.of(one.where)))),
      called && kiosk.p("done.called", {}, "strong"),
      closing(kiosk),
    ],
  };
}

/** She has left. */
export function goodbye(kiosk: Kiosk): Screen {
  return ended(kiosk, "goodbye.title");
}

/** The sign-in was taken back. */
export function cancelled(kiosk: Kiosk): Screen {
  return ended(kiosk, "cancelled.title");
}

/** Somebody who works here today is in the log. */
export function visitor(kiosk: Kiosk): Screen {
  return ended(kiosk, "visitor.title");
}

function ended(kiosk: Kiosk, title: "goodbye.title" | "cancelled.title" | "visitor.title"): Screen {
  return {
    name: title.split(".")[0] ?? "done",
    patience: { seconds: SECONDS },
    title: () => kiosk.t(title),
    draw: () => [sign(), title === "visitor.title" && kiosk.p("visitor.text"), closing(kiosk)],
  };
}

function sign(): Node {
  return h("div", { class: "k-sign" }, icon("check_circle"));
}

function closing(kiosk: Kiosk): Node {
  return h("div", { class: "k-actions" }, button("close", kiosk.t("done.close"), () => kiosk.home(), { weight: "main" }));
}
