// The device behind the screens: its key, its store, its outbox, and what it does every few seconds and minutes.
import { fromText, toText } from "./bytes";
import { ServerClock, device as clocks } from "./clock";
import { Settings } from "./config";
import { newKey } from "./device_key";
import type { Draft } from "./events";
import { type Saved, signedBatches } from "./export";
import { bootId } from "./ids";
import { Outbox, type Standing } from "./outbox";
import { Roster } from "./roster";
import { type NumberKind, Recogniser, seal } from "./seal";
import { Sender, oneTab } from "./sender";
import { type Device, Server, isObject } from "./server";
import { StaffWord } from "./staff_word";
import { type Store, ask } from "./store";

/** The version of this program, set by the build. */
declare const __KIOSK_VERSION__: string;
export const VERSION = __KIOSK_VERSION__;

const SEND_MS = 15_000;
const HEALTH_MS = 60_000;
const CONTACT_MS = 14 * 24 * 3_600_000;
const SHORT_MS = 10_000;
const EVERYTHING = 1_000_000;

/** Figures since the page was started. */
export interface Counts {
  readerErrors: number;
  wrongCards: number;
  /** Texts missing in a language. */
  wordsMissing: number;
}

/** The device. */
export class Machine {
  readonly clock = new ServerClock(clocks);
  readonly server = new Server(clocks, this.clock);
  readonly recogniser = new Recogniser();
  readonly settings: Settings;
  readonly roster: Roster;
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly staffWord: StaffWord;
  readonly counts: Counts = { readerErrors: 0, wrongCards: 0, wordsMissing: 0 };
  /** Whether the browser promised to keep the store. */
  persisted = false;
  /** Called when the page should start anew as soon as nobody is using it. */
  onReload: () => void = () => {};
  /** Called when the configuration has changed or the device was wiped. */
  onChange: () => void = () => {};
  private again = 0;
  private readonly tabs = new BroadcastChannel("throughline-kiosk");

  constructor(private readonly store: Store) {
    this.settings = new Settings(store);
    this.roster = new Roster(store);
    this.outbox = new Outbox(store, clocks, this.clock, bootId());
    const post = this.server.post.bind(this.server);
    this.sender = new Sender(this.outbox, post, clocks, oneTab);
    this.staffWord = new StaffWord(store, clocks.mono);
    this.server.onWipe = () => void this.wipe();
    this.tabs.onmessage = () => location.reload();
  }

  /** Takes up what is kept. */
  async load(): Promise<void> {
    this.server.device = (await this.store.meta<Device>("device")) ?? null;
    await this.settings.load();
    await this.roster.load();
  }

  /** Begins what goes on for ever. */
  start(): void {
    void navigator.storage?.persist?.().then((kept) => (this.persisted = kept));
    setInterval(() => void this.tick(), SEND_MS);
    setInterval(() => void this.report(), HEALTH_MS);
    void this.tick().then(() => this.report());
  }

  /** Whether customers can use it. */
  get ready(): boolean {
    return this.server.device !== null && this.settings.now !== null;
  }

  /** Keeps events, then sends them when it can. When this resolves they are on disk. */
  async record(drafts: Draft[]): Promise<void> {
    if (!this.server.device) throw new Error("this device is not enrolled");
    await this.outbox.append(drafts, this.settings.now?.catalogue);
    void this.send();
  }

  /** Seals a number to the server. */
  async seal(kind: NumberKind, digits: Uint8Array): Promise<string> {
    const key = fromText(this.settings.now?.seal_key ?? "");
    return seal(kind, digits, key, this.server.device?.id ?? "");
  }

  /** Makes the device known to the server. Gives back a sentence when that fails. */
  async enrol(code: string, name: string, word: string): Promise<string | null> {
    const { key, publicKey } = await newKey();
    const body = JSON.stringify({ code, public_key: toText(publicKey), name });
    const answer = await this.server.post("/kiosk/v1/enrol", body, SHORT_MS);
    const { device, site } = answer.body;
    if (answer.status !== 200 || typeof device !== "string" || typeof site !== "string") {
      if (answer.status === 0) return "No answer from the server. Check the network and try again.";
      return typeof answer.body.error === "string" ? answer.body.error : `The server answered ${answer.status}.`;
    }
    this.server.device = { id: device, site, key };
    await this.store.keep("device", this.server.device);
    await this.store.keep("wiped", undefined);
    await this.staffWord.set(word);
    this.tabs.postMessage("reload");
    await this.refresh();
    void this.report();
    return null;
  }

