// The words on the screens: one file for each language. What is missing in one is shown in English and counted.
import english from "../words/en.json";

/** A key of the English file. */
export type Key = keyof typeof english;

/** What stands in the braces of a text. */
export type Filling = Record<string, string | number>;

const files = import.meta.glob<string>("../words/*.json", { query: "?url", import: "default", eager: true });
const rightToLeft = ["ar", "fa", "he", "ur"];

/** All languages that the kiosk speaks. */
export class Language {
  /** Texts that were missing since the page was started. */
  missing = 0;
  /** The language in use. */
  now = "en";
  private readonly packs = new Map<string, Record<string, string>>([["en", english]]);

  /** Fetches every language file: from the cache, so that each is there off line. */
  async load(): Promise<void> {
    const each = Object.entries(files).map(async ([path, address]) => {
      const code = /([\w-]+)\.json$/.exec(path)?.[1];
      if (!code || code === "en") return;
      const answer = await fetch(address, { credentials: "omit" }).catch(() => null);
      if (answer?.ok) this.packs.set(code, (await answer.json()) as Record<string, string>);
    });
    await Promise.all(each);
  }

  /** Whether there is a file for `code`. */
  has(code: string): boolean {
    return this.packs.has(code);
  }

  /** What a language calls itself. */
  nameOf(code: string): string {
    return this.packs.get(code)?.["language.own"] ?? code;
  }

  /** Which way it is written. */
  get direction(): "ltr" | "rtl" {
    return rightToLeft.includes(this.now) ? "rtl" : "ltr";
  }

  /** A text in the language in use. */
  text(key: Key, filling: Filling = {}): string {
    const own = this.packs.get(this.now)?.[key];
    if (own === undefined) this.missing += 1;
    const text = own ?? english[key];
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(filling[name] ?? whole));
  }

  /** The server's words in the language in use, or in English. */
  of(words: Record<string, string> | undefined): string {
    const own = words?.[this.now];
    if (own !== undefined) return own;
    if (words && Object.keys(words).length > 0) this.missing += 1;
    return words?.en ?? Object.values(words ?? {})[0] ?? "";
  }

  /** A day as people say it. */
  day(date: string): string {
    const when = new Date(`${date}T12:00:00Z`);
    return new Intl.DateTimeFormat(this.now, { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" }).format(when);
  }

  /** The time of day at the site. */
  time(at: number, zone: string): string {
    return new Intl.DateTimeFormat(this.now, { hour: "numeric", minute: "2-digit", timeZone: zone }).format(at);
  }
}
