// The mock's memory of events. It takes nothing on trust: ids, gaps, members, and what was sent twice with another content.

const KINDS = {
  sign_in: { needs: ["visit", "who", "by", "lang"], may: ["services"] },
  add_services: { needs: ["visit", "services", "catalogue"], may: [] },
  check_in: { needs: ["visit", "session"], may: [] },
  last_visit: { needs: ["visit", "services", "catalogue"], may: [] },
  sign_out: { needs: ["visit"], may: [] },
  verify: { needs: ["visit", "services", "catalogue"], may: ["found_work"] },
  void: { needs: ["visit", "names"], may: [] },
  unknown_card: { needs: ["who"], may: [] },
  wrong_card: { needs: ["class"], may: [] },
  help: { needs: [], may: ["visit"] },
};
const ALWAYS = ["id", "seq", "boot", "wall", "mono", "offline", "kind"];
const CLOCK = ["offset_ms", "offset_age_s"];
const SEVEN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export class Ledger {
  /** Events by id, as they first came, with the number that was unsealed. */
  events = new Map();
  /** Sentences about what must not be. */
  faults = [];
  duplicates = 0;

  constructor(unseal) {
    this.unseal = unseal;
  }

  /** All events, by their number. */
  get all() {
    return [...this.events.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Events of one kind. */
  of(kind) {
    return this.all.filter((event) => event.kind === kind);
  }

  /** Takes one; gives its result. */
  async take(device, event) {
    const before = this.events.get(event.id);
    const same = JSON.stringify(event);
    if (before) {
      this.duplicates += 1;
      if (before.as !== same) this.faults.push(`${event.id} came twice with another content`);
      return { id: event.id, result: "duplicate" };
    }
    this.check(event);
    const number = event.who?.sealed ? await this.unseal(device, event.who.sealed) : null;
    this.events.set(event.id, { ...event, device, number, as: same });
    return { id: event.id, result: "applied" };
  }

  check(event) {
    const must = (truth, words) => truth || this.faults.push(`${event.kind} ${event.seq}: ${words}`);
    const kind = KINDS[event.kind];
    must(kind, "unknown kind");
    if (!kind) return;
    const known = [...ALWAYS, ...CLOCK, ...kind.needs, ...kind.may];
    for (const name of [...ALWAYS, ...kind.needs]) must(event[name] !== undefined, `lacks ${name}`);
    for (const name of Object.keys(event)) must(known.includes(name), `has ${name}`);
    must(SEVEN.test(event.id), `id ${event.id}`);
    must(Number.isInteger(event.seq) && event.seq > 0, "seq");
    must(Number.isInteger(event.mono) && event.mono >= 0, "mono");
    must(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(event.wall), `wall ${event.wall}`);
    must((event.offset_ms === undefined) === (event.offset_age_s === undefined), "offset without its age");
    if (event.visit !== undefined) must(UUID.test(event.visit), `visit ${event.visit}`);
    must(JSON.stringify(event).length <= 1024, "is longer than 1 KiB");
    must(!/\d{9,}/.test(JSON.stringify({ ...event, id: "", mono: 0, offset_ms: 0, visit: "", boot: "", who: "", names: "", session: "" })), "holds a long number");
  }

  /** What is wrong with the whole: gaps, numbers twice, corrections of what never was, visits that never began. */
  audit(known = []) {
    const faults = [...this.faults];
    const devices = new Set(this.all.map((event) => event.device));
    for (const device of devices) {
      const numbers = this.all.filter((event) => event.device === device).map((event) => event.seq);
      numbers.forEach((seq, at) => seq === at + 1 || faults.push(`number ${seq} stands at place ${at + 1}`));
    }
    const visits = new Set([...known, ...this.of("sign_in").map((event) => event.visit)]);
    for (const event of this.all) {
      if (event.visit && !visits.has(event.visit)) faults.push(`${event.kind} ${event.seq} is about a visit that never began`);
      if (event.names && !this.events.has(event.names)) faults.push(`${event.kind} ${event.seq} names nothing`);
    }
    return faults;
  }
}
