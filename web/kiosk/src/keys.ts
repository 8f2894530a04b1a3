// Where every key goes: to the reader first, then to the screen, then to the focus.
import { arrive } from "./arrive";
import { move } from "./focus";
import { isBrowserKey } from "./harden";
import { uuid7 } from "./ids";
import type { Kiosk } from "./kiosk";
import { wipe } from "./number";
import { type Later, Reader } from "./reader";
import { notice } from "./screens/notice";
import { identifyStaff } from "./screens/staff";
import { sayOf } from "./speech";

const later: Later = (ms, act) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

/** Listens to keys and touches for as long as the page lives. */
export function watch(kiosk: Kiosk): void {
  const reader = new Reader(
    {
      card: (digits, by, at) => {
        const means = kiosk.screen.card ?? "arrive";
        if (means === "nothing") return wipe(digits);
        kiosk.idle.touch();
        performance.mark("k-card", { startTime: at });
        void arrive(kiosk, { kind: "card", digits, by, means }).then(() => painted());
      },
      damaged: () => damaged(kiosk),
      wrong: (kind) => void wrong(kiosk, kind),
      ssn: () => open(kiosk) && kiosk.show(notice(kiosk, "ssn")),
      typed: (digits) => kiosk.screen.typed?.(digits),
    },
    later,
  );
  document.addEventListener("keydown", (event) => press(kiosk, reader, event), { capture: true });
  document.addEventListener("keyup", () => kiosk.idle.asking || kiosk.idle.touch(), { capture: true });
  document.addEventListener("pointerdown", () => touched(kiosk), { capture: true });
}

function press(kiosk: Kiosk, reader: Reader, event: KeyboardEvent): void {
  if (event.repeat && !event.code.startsWith("Arrow")) return event.preventDefault();
  const { screen } = kiosk;
  if (isStaffKey(event) && kiosk.machine.server.device) {
    event.preventDefault();
    return identifyStaff(kiosk);
  }
  reader.typing = screen.typing ?? "none";
  if (screen.raw?.(event) || (!screen.raw && reader.press(event.code, event.timeStamp))) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (isBrowserKey(event)) return event.preventDefault();
  if (screen.text && !document.querySelector("dialog[open]") && (event.key.length === 1 || event.key === "Backspace")) {
    screen.text(event.key);
    return event.preventDefault();
  }
  if (event.key === "Escape") return event.preventDefault();
  if (move(event.code, kiosk.frame.reach)) {
    event.preventDefault();
    if (document.activeElement instanceof HTMLElement) kiosk.say(sayOf(document.activeElement));
  }
}

/** Staff without a touch screen: Ctrl, Alt and K. */
function isStaffKey(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.altKey && event.code === "KeyK";
}

/** A touch stops the voice, and shows that somebody is there. */
function touched(kiosk: Kiosk): void {
  kiosk.voice.stop();
  if (!kiosk.idle.asking) kiosk.idle.touch();
}

/** Whether a stray card may change what is shown: not while somebody is in the middle of something. */
function open(kiosk: Kiosk): boolean {
  return kiosk.screen.card !== "nothing" && kiosk.machine.ready;
}

/** One of our cards that could not be read: once again, then another way. */
function damaged(kiosk: Kiosk): void {
  if (!open(kiosk)) return;
  kiosk.machine.counts.readerErrors += 1;
  const times = kiosk.badReads + 1;
  kiosk.show(notice(kiosk, times >= 2 ? "unreadable" : "damaged"));
  kiosk.badReads = times;
}

/** Another card: its class is noted, nothing else of it is kept. */
async function wrong(kiosk: Kiosk, kind: string): Promise<void> {
  if (!open(kiosk)) return;
  kiosk.machine.counts.wrongCards += 1;
  if (await kiosk.record([{ id: uuid7(Date.now()), kind: "wrong_card", class: kind }])) kiosk.show(notice(kiosk, "wrong"));
}

/** How long it took from the last digit to what is seen: for measuring, in the browser's own list of measures. */
function painted(): void {
  requestAnimationFrame(() => setTimeout(() => performance.measure("k-card-to-screen", "k-card")));
}