  /** Fetches what the server set, and who came here lately. */
  async refresh(): Promise<void> {
    if (!this.server.device) return;
    if (await this.settings.refresh(this.server)) this.onChange();
    if (this.settings.now && this.settings.now.roster !== this.roster.version) await this.roster.refresh(this.server);
  }

  /** The health report. */
  async report(): Promise<void> {
    if (!this.server.device) return;
    const answer = await this.server.post("/kiosk/v1/health", JSON.stringify(await this.health()), SHORT_MS);
    if (answer.status !== 200) return this.lostContact();
    await this.store.keep("contact", clocks.wall());
    const { config, roster, reload } = answer.body;
    if (config !== this.settings.now?.version || !this.settings.now) await this.refresh();
    else if (roster !== this.roster.version) await this.roster.refresh(this.server);
    if (reload === true) this.onReload();
  }

  /** Sends what there is; after a failure again as soon as the wait is over. */
  async send(): Promise<void> {
    await this.sender.run();
    const wait = this.sender.notBefore - clocks.mono();
    clearTimeout(this.again);
    if (wait > 0) this.again = window.setTimeout(() => void this.send(), wait + 1);
  }

  /** Everything that was not sent, signed, with what an earlier enrolment left behind. */
  async saved(): Promise<Saved[]> {
    const left = await this.store.read(["left"], (part) => ask<Saved[]>(part("left").getAll()));
    return [...left, ...(await this.signedOutbox())];
  }

  /** How the outbox stands, and how many requests an earlier enrolment left behind. */
  async standing(): Promise<Standing & { left: number }> {
    const left = await this.store.read(["left"], (part) => ask<number>(part("left").count()));
    return { ...(await this.outbox.standing()), left };
  }

  private async health(): Promise<Record<string, unknown>> {
    const { pending, oldestMinutes, quarantine } = await this.outbox.standing();
    return {
      pending,
      oldest_minutes: oldestMinutes,
      quarantine,
      reader_errors: this.counts.readerErrors,
      wrong_cards: this.counts.wrongCards,
      words_missing: this.counts.wordsMissing,
      persisted: this.persisted,
      version: VERSION,
      config: this.settings.now?.version ?? "",
      roster: this.roster.version,
    };
  }

  private async tick(): Promise<void> {
    if (!this.server.device) return;
    await this.send();
    if (!this.settings.now) await this.refresh();
    else if (!this.server.reachable) await this.report();
  }

  /** After a fortnight without the server nobody is known here any more. */
  private async lostContact(): Promise<void> {
    const last = await this.store.meta<number>("contact");
    if (last !== undefined && clocks.wall() - last > CONTACT_MS) await this.roster.clear();
  }

  private async signedOutbox(): Promise<Saved[]> {
    const { device } = this.server;
    if (!device) return [];
    const events = await this.outbox.first(EVERYTHING);
    return signedBatches(device, events, (batch) => this.sender.text(batch), clocks);
  }

  /** The server has revoked this device. What was not sent stays, sealed and signed; the key and all else goes. */
  private async wipe(): Promise<void> {
    if (!this.server.device) return;
    // An event may come while the others are signed: then all is signed again.
    while (!(await this.moveOut())) continue;
    await this.settings.load();
    await this.roster.load();
    this.tabs.postMessage("reload");
    this.onChange();
  }

  private async moveOut(): Promise<boolean> {
    const { pending } = await this.outbox.standing();
    const saved = await this.signedOutbox();
    return this.store.write(["meta", "outbox", "quarantine", "roster", "left"], async (part) => {
      if ((await ask<number>(part("outbox").count())) !== pending) return false;
      this.server.device = null;
      for (const one of saved) part("left").add(one);
      for (const name of ["meta", "outbox", "quarantine", "roster"] as const) part(name).clear();
      part("meta").put(true, "wiped");
      return true;
    });
  }

  /** Whether this device was revoked. */
  async wiped(): Promise<boolean> {
    return (await this.store.meta<boolean>("wiped")) === true;
  }
}

/** The server's answer about a number, or nothing when it did not come in time. */
export async function lookUp(machine: Machine, question: Record<string, unknown>): Promise<Record<string, unknown> | null> {
  // A server that was silent a moment ago is asked too, but nobody has to wait for it.
  const patience = machine.server.reachable ? 2000 : 300;
  const { status, body } = await machine.server.post("/kiosk/v1/look-up", JSON.stringify(question), patience);
  return status === 200 && isObject(body) && typeof body.result === "string" ? body : null;
}
