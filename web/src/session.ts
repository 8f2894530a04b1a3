// Warns before the session ends. The server alone decides when that is: the page only counts from the two times the
// server wrote into it (its own clock is never used), and asks again before it says anything, because another tab may
// have been used in the meantime. Asking does not count as activity.
import { say } from "./say";

const WARN_MS = 120_000;
const LAST_MS = 30_000;
const GONE = "/signed-out?why=idle";

interface Times {
  now: string;
  ends: string;
  clock: string;
}

/** Starts the watch on pages of people who are signed in. */
export function watchSession(): void {
  const dialog = document.getElementById("timeout");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const { now, ends } = dialog.dataset;
  if (!now || !ends) return;
  const watch = new Watch(dialog);
  watch.set(now, ends);
  addEventListener("pageshow", (event) => event.persisted && void watch.ask());
  document.addEventListener("visibilitychange", () => document.hidden || void watch.ask());
  dialog.querySelector("[data-stay]")?.addEventListener("click", (event) => {
    event.preventDefault();
    void watch.stay();
  });
}

class Watch {
  private endsAt = Infinity;
  private timer = 0;
  private lastSaid = false;
  private gone = false;

  constructor(private readonly dialog: HTMLDialogElement) {}

  /** Takes both times from the server and counts on with the browser's steady clock. */
  set(now: string, ends: string): void {
    this.endsAt = performance.now() + (Date.parse(ends) - Date.parse(now));
    if (this.left() > WARN_MS) {
      this.lastSaid = false;
      if (this.dialog.open) this.dialog.close();
    }
    this.plan();
  }

  /** Asks the server how long there is; it does not count as activity. */
  async ask(): Promise<void> {
    await this.send("GET", { "x-throughline": "passive" });
  }

  /** "Stay signed in". */
  async stay(): Promise<void> {
    await this.send("POST", {});
  }

  private left(): number {
    return this.endsAt - performance.now();
  }

  private plan(): void {
    if (this.gone) return;
    clearTimeout(this.timer);
    const left = this.left();
    const wait = left > WARN_MS ? left - WARN_MS : left > LAST_MS ? left - LAST_MS : left;
    this.timer = setTimeout(() => void this.act(), Math.max(wait, 0) + 50);
  }

  private async act(): Promise<void> {
    await this.ask();
    if (this.gone) return;
    const left = this.left();
    if (left <= 0) return this.leave();
    if (left > WARN_MS) return;
    if (!this.dialog.open) this.dialog.showModal();
    if (left <= LAST_MS + 1000 && !this.lastSaid) {
      this.lastSaid = true;
      say("You will be logged off in 30 seconds.");
    }
  }

  private async send(method: string, headers: Record<string, string>): Promise<void> {
    try {
      const answer = await fetch("/session", { method, headers, signal: AbortSignal.timeout(10_000) });
      if (answer.status === 401) return this.leave();
      if (!answer.ok) return this.plan();
      const times = (await answer.json()) as Times;
      for (const place of document.querySelectorAll("[data-session-ends]")) place.textContent = times.clock;
      this.set(times.now, times.ends);
    } catch {
      // The portal cannot be reached: go on with the times we have.
      this.plan();
    }
  }

  /** What is on the screen goes at once; the message page follows. */
  private leave(): void {
    // Going twice would break off the first journey.
    if (this.gone) return;
    this.gone = true;
    clearTimeout(this.timer);
    document.body.hidden = true;
    location.replace(GONE);
  }
}
