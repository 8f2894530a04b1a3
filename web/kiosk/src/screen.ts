// What a screen is, to those who show it.
import type { Child } from "./dom";
import type { Typing } from "./reader";

/** How long a screen waits for somebody: for ever, as the server set, or some seconds without a question. */
export type Patience = "none" | "long" | "short" | { seconds: number };

/** What a swiped card means on a screen. */
export type CardMeans = "arrive" | "leave" | "nothing";

/** One screen. It is drawn again when the language changes, so what was chosen on it stands outside of `draw`. */
export interface Screen {
  /** One word, for styles and tests. */
  name: string;
  patience: Patience;
  /** What a swiped card means here; arriving when nothing is said. */
  card?: CardMeans;
  /** What single keys do here. */
  typing?: Typing;
  /** Whether the bar with *Start over* and the others is left out: screens for staff. */
  bare?: boolean;
  /** The heading. */
  title(): string;
  /** What stands under the heading. */
  draw(): Child[];
  /** Digits keyed by hand. */
  typed?(digits: number[]): void;
  /** A letter, a blank, `Backspace`. */
  text?(key: string): void;
  /** Any key, raw, before anything else. True: it goes no further. */
  raw?(event: KeyboardEvent): boolean;
  /** The screen goes: what was keyed on it is wiped. */
  gone?(): void;
}
