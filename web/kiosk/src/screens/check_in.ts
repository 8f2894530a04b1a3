// A workshop or an appointment today: the big tile first, everything else after it.
import type { Session, Words } from "../config";
import { button, h } from "../dom";
import { uuid7 } from "../ids";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { band, greeting } from "./begin";
import { done } from "./done";
import { services } from "./services";

interface Offer {
  id: string;
  starts: string;
  words: Words;
  where?: Words;
  hers: boolean;
}

/** Offers to check in. */
export function checkIn(kiosk: Kiosk): Screen {
  const own = (kiosk.person?.today ?? []).map((one): Offer => ({ ...one, hers: true, ...placeOf(kiosk, one.id) }));
  const open = openSessions(kiosk).filter((one) => !own.some((mine) => mine.id === one.id));
  const offers = [...own, ...open.map((one): Offer => ({ ...one, hers: false }))].map((offer) => ({ ...offer, event: uuid7(Date.now()) }));
  const take = async (offer: (typeof offers)[number]): Promise<void> => {
    kiosk.frame.main.inert = true;
    const visit = kiosk.person?.visit ?? "";
    const kept = await kiosk.record([{ id: offer.event, kind: "check_in", visit, session: offer.id, offline: kiosk.person?.offline ?? false }]);
    kiosk.frame.main.inert = false;
    if (kept) kiosk.show(done(kiosk, [{ words: offer.words, ...(offer.where ? { where: offer.where } : {}) }], false));
  };
  const tile = (offer: (typeof offers)[number]): Node => {
    const zone = kiosk.machine.settings.now?.site.zone ?? "UTC";
    const time = kiosk.language.time(Date.parse(offer.starts), zone);
    const words = kiosk.t("check-in.tile", { time, what: kiosk.language.of(offer.words) });
    const about = { class: "k-button k-button--main k-button--big" };
    return button(`check-in-${offer.id}`, words, () => void take(offer), { icon: "event", weight: "main", about });
  };
  return {
    name: "check-in",
    patience: "short",
    title: () => greeting(kiosk),
    draw: () => [
      band(kiosk),
      h("h2", {}, kiosk.t(own.length > 0 ? "check-in.own" : "check-in.open")),
      h("div", { class: "k-actions k-actions--tall" }, ...offers.slice(0, 4).map(tile), button("else", kiosk.t("check-in.else"), () => kiosk.show(services(kiosk)), { icon: "arrow_forward" })),
    ],
  };
}

/** Workshops that can be checked in to now. */
export function openSessions(kiosk: Kiosk): Session[] {
  const now = kiosk.machine.clock.now();
  const all = kiosk.machine.settings.now?.sessions ?? [];
  return all.filter(({ opens, closes, starts, ends, places_left }) => {
    const from = Date.parse(opens ?? starts);
    const until = Date.parse(closes ?? ends);
    return places_left !== 0 && now >= from && now <= until;
  });
}

function placeOf(kiosk: Kiosk, id: string): { where?: Words } {
  const where = kiosk.machine.settings.now?.sessions.find((one) => one.id === id)?.where;
  return where ? { where } : {};
}
