// What a reader in keyboard mode sends: a burst of keys. Only the place of a key counts (`event.code`), so that layout,
// Caps Lock and Shift change nothing. Time decides nothing but where a burst ends: a card is taken at its last digit.
import { CARD, MEMBER, SSN, isCard, startsLikeCard, wipe } from "./number";
import type { Bytes } from "./bytes";

/** What else can be swiped. Only this word is ever kept of it. */
export type WrongClass = "bank" | "long" | "letters" | "other";

/** What the screen does with single keys: nothing, take digits (a number is typed), or take text. */
export type Typing = "none" | "digits" | "text";

/** Who is told what was read. */
export interface Reads {
  /** A card in order. The digits are the receiver's to wipe. */
  card(digits: Bytes, by: "swipe" | "scan", at: number): void;
  /** One of our cards, badly read. */
  damaged(): void;
  /** Another card. */
  wrong(kind: WrongClass): void;
  /** Nine digits: a Social Security number, perhaps. */
  ssn(): void;
  /** Digits keyed by hand on a screen that takes them. */
  typed(digits: number[]): void;
}

/** Runs `act` after `ms`; gives back what calls it off. */
export type Later = (ms: number, act: () => void) => () => void;

const GAP_MS = 300;
const HAND_MS = 120;
/** Shifted sentinels may look like a digit in front. */
const STRAY = 2;
/** Fewer keys are somebody leaning on the keyboard. */
const FEWEST = 8;
const LETTERS = 3;
const ENDINGS = ["Enter", "NumpadEnter", "Tab", "ArrowDown"];

/** The buffer between the keyboard and the page. */
export class Reader {
  /** Set by each screen. */
  typing: Typing = "none";

  private readonly digits = new Uint8Array(CARD + STRAY);
  private count = 0;
  private firstRun = 0;
  private runOpen = true;
  private letters = 0;
  private sentinel = false;
  private done = false;
  private ended = false;
  private lastAt = -Infinity;
  private hand: number[] = [];
  private stopHand = () => {};
  private stopGap = () => {};

  constructor(
    private readonly reads: Reads,
    private readonly later: Later,
  ) {}

  /** Takes a key. True: it belongs to a burst, and the page must not act on it. */
  press(code: string, at: number): boolean {
    if (at - this.lastAt > GAP_MS) this.end();
    const digit = digitOf(code);
    if (/^(Shift|Control|Alt|Meta|Caps|AltGr)/.test(code)) return this.open();
    // After a reader's ending only more of its ending belongs to it.
    if (this.ended && !ENDINGS.includes(code)) this.drop();
    if (digit !== null) return this.digit(digit, at);
    // Who types letters and digits in turn wants them in that order.
    if (this.typing === "text") this.giveHand();
    const open = this.open();
    if (ENDINGS.includes(code)) {
      if (open) this.finish(at);
      return open;
    }
    if (this.done) return this.touch(at);
    if (/^Key[A-Z]$/.test(code)) return this.letter(at);
    if (code === "Equal") this.runOpen = false;
    // Track 2 begins with a semicolon; a bar code begins with its digits.
    if (code === "Semicolon" && this.typing !== "text") {
      this.sentinel = true;
      return this.touch(at);
    }
    return open && this.typing !== "text" ? this.touch(at) : false;
  }

  /** Forgets what has come so far. */
  drop(): void {
    this.stopHand();
    this.stopGap();
    wipe(this.digits);
    this.hand = [];
    this.count = this.firstRun = this.letters = 0;
    this.runOpen = true;
    this.sentinel = this.done = this.ended = false;
  }

  private open(): boolean {
    return this.done || this.sentinel || this.count + this.letters > 0;
  }

  private touch(at: number): true {
    this.lastAt = at;
    this.stopGap();
    this.stopGap = this.later(GAP_MS, () => this.end());
    return true;
  }

  private digit(digit: number, at: number): true {
    this.touch(at);
    if (this.done) return true;
    if (this.count < this.digits.length) this.digits[this.count] = digit;
    this.count += 1;
    if (this.runOpen) this.firstRun += 1;
    if (this.takeCard(at)) return true;
    if (this.typing !== "none") this.byHand(digit);
    return true;
  }

  private takeCard(at: number): boolean {
    if (this.count < CARD || this.count > this.digits.length) return false;
    const last = this.digits.slice(this.count - CARD, this.count);
    if (!isCard(last)) return false;
    const by = this.sentinel ? "swipe" : "scan";
    this.drop();
    this.done = true;
    this.touch(at);
    this.reads.card(last, by, at);
    return true;
  }

  private byHand(digit: number): void {
    this.hand.push(digit);
    this.stopHand();
    this.stopHand = this.later(HAND_MS, () => this.giveHand());
  }

  private giveHand(): void {
    this.stopHand();
    const hand = this.hand;
    this.hand = [];
    if (hand.length > 0) this.reads.typed(hand);
  }

  private letter(at: number): boolean {
    if (this.typing === "text") return false;
    this.letters += 1;
    this.runOpen = false;
    return this.touch(at);
  }

  /** The reader said that it is done: what still comes belongs to it. */
  private finish(at: number): void {
    if (!this.done) this.end();
    this.done = this.ended = true;
    this.touch(at);
  }

  private end(): void {
    const verdict = this.done ? null : this.judge();
    const byHand = this.typing !== "none" && verdict === null;
    if (byHand) this.giveHand();
    this.drop();
    if (verdict === "damaged") this.reads.damaged();
    else if (verdict === "ssn") this.reads.ssn();
    else if (verdict) this.reads.wrong(verdict);
  }

  /** What the burst was; nothing when it was a hand on the keyboard. */
  private judge(): WrongClass | "damaged" | "ssn" | null {
    const { count, letters, firstRun } = this;
    if (this.typing === "text" || count + letters < FEWEST) return null;
    if (this.typing === "digits" && letters === 0 && count <= MEMBER) return null;
    if (letters >= LETTERS) return "letters";
    if (startsLikeCard(this.digits) && firstRun >= FEWEST && firstRun <= CARD + STRAY) return "damaged";
    if (count === SSN && letters === 0) return "ssn";
    if (firstRun >= 12 && firstRun <= 19) return "bank";
    return count > 19 ? "long" : "other";
  }
}

function digitOf(code: string): number | null {
  const found = /^(?:Digit|Numpad)(\d)$/.exec(code);
  return found ? Number(found[1]) : null;
}
