// For staff: makes this device known to the server. In English, as all screens for staff.
import { type Child, h, icon } from "../dom";
import type { Kiosk } from "../kiosk";
import { VERSION } from "../machine";
import type { Screen } from "../screen";
import { saveButton } from "./status";
import { digitPad, field, letterPad } from "./pad";

type Step = "code" | "name" | "word" | "busy";

const CODE = 12;
const NAME = 40;
const WORD = [6, 10] as const;

const TITLES: Record<Step, string> = {
  code: "Set up this kiosk: code",
  name: "Set up this kiosk: name",
  word: "Set up this kiosk: staff number",
  busy: "Setting up …",
};

const HINTS: Record<Step, string> = {
  code: "The area administrator makes the code on the page Set up. It is good once, for one hour.",
  name: "What staff call this kiosk, such as FRONT DOOR.",
  word: `Choose ${WORD[0]} to ${WORD[1]} digits. They open the staff screens on this device.`,
  busy: "",
};

/** The three questions of setting up. */
export function enrol(kiosk: Kiosk): Screen {
  const given = { code: "", name: "", word: "" };
  let step: Step = "code";
  let fault = "";
  let wiped = false;
  void kiosk.machine.wiped().then((yes) => {
    wiped = yes;
    if (yes && kiosk.screen === screen) kiosk.redraw(false);
  });
  const key = (letter: string): void => {
    if (step === "busy" || (step !== "name" && !/[A-Z0-9]/.test(letter))) return;
    const most = { code: CODE, name: NAME, word: WORD[1] }[step];
    given[step] = (given[step] + letter).slice(0, most);
    fault = "";
    kiosk.redraw(false);
  };
  const back = (): void => {
    if (step !== "busy") given[step] = given[step].slice(0, -1);
    kiosk.redraw(false);
  };
  const next = (): void => {
    fault = "";
    if (step === "code" && given.code.length === CODE) step = "name";
    else if (step === "name" && given.name.trim() !== "") step = "word";
    else if (step === "word" && given.word.length >= WORD[0]) return void send();
    else fault = { code: "The code has 12 letters and digits.", name: "Give it a name.", word: `At least ${WORD[0]} digits.`, busy: "" }[step];
    kiosk.redraw(false);
  };
  const send = async (): Promise<void> => {
    step = "busy";
    kiosk.redraw(false);
    const code = given.code.replace(/(.{4})(?=.)/g, "$1-");
    const problem = await kiosk.machine.enrol(code, given.name.trim(), given.word);
    if (problem === null) return kiosk.home();
    step = "code";
    fault = problem;
    given.code = "";
    kiosk.redraw(false);
  };
  const screen: Screen = {
    name: "enrol",
    patience: "none",
    card: "nothing",
    typing: "text",
    bare: true,
    title: () => TITLES[step],
    draw: () => body(kiosk, step, given, fault, wiped, { key, back, done: next }),
    typed: (digits) => digits.forEach((digit) => key(String(digit))),
    text: (letter) => (letter === "Backspace" ? back() : /^[\w' -]$/.test(letter) && key(letter.toUpperCase())),
  };
  return screen;
}

function body(kiosk: Kiosk, step: Step, given: { code: string; name: string; word: string }, fault: string, wiped: boolean, pressed: { key(key: string): void; back(): void; done(): void }): Child[] {
  if (step === "busy") return [];
  const { device } = kiosk.machine.server;
  if (device) return [h("p", { class: "k-text" }, "This kiosk is set up, and waits for its configuration from the server.")];
  const shown = { code: given.code.padEnd(CODE, "–").replace(/(.{4})(?=.)/g, "$1-"), name: given.name, word: "•".repeat(given.word.length) }[step];
  return [
    wiped && h("div", { class: "k-fault" }, icon("warning"), "The server has switched this kiosk off. What was not sent is still here, sealed. ", saveButton(kiosk)),
    h("p", { class: fault ? "k-fault" : "k-text k-text--hint", role: "status" }, fault || HINTS[step]),
    field(TITLES[step], shown, ""),
    step === "word" ? digitPad(kiosk, pressed) : letterPad(kiosk, true, pressed),
    h("p", { class: "k-small" }, `Version ${VERSION}`),
  ];
}
