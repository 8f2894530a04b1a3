// Somebody shows a card or keys a number. The server is asked for two seconds at most; the roster answers in its place.
import type { By, Draft, Who } from "./events";
import { uuid7 } from "./ids";
import type { Kiosk } from "./kiosk";
import { lookUp } from "./machine";
import { wipe } from "./number";
import type { LookedUp, Person } from "./person";
import type { Familiar } from "./roster";
import type { CardMeans } from "./screen";
import type { NumberKind } from "./seal";
import { already } from "./screens/already";
import { begin } from "./screens/begin";
import { birthday } from "./screens/birthday";
import { verify } from "./screens/leave";
import { notice } from "./screens/notice";
import { moment } from "./screens/moment";

/** A number that was just read. */
export interface Arrival {
  kind: NumberKind;
  digits: Uint8Array;
  by: By;
  /** Whether she comes or goes. */
  means: CardMeans;
}

/** What is left of a number: nobody can read it here any more. */
export interface Sealed {
  token: string;
  sealed: string;
  familiar: Familiar | null;
  by: By;
  means: CardMeans;
  place: Place;
}

/** Her place among those who come. */
export interface Place {
  /** The turn that began with her: what began since is not disturbed. */
  turn: number;
  /** Another card was shown before she was answered. */
  overtaken: boolean;
}

/** Takes a number. Its digits are wiped before this resolves. */
export async function arrive(kiosk: Kiosk, arrival: Arrival): Promise<void> {
  const { kind, digits, by, means } = arrival;
  const { machine } = kiosk;
  const token = await machine.recogniser.token(kind, digits);
  if (kind === "card" && kiosk.memory.again(token)) return wipe(digits);
  const place = takePlace(kiosk);
  kiosk.person = null;
  kiosk.badReads = 0;
  const stop = moment(kiosk);
  try {
    const known = kind === "card" ? machine.roster.find(digits) : Promise.resolve(null);
    const [sealed, familiar] = await Promise.all([machine.seal(kind, digits), known]);
    wipe(digits);
    const what: Sealed = { token, sealed, familiar, by, means, place };
    const asks = kind === "member" && machine.settings.now?.ask_birthday && machine.server.reachable;
    if (asks && place.turn === kiosk.turn) {
      stop();
      return kiosk.show(birthday(kiosk, what));
    }
    await identify(kiosk, what, null);
  } catch {
    if (place.turn === kiosk.turn) kiosk.show(notice(kiosk, "broken"));
  } finally {
    wipe(digits);
    stop();
  }
}

/** Whoever has not been answered yet is overtaken. */
function takePlace(kiosk: Kiosk): Place {
  if (kiosk.arriving) kiosk.arriving.overtaken = true;
  kiosk.turn += 1;
  kiosk.arriving = { turn: kiosk.turn, overtaken: false };
  return kiosk.arriving;
}

/** Asks the server who it is, and goes on. */
export async function identify(kiosk: Kiosk, what: Sealed, born: string | null): Promise<void> {
  const question = born === null ? { sealed: what.sealed } : { sealed: what.sealed, birthday: born };
  const answer = (await lookUp(kiosk.machine, question)) as unknown as LookedUp | null;
  if (what.place.turn !== kiosk.turn) return quietly(kiosk, what, answer);
  if (answer === null) return offline(kiosk, what);
  switch (answer.result) {
    case "known":
      return known(kiosk, what, answer, born);
    case "unknown":
      return unknown(kiosk, what);
    case "birthday":
      return kiosk.show(birthday(kiosk, what, born !== null));
    case "replaced":
      return kiosk.show(notice(kiosk, "replaced"));
    default:
      return kiosk.show(notice(kiosk, "staff"));
  }
}

/** Another card was shown before the answer came: she is signed in all the same, without a screen. Not who has started over. */
async function quietly(kiosk: Kiosk, what: Sealed, answer: LookedUp | null): Promise<void> {
  if (!what.place.overtaken) return;
  const comes = what.means === "arrive" && (answer === null || answer.result === "known") && !answer?.visit;
  if (!comes || kiosk.memory.of(what.token)) return;
  const [id, visit] = [uuid7(Date.now()), crypto.randomUUID()];
  const { by, sealed, token } = what;
  const kept = await kiosk.record([{ id, kind: "sign_in", visit, who: { sealed }, by, lang: kiosk.language.now, offline: answer === null }]);
  if (kept) kiosk.memory.begin(token, visit, id);
}

