// Events that the server has not acknowledged. An event is here before the screen says anything, and leaves only when
// the server has said what became of it.
import { type Clocks, type ServerClock, rfc3339 } from "./clock";
import type { Draft, KioskEvent, Result } from "./events";
import { type Store, ask } from "./store";

/** An event that can never be taken, and why. */
export type Quarantined = KioskEvent & { reason: string };

/** How the outbox stands. */
export interface Standing {
  pending: number;
  oldestMinutes: number;
  quarantine: number;
}

/** The outbox of this device. */
export class Outbox {
  constructor(
    private readonly store: Store,
    private readonly clocks: Clocks,
    private readonly server: ServerClock,
    readonly boot: string,
  ) {}

  /** Keeps events, numbered without gaps, whole or not at all. An event that is there already is left as it is. */
  async append(drafts: Draft[], catalogue: string | undefined): Promise<void> {
    const stamp = { boot: this.boot, wall: rfc3339(this.clocks.wall()), mono: this.clocks.mono(), ...this.server.stamp() };
    await this.store.write(["meta", "outbox"], async (part) => {
      let seq = (await ask<number | undefined>(part("meta").get("seq"))) ?? 0;
      for (const draft of drafts) {
        if (await ask(part("outbox").index("id").getKey(draft.id))) continue;
        seq += 1;
        part("outbox").add({ offline: false, ...draft, ...(draft.services ? { catalogue } : {}), ...stamp, seq } satisfies KioskEvent);
      }
      part("meta").put(seq, "seq");
    });
  }

  /** The first `most` events in their order. */
  async first(most: number): Promise<KioskEvent[]> {
    return this.store.read(["outbox"], (part) => ask<KioskEvent[]>(part("outbox").getAll(null, most)));
  }

  /** Whether something about `visit` was not sent yet. */
  async holds(visit: string): Promise<boolean> {
    return (await this.first(1000)).some((event) => event.visit === visit);
  }

  /** Acts on what the server said: taken events go, refused ones are set apart, all others stay. */
  async settle(sent: KioskEvent[], results: Result[]): Promise<number> {
    const byId = new Map(sent.map((event) => [event.id, event]));
    let settled = 0;
    await this.store.write(["outbox", "quarantine"], (part) => {
      for (const { id, result, reason } of results) {
        const event = byId.get(id);
        if (!event || !["applied", "duplicate", "held", "rejected"].includes(result)) continue;
        if (result === "rejected") part("quarantine").put({ ...event, reason: reason ?? "" } satisfies Quarantined);
        part("outbox").delete(event.seq);
        byId.delete(id);
        settled += 1;
      }
    });
    return settled;
  }

  /** Events that the server refused. */
  async quarantined(): Promise<Quarantined[]> {
    return this.store.read(["quarantine"], (part) => ask<Quarantined[]>(part("quarantine").getAll()));
  }

  /** How it stands, for the health report and for staff. */
  async standing(): Promise<Standing> {
    return this.store.read(["outbox", "quarantine"], async (part) => {
      const [oldest] = await ask<KioskEvent[]>(part("outbox").getAll(null, 1));
      const pending = await ask<number>(part("outbox").count());
      const quarantine = await ask<number>(part("quarantine").count());
      return { pending, oldestMinutes: oldest ? this.minutes(oldest) : 0, quarantine };
    });
  }

  private minutes(event: KioskEvent): number {
    const own = event.boot === this.boot;
    const age = own ? this.clocks.mono() - event.mono : this.clocks.wall() - Date.parse(event.wall);
    return Math.max(0, Math.floor(age / 60_000));
  }
}
