// Sends the outbox: one sender at a time over all tabs, each batch again and again until every event of it is answered.
import { sha256, utf8 } from "./bytes";
import { type Clocks, rfc3339 } from "./clock";
import type { KioskEvent, Result } from "./events";
import type { Answer } from "./server";

/** Where events wait. */
export interface Waiting {
  readonly boot: string;
  first(most: number): Promise<KioskEvent[]>;
  settle(sent: KioskEvent[], results: Result[]): Promise<number>;
}

/** Posts a batch. */
export type Post = (path: string, body: string, timeout: number, headers: Record<string, string>) => Promise<Answer>;

/** Runs `act` unless somebody else is at it. */
export type Single = (act: () => Promise<void>) => Promise<void>;

/** A lock over all tabs of this browser. */
export const oneTab: Single = (act) =>
  navigator.locks.request("throughline-kiosk-sender", { ifAvailable: true }, async (lock) => {
    if (lock) await act();
  });

const PATH = "/kiosk/v1/events";
const MOST = 200;
const LONGEST = 240 * 1024;
const TIMEOUT_MS = 20_000;
const FIRST_WAIT_MS = 1000;
const LAST_WAIT_MS = 60_000;
/** Not understood, too large: the batch, not the way to the server, is at fault. */
const POISON = [400, 413, 422];

/** The one that sends. */
export class Sender {
  /** When it may try again, by the steady clock. */
  notBefore = 0;
  private failures = 0;
  private most = MOST;

  constructor(
    private readonly waiting: Waiting,
    private readonly post: Post,
    private readonly clocks: Clocks,
    private readonly single: Single,
    private readonly chance: () => number = Math.random,
    private readonly onSettled: (results: Result[]) => void = () => {},
  ) {}

  /** Sends what there is, unless it has to wait. Call it as often as you like. */
  async run(): Promise<void> {
    if (this.clocks.mono() < this.notBefore) return;
    await this.single(async () => {
      while (this.clocks.mono() >= this.notBefore && (await this.batch()));
    });
  }

  /** The text of a request with `events`. */
  text(events: KioskEvent[]): string {
    return JSON.stringify({ sent: rfc3339(this.clocks.wall()), boot: this.waiting.boot, mono: this.clocks.mono(), events });
  }

  /** The next events that fit into one request. */
  async next(): Promise<KioskEvent[]> {
    return fitting(await this.waiting.first(this.most));
  }

  /** Sends one batch; true when another one should follow at once. */
  private async batch(): Promise<boolean> {
    const events = await this.next();
    if (events.length === 0) return false;
    const body = this.text(events);
    const answer = await this.post(PATH, body, TIMEOUT_MS, { "idempotency-key": await sha256(utf8(body)) });
    if (answer.status === 200) return this.settle(events, answer);
    if (POISON.includes(answer.status)) return this.part(events, answer);
    this.wait(answer.retryAfter);
    return false;
  }

  private async settle(events: KioskEvent[], answer: Answer): Promise<boolean> {
    const results = (Array.isArray(answer.body.results) ? answer.body.results : []) as Result[];
    const settled = await this.waiting.settle(events, results);
    if (settled === 0) {
      this.wait(answer.retryAfter);
      return false;
    }
    this.failures = 0;
    this.notBefore = 0;
    this.most = MOST;
    this.onSettled(results);
    return true;
  }

  /** A batch that is refused as a whole is halved until the one event that is at fault stands alone. */
  private async part(events: KioskEvent[], answer: Answer): Promise<boolean> {
    const [only] = events;
    if (events.length > 1 || !only) {
      this.most = Math.max(1, Math.floor(events.length / 2));
      return true;
    }
    const reason = typeof answer.body.error === "string" ? answer.body.error : `the server answered ${answer.status}`;
    await this.waiting.settle(events, [{ id: only.id, result: "rejected", reason }]);
    this.most = MOST;
    return true;
  }

  private wait(retryAfter: number | null): void {
    const backOff = Math.min(FIRST_WAIT_MS * 2 ** this.failures, LAST_WAIT_MS);
    const jittered = backOff * (0.5 + this.chance() / 2);
    this.failures += 1;
    this.notBefore = this.clocks.mono() + Math.max(jittered, (retryAfter ?? 0) * 1000);
  }
}

function fitting(events: KioskEvent[]): KioskEvent[] {
  let size = 0;
  const end = events.findIndex((event) => (size += utf8(JSON.stringify(event)).length + 1) > LONGEST);
  return end < 0 ? events : events.slice(0, Math.max(1, end));
}
