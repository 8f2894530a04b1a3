// S2: she is signed in. The greeting stands above the first thing that she is asked, so that she need not press to go on.
import { type Child, button, h, icon } from "../dom";
import { uuid7 } from "../ids";
import type { Kiosk } from "../kiosk";
import { openSessions } from "./check_in";
import { checkIn } from "./check_in";
import { last } from "./last";
import { services } from "./services";

/** The first screen after signing in. */
export function begin(kiosk: Kiosk): void {
  const { person } = kiosk;
  if (person?.last && person.last.services.length > 0) kiosk.show(last(kiosk));
  else afterLast(kiosk);
}

/** What comes after the question about the last visit. */
export function afterLast(kiosk: Kiosk): void {
  const { person } = kiosk;
  const some = person !== null && (person.today.length > 0 || (named(kiosk) && openSessions(kiosk).length > 0));
  kiosk.show(some ? checkIn(kiosk) : services(kiosk));
}

/** Whether she is here as somebody: with a number or found by staff's words. */
export function named(kiosk: Kiosk): boolean {
  const who = kiosk.person?.who;
  return who !== undefined && ("sealed" in who || "handle" in who);
}

/** The greeting: a first name and an initial at most. */
export function greeting(kiosk: Kiosk): string {
  const { person } = kiosk;
  if (!person?.first || person.private) return kiosk.t("welcome.plain");
  const name = person.initial ? `${person.first} ${person.initial}.` : person.first;
  return kiosk.t("welcome.name", { name }).replace("..", ".");
}

/** Under the greeting: that she is signed in, and *Not me*. */
export function band(kiosk: Kiosk): Child {
  const { person } = kiosk;
  const unsure = named(kiosk) && person?.offline && !person.first && !person.private;
  const words = unsure ? kiosk.t("welcome.later") : kiosk.t(named(kiosk) ? "welcome.in" : "welcome.anonymous");
  const not = named(kiosk) && button("not-me", kiosk.t("welcome.not-me"), () => void notMe(kiosk), { icon: "close", weight: "quiet" });
  return h("div", { class: "k-band" }, icon("check_circle"), h("p", { class: "k-text" }, words), not);
}

/** Somebody else's card: the visit that has just begun never was. */
async function notMe(kiosk: Kiosk): Promise<void> {
  const { person } = kiosk;
  if (person?.signIn) {
    const drafts = [{ id: uuid7(Date.now()), kind: "void" as const, visit: person.visit, names: person.signIn }];
    if (!(await kiosk.record(drafts))) return;
    if (person.token !== null) kiosk.memory.end(person.token);
  }
  kiosk.home();
}
