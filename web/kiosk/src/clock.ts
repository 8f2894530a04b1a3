// The difference between the server's clock and the device's, measured at each answer. The device's own clock may be
// anything; the steady clock (milliseconds since the page was started) cannot be set.

/** The clocks of the device. */
export interface Clocks {
  /** What the device takes for the time, in milliseconds since 1970. */
  wall(): number;
  /** Milliseconds since the page was started. */
  mono(): number;
}

/** The real ones. */
export const device: Clocks = { wall: () => Date.now(), mono: () => Math.round(performance.now()) };

const LONGEST_MS = 2000;
const WRONG_MS = 5 * 60_000;

/** What is known of the server's clock. */
export class ServerClock {
  private measured: { offset: number; at: number } | null = null;

  constructor(private readonly clocks: Clocks) {}

  /** Takes the server's time out of an answer that was asked for at `sent` (steady clock). */
  measure(serverTime: unknown, sent: number): void {
    const there = typeof serverTime === "string" ? Date.parse(serverTime) : NaN;
    const trip = this.clocks.mono() - sent;
    if (Number.isNaN(there) || trip > LONGEST_MS) return;
    this.measured = { offset: Math.round(there - (this.clocks.wall() - trip / 2)), at: this.clocks.mono() };
  }

  /** For an event; empty when never measured. */
  stamp(): { offset_ms?: number; offset_age_s?: number } {
    if (!this.measured) return {};
    const age = Math.round((this.clocks.mono() - this.measured.at) / 1000);
    return { offset_ms: this.measured.offset, offset_age_s: age };
  }

  /** The best that is known of the real time. */
  now(): number {
    return this.clocks.wall() + (this.measured?.offset ?? 0);
  }

  /** Whether the device's clock is off by so much that staff should set it. */
  wrong(): boolean {
    return Math.abs(this.measured?.offset ?? 0) > WRONG_MS;
  }
}

/** RFC 3339 in UTC with milliseconds. */
export function rfc3339(wall: number): string {
  return new Date(wall).toISOString();
}
