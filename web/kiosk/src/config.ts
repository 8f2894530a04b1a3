// What the server set for this site. A new configuration replaces the old one at once and whole; until a good one
// comes, the old one counts.
import { type Server, isObject } from "./server";
import type { Store } from "./store";

/** Words by language. */
export type Words = Record<string, string>;

/** Something that a customer can come for. */
export interface Service {
  id: string;
  icon: string;
  delivery: "self" | "information" | "staff";
  words: Words;
  where?: Words;
}

/** A workshop of this site. */
export interface Session {
  id: string;
  starts: string;
  ends: string;
  opens?: string;
  closes?: string;
  words: Words;
  where?: Words;
  places_left?: number;
}

/** The configuration. */
export interface Config {
  version: string;
  site: { id: string; name: string; zone: string; closes: string };
  seal_key: string;
  idle_seconds: number;
  short_idle_seconds: number;
  warning_seconds: number;
  ask_birthday: boolean;
  ask_found_work: boolean;
  languages: string[];
  catalogue: string;
  services: Service[];
  sessions: Session[];
  roster: string;
}

const TIMEOUT_MS = 15_000;

/** The configuration in force. */
export class Settings {
  /** It, once there is one. */
  now: Config | null = null;

  constructor(private readonly store: Store) {}

  /** Takes up what is kept. */
  async load(): Promise<void> {
    const kept = await this.store.meta<unknown>("config");
    this.now = good(kept) ? kept : null;
  }

  /** Fetches a newer one; true when it has changed. */
  async refresh(server: Server): Promise<boolean> {
    const { status, body } = await server.get("/kiosk/v1/config", TIMEOUT_MS);
    if (status !== 200 || !good(body) || body.version === this.now?.version) return false;
    await this.store.keep("config", body);
    this.now = body;
    return true;
  }

  /** Forgets it. */
  async clear(): Promise<void> {
    await this.store.keep("config", undefined);
    this.now = null;
  }
}

/** Whether this can be worked with. */
export function good(value: unknown): value is Config {
  if (!isObject(value) || !isObject(value.site)) return false;
  const texts = [value.version, value.seal_key, value.catalogue, value.site.id, value.site.name, value.site.zone];
  const numbers = [value.idle_seconds, value.short_idle_seconds, value.warning_seconds];
  return (
    texts.every((text) => typeof text === "string" && text !== "") &&
    numbers.every((number) => typeof number === "number" && number > 0) &&
    Array.isArray(value.languages) &&
    list(value.services, (service) => typeof service.id === "string" && isObject(service.words)) &&
    list(value.sessions, (session) => typeof session.id === "string" && isObject(session.words))
  );
}

function list(value: unknown, fits: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && fits(item));
}