/** The server knows her. */
async function known(kiosk: Kiosk, what: Sealed, answer: LookedUp, born: string | null): Promise<void> {
  // What is sealed can be read at any later time; a handle stands where it says more.
  const who: Who = born !== null && answer.handle ? { handle: answer.handle } : { sealed: what.sealed };
  const person = greeted(what.token, who, what.by, answer);
  kiosk.adopt(answer.lang);
  const visit = answer.visit ?? (await stillHere(kiosk, what.token, false));
  if (what.place.turn !== kiosk.turn) return quietly(kiosk, what, answer);
  await goOn(kiosk, person, visit, what.means);
}

/** A forgotten card that led to one person: known by her first name alone. */
export async function forgotten(kiosk: Kiosk, answer: LookedUp): Promise<void> {
  if (!answer.handle) return kiosk.show(notice(kiosk, "staff"));
  const person = greeted(null, { handle: answer.handle }, "forgot", answer);
  delete person.initial;
  kiosk.adopt(answer.lang);
  await goOn(kiosk, person, answer.visit ?? null, "arrive");
}

async function unknown(kiosk: Kiosk, what: Sealed): Promise<void> {
  const draft: Draft = { id: uuid7(Date.now()), kind: "unknown_card", who: { sealed: what.sealed } };
  const kept = await kiosk.record([draft]);
  if (kept && what.place.turn === kiosk.turn) kiosk.show(notice(kiosk, "unknown"));
}

/** The server was silent: the card's own entry in the roster says who it is, or nobody does. */
async function offline(kiosk: Kiosk, what: Sealed): Promise<void> {
  const { familiar } = what;
  const person = blank(what.token, { sealed: what.sealed }, what.by, true);
  person.private = familiar?.private ?? false;
  if (familiar?.first !== undefined) person.first = familiar.first;
  if (familiar?.initial !== undefined) person.initial = familiar.initial;
  const here = await stillHere(kiosk, what.token, true);
  if (what.place.turn !== kiosk.turn) return quietly(kiosk, what, null);
  kiosk.adopt(familiar?.lang);
  await goOn(kiosk, person, here, what.means);
}

interface Here {
  visit: string;
  services?: string[];
}

/** A visit that began here and that the server may not know of yet. */
async function stillHere(kiosk: Kiosk, token: string, offline: boolean): Promise<Here | null> {
  const begun = kiosk.memory.of(token);
  if (!begun) return null;
  return offline || kiosk.memory.fresh(begun) || (await kiosk.machine.outbox.holds(begun.visit)) ? begun : null;
}

async function goOn(kiosk: Kiosk, person: Person, here: Here | null, means: CardMeans): Promise<void> {
  const begun = person.token === null ? null : kiosk.memory.of(person.token);
  kiosk.person = person;
  if (here) {
    person.visit = here.visit;
    const own = begun?.visit === here.visit ? begun : null;
    person.signIn = own && kiosk.memory.fresh(own) ? own.signIn : null;
    person.services = here.services ?? own?.services ?? null;
    return kiosk.show(means === "leave" ? verify(kiosk) : already(kiosk));
  }
  if (means === "leave") return kiosk.show(notice(kiosk, person.offline ? "closes" : "not-here"));
  await signIn(kiosk, person);
}

/** The visit begins: from here on it counts, even if she walks away. */
export async function signIn(kiosk: Kiosk, person: Person): Promise<void> {
  const turn = kiosk.turn;
  const id = uuid7(Date.now());
  const { visit, who, by, offline } = person;
  const kept = await kiosk.record([{ id, kind: "sign_in", visit, who, by, lang: kiosk.language.now, offline }]);
  if (kept && person.token !== null) kiosk.memory.begin(person.token, visit, id);
  if (!kept || turn !== kiosk.turn) return;
  person.signIn = id;
  person.services = [];
  kiosk.person = person;
  begin(kiosk);
}

function greeted(token: string | null, who: Who, by: By, answer: LookedUp): Person {
  const person = blank(token, who, by, false);
  person.private = answer.private === true;
  if (person.private) return person;
  if (answer.first !== undefined) person.first = answer.first;
  if (answer.initial !== undefined) person.initial = answer.initial;
  person.last = answer.last ?? null;
  person.today = answer.today ?? [];
  person.often = answer.often ?? [];
  return person;
}

/** Somebody of whom nothing is known. */
export function blank(token: string | null, who: Who, by: By, offline: boolean): Person {
  const visit = crypto.randomUUID();
  return { token, who, by, offline, private: false, visit, signIn: null, services: null, last: null, today: [], often: [] };
}
