// I forgot my card: last name, date of birth, four digits. On line only; whatever does not lead to exactly one person
// ends at the same words.
import { forgotten } from "../arrive";
import { type Child, button, h } from "../dom";
import type { Kiosk } from "../kiosk";
import { lookUp } from "../machine";
import type { LookedUp } from "../person";
import type { Screen } from "../screen";
import { moment } from "./moment";
import { notice } from "./notice";
import { digitPad, field, letterPad } from "./pad";

type Step = "last" | "born" | "which" | "phone" | "member";

const LONGEST = 40;

/** The questions, one after the other. */
export function forgot(kiosk: Kiosk): Screen {
  if (!kiosk.machine.server.reachable) return notice(kiosk, "staff");
  let given = { last: "", born: "", phone: "", member: "" };
  let step: Step = "last";
  const go = (to: Step): void => {
    step = to;
    screen.typing = to === "last" ? "text" : to === "which" ? "none" : "digits";
    kiosk.show(screen);
  };
  const key = (letter: string): void => {
    if (step === "which") return;
    const most = step === "last" ? LONGEST : step === "born" ? 8 : 4;
    given[step] = (given[step] + letter).slice(0, most);
    if (step !== "last" && given[step].length === most) return next();
    kiosk.redraw(false);
    kiosk.say(step === "last" ? letter : kiosk.t("pad.star"));
  };
  const back = (): void => {
    if (step !== "which") given[step] = given[step].slice(0, -1);
    kiosk.redraw(false);
  };
  const next = (): void => {
    if (step === "last" && given.last.trim() !== "") return go("born");
    if (step === "born" && given.born.length === 8) return dated(given.born) ? go("which") : again("born");
    if ((step === "phone" || step === "member") && given[step].length === 4) return void ask(kiosk, given, step);
    kiosk.redraw(false);
  };
  const again = (at: "born"): void => {
    given[at] = "";
    kiosk.redraw();
  };
  const pressed = { key, back, done: next };
  const screen: Screen = {
    name: "forgot",
    patience: "short",
    typing: "text",
    title: () => kiosk.t(`forgot.${step}`),
    draw: (): Child[] => {
      if (step === "last") return [field(kiosk.t("forgot.last"), given.last, given.last), letterPad(kiosk, false, pressed)];
      if (step === "which") return [which(kiosk, go)];
      return [field(kiosk.t(`forgot.${step}`), step === "born" ? date(given.born) : given[step].padEnd(4, "–"), ""), digitPad(kiosk, pressed)];
    },
    typed: (digits) => digits.forEach((digit) => step !== "last" && key(String(digit))),
    text: (letter) => (letter === "Backspace" ? back() : step === "last" && /^[\p{L}' -]$/u.test(letter) && key(letter.toUpperCase())),
    gone: () => {
      given = { last: "", born: "", phone: "", member: "" };
      step = "last";
      screen.typing = "text";
    },
  };
  return screen;
}

function which(kiosk: Kiosk, go: (to: Step) => void): Node {
  return h(
    "div",
    { class: "k-actions k-actions--tall" },
    button("phone", kiosk.t("forgot.by-phone"), () => go("phone"), { icon: "phone" }),
    button("member", kiosk.t("forgot.by-member"), () => go("member"), { icon: "credit_card" }),
  );
}

async function ask(kiosk: Kiosk, given: { last: string; born: string; phone: string; member: string }, by: "phone" | "member"): Promise<void> {
  const turn = (kiosk.turn += 1);
  const born = `${given.born.slice(4)}-${given.born.slice(0, 2)}-${given.born.slice(2, 4)}`;
  const question = { forgot: { last: given.last.trim(), born, [by]: given[by] } };
  const stop = moment(kiosk);
  const answer = (await lookUp(kiosk.machine, question)) as unknown as LookedUp | null;
  stop();
  if (turn !== kiosk.turn) return;
  if (answer?.result === "known") await forgotten(kiosk, answer);
  else kiosk.show(notice(kiosk, "staff"));
}

/** Month, day, year, as they are keyed. */
function date(keyed: string): string {
  const full = keyed.padEnd(8, "–");
  return `${full.slice(0, 2)} / ${full.slice(2, 4)} / ${full.slice(4)}`;
}

function dated(keyed: string): boolean {
  const text = `${keyed.slice(4)}-${keyed.slice(0, 2)}-${keyed.slice(2, 4)}`;
  const when = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(when.getTime()) && when.toISOString().startsWith(text) && keyed.slice(4) > "1899";
}
