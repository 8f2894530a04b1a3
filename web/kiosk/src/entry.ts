// A member number as it is keyed: grouped, tested at its last digit, three tries.
import { MEMBER, SSN, isMember, wipe } from "./number";
import type { Bytes } from "./bytes";

/** How the keyed number stands. */
export type EntryState = "typing" | "short" | "wrong" | "ssn" | "help" | "good";

const TRIES = 3;

/** The number behind the keypad. */
export class Entry {
  /** How it stands. */
  state: EntryState = "typing";
  private readonly held = new Uint8Array(MEMBER);
  private count = 0;
  private tries = 0;

  /** The digits so far. */
  get digits(): Bytes {
    return this.held.slice(0, this.count);
  }

  /** One digit more. */
  press(digit: number): void {
    if (this.count === MEMBER || this.state === "help") return;
    this.state = "typing";
    this.held[this.count] = digit;
    this.count += 1;
    if (this.count === MEMBER) this.judge();
  }

  /** Takes the last digit back. */
  back(): void {
    if (this.count > 0) this.held[(this.count -= 1)] = 0;
    if (this.state !== "help") this.state = "typing";
  }

  /** Nothing came for a while, or *Done* was pressed. Nine digits are taken for a Social Security number and wiped. */
  pause(pressed: boolean): void {
    if (this.state !== "typing") return;
    if (this.count === SSN) {
      this.clear();
      this.state = "ssn";
    } else if (pressed) this.state = "short";
  }

  /** Wipes the digits. */
  clear(): void {
    wipe(this.held);
    this.count = 0;
  }

  private judge(): void {
    if (isMember(this.digits)) {
      this.state = "good";
      return;
    }
    this.tries += 1;
    this.clear();
    this.state = this.tries >= TRIES ? "help" : "wrong";
  }
}
