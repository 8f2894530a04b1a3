// The one who stands at the kiosk. Kept in memory only, and dropped when she is done.
import type { Words } from "./config";
import type { By, Who } from "./events";

/** A workshop or an appointment of hers today. */
export interface Today {
  kind: "workshop" | "appointment";
  id: string;
  starts: string;
  words: Words;
}

/** Her visit before this one. */
export interface LastVisit {
  visit: string;
  day: string;
  services: string[];
}

/** The server's answer about a number. */
export interface LookedUp {
  result: "known" | "unknown" | "replaced" | "staff" | "birthday";
  handle?: string;
  first?: string;
  initial?: string;
  lang?: string;
  private?: boolean;
  visit?: { visit: string; since: string; services?: string[] } | null;
  last?: LastVisit | null;
  today?: Today[];
  often?: string[];
}

/** Who stands here, as far as the kiosk knows. */
export interface Person {
  /** Names the number within this start of the page; nothing without a number. */
  token: string | null;
  who: Who;
  by: By;
  /** Whether the server could not be asked. */
  offline: boolean;
  /** Whether somebody can be greeted by name. */
  first?: string;
  initial?: string;
  private: boolean;
  visit: string;
  /** The event that signed her in, when this kiosk made it. */
  signIn: string | null;
  /** What she chose in this visit so far; nothing when it is not known here. */
  services: string[] | null;
  last: LastVisit | null;
  today: Today[];
  often: string[];
}

/** A visit that began at this kiosk since the page was started. */
export interface Begun {
  visit: string;
  signIn: string;
  at: number;
  services: string[];
}

const AGAIN_MS = 5000;
const CANCEL_MS = 5 * 60_000;
const DAY_MS = 16 * 3_600_000;

/** What this kiosk remembers of visits, by tokens that nobody else can read. */
export class Memory {
  private readonly begun = new Map<string, Begun>();
  private last: { token: string; at: number } | null = null;

  constructor(private readonly mono: () => number) {}

  /** Whether this card was read a moment ago. If not, it is now. */
  again(token: string): boolean {
    const now = this.mono();
    if (this.last?.token === token && now - this.last.at < AGAIN_MS) return true;
    this.last = { token, at: now };
    return false;
  }

  /** The same card may come again at once. */
  forgetLast(): void {
    this.last = null;
  }

  /** A visit began. */
  begin(token: string, visit: string, signIn: string): void {
    const now = this.mono();
    for (const [name, one] of this.begun) if (now - one.at > DAY_MS) this.begun.delete(name);
    this.begun.set(token, { visit, signIn, at: now, services: [] });
  }

  /** Services of that visit. */
  chose(token: string, services: string[]): void {
    this.begun.get(token)?.services.push(...services);
  }

  /** The visit is over, or never was. */
  end(token: string): void {
    this.begun.delete(token);
  }

  /** The visit that began here with this number. */
  of(token: string): Begun | null {
    return this.begun.get(token) ?? null;
  }

  /** Whether the sign-in can still be cancelled here. */
  fresh(begun: Begun): boolean {
    return this.mono() - begun.at < CANCEL_MS;
  }
}
