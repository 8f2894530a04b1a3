// Nobody has touched the kiosk for a while: first a question with time to answer, as often as one likes, then all goes.

/** Who is told. */
export interface IdleTold {
  /** Ask whether more time is needed; `seconds` are left. */
  warn(seconds: number): void;
  /** Take the question away. */
  calm(): void;
  /** Nobody is there. */
  leave(): void;
}

/** Counts by the steady clock of timers. */
export class Idle {
  private timer = 0;
  private left = 0;
  private warning = false;
  private plan: { quiet: number; warn: number } | null = null;

  constructor(private readonly told: IdleTold) {}

  /** From now on `quiet` seconds are waited, and then `warn` more. Nothing: for ever. */
  set(plan: { quiet: number; warn: number } | null): void {
    this.plan = plan;
    this.touch();
  }

  /** Somebody is there. */
  touch(): void {
    clearTimeout(this.timer);
    if (this.warning) this.told.calm();
    this.warning = false;
    if (this.plan) this.timer = window.setTimeout(() => this.ask(), this.plan.quiet * 1000);
  }

  /** Whether the question stands. */
  get asking(): boolean {
    return this.warning;
  }

  private ask(): void {
    this.left = this.plan?.warn ?? 0;
    if (this.left === 0) return this.told.leave();
    this.warning = true;
    this.tick();
  }

  private tick(): void {
    if (this.left <= 0) {
      this.warning = false;
      this.told.calm();
      return this.told.leave();
    }
    this.told.warn(this.left);
    this.left -= 1;
    this.timer = window.setTimeout(() => this.tick(), 1000);
  }
}
