// The kiosk as its customer meets it: one screen at a time, one person at a time.
import type { Place } from "./arrive";
import { type Child, h } from "./dom";
import type { Draft } from "./events";
import { Frame } from "./frame";
import { Idle } from "./idle";
import type { Machine } from "./machine";
import { Memory, type Person } from "./person";
import type { Screen } from "./screen";
import { start } from "./screens/start";
import { enrol } from "./screens/enrol";
import { notice } from "./screens/notice";
import { Voice, spoken } from "./speech";
import type { Filling, Key, Language } from "./words";

/** Sizes of text, and tiles on a page at each. */
export const SIZES = [1, 1.5, 2] as const;
const TILES = [8, 6, 4] as const;

/** The one kiosk of this page. */
export class Kiosk {
  /** Who stands here. */
  person: Person | null = null;
  /** What is remembered of visits. */
  readonly memory = new Memory(() => performance.now());
  readonly voice = new Voice();
  readonly idle: Idle;
  readonly frame: Frame;
  /** The screen that is shown. */
  screen!: Screen;
  /** Counts people: what was begun for one is not shown to the next. */
  turn = 0;
  /** Who came last, until somebody starts over. */
  arriving: Place | null = null;
  /** Whether the page should be loaded anew as soon as nobody uses it. */
  reloadSoon = false;
  /** Bad reads of our own cards, one after the other. */
  badReads = 0;
  /** Whether staff were asked for already. */
  helped = false;
  private size = 0;
  private contrast = false;
  private choseLanguage = false;

  constructor(
    readonly machine: Machine,
    readonly language: Language,
    root: HTMLElement,
  ) {
    this.frame = new Frame(this, root);
    this.idle = new Idle({
      warn: (seconds) => this.frame.askForTime(seconds),
      calm: () => this.frame.calm(),
      leave: () => this.home(),
    });
    machine.onChange = () => this.settle();
    machine.onReload = () => {
      this.reloadSoon = true;
      this.settle();
    };
    machine.server.onChange = () => this.frame.head();
  }

  /** A text in the language in use. */
  t(key: Key, filling?: Filling): string {
    return this.language.text(key, filling);
  }

  /** The languages of this site for which there are words. */
  get languages(): string[] {
    const wanted = this.machine.settings.now?.languages ?? ["en"];
    const known = wanted.filter((code) => this.language.has(code));
    return known.length > 0 ? known : ["en"];
  }

  /** Tiles on one page. */
  get tiles(): number {
    return TILES[this.size] ?? TILES[0];
  }

  /** Shows another screen. */
  show(screen: Screen): void {
    if (this.screen && this.screen !== screen) this.screen.gone?.();
    this.screen = screen;
    this.redraw();
    this.frame.focusTop();
    this.idle.set(this.plan());
    if (screen.name === "start" && this.reloadSoon) location.reload();
  }

  /** Draws the same screen again. The control that was used keeps the focus. */
  redraw(aloud = true): void {
    const held = (document.activeElement as HTMLElement | null)?.dataset.do;
    this.frame.draw(this.screen);
    if (held) document.querySelector<HTMLElement>(`[data-do="${CSS.escape(held)}"]`)?.focus();
    this.machine.counts.wordsMissing = this.language.missing;
    if (aloud) this.read();
  }

  /** Says a few words, when somebody listens. */
  say(words: string): void {
    this.voice.say(words, this.language.now);
  }

  /** Back to the first screen. Nothing of the person stays. */
  home(): void {
    this.turn += 1;
    this.arriving = null;
    this.person = null;
    this.badReads = 0;
    this.helped = false;
    this.memory.forgetLast();
    this.resetSettings();
    this.show(this.machine.ready ? start(this) : enrol(this));
  }

  /** Keeps events before anything is said about them. False: they could not be kept, and staff must help. */
  async record(drafts: Draft[]): Promise<boolean> {
    const turn = this.turn;
    try {
      await this.machine.record(drafts);
      return true;
    } catch {
      if (turn === this.turn) this.show(notice(this, "broken"));
      return false;
    }
  }

  /** Another language, at the customer's wish. */
  speak(code: string): void {
    this.choseLanguage = true;
    this.setLanguage(code);
    this.redraw();
    this.frame.head();
  }

  /** The language of the person who came, unless she chose another. */
  adopt(code: string | undefined): void {
    if (code && !this.choseLanguage && this.languages.includes(code)) this.setLanguage(code);
  }

  /** The next larger size of text, then the smallest again. */
  larger(): void {
    this.size = (this.size + 1) % SIZES.length;
    document.documentElement.dataset.size = String(SIZES[this.size]);
    this.redraw();
  }

  /** High contrast on or off. */
  toggleContrast(): void {
    this.contrast = !this.contrast;
    document.documentElement.dataset.contrast = this.contrast ? "high" : "";
    this.redraw();
  }

  /** *Listen* on or off. */
  toggleVoice(): void {
    if (this.voice.on) this.voice.reset();
    else this.voice.on = true;
    this.redraw();
  }

  /** Reads the screen aloud, when somebody listens. A screen that closes by itself waits until that is done. */
  read(): void {
    const turn = this.turn;
    const again = (): void => {
      if (turn === this.turn && !this.idle.asking) this.idle.touch();
    };
    this.voice.say(spoken(this.frame.main), this.language.now, again);
  }

  /** Whether each is on, for the buttons. */
  get state(): { larger: boolean; contrast: boolean; listen: boolean } {
    return { larger: this.size > 0, contrast: this.contrast, listen: this.voice.on };
  }

  /** A paragraph. */
  p(key: Key, filling?: Filling, kind = ""): Child {
    return h("p", { class: kind ? `k-text k-text--${kind}` : "k-text" }, this.t(key, filling));
  }

  private setLanguage(code: string): void {
    this.language.now = code;
    document.documentElement.lang = code;
    document.documentElement.dir = this.language.direction;
  }

  private resetSettings(): void {
    this.size = 0;
    this.contrast = false;
    this.choseLanguage = false;
    this.voice.reset();
    document.documentElement.dataset.size = "1";
    document.documentElement.dataset.contrast = "";
    this.setLanguage(this.languages[0] ?? "en");
  }

  /** Something about the device has changed. Nobody who stands here is disturbed. */
  private settle(): void {
    const idle = this.screen?.name === "start" || this.screen?.name === "enrol";
    if (idle || !this.machine.ready) this.home();
  }

  private plan(): { quiet: number; warn: number } | null {
    const { patience } = this.screen;
    const set = this.machine.settings.now;
    if (patience === "none") return null;
    if (typeof patience === "object") return { quiet: patience.seconds, warn: 0 };
    const quiet = patience === "short" ? set?.short_idle_seconds : set?.idle_seconds;
    return { quiet: quiet ?? 60, warn: set?.warning_seconds ?? 30 };
  }
}
