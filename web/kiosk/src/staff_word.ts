// The digits that open the screens for staff on this device. Only a slow hash of them is kept.
import { type Bytes, hex, utf8 } from "./bytes";
import type { Store } from "./store";

interface Kept {
  salt: Bytes;
  hash: string;
}

const ROUNDS = 200_000;
const TRIES = 3;
const WAIT_MS = 60_000;

/** Digits that staff chose when the device was enrolled. */
export class StaffWord {
  private wrong = 0;
  private notBefore = 0;

  constructor(
    private readonly store: Store,
    private readonly mono: () => number,
  ) {}

  /** Takes a new word. */
  async set(word: string): Promise<void> {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    await this.store.keep("staff_word", { salt, hash: await slow(word, salt) } satisfies Kept);
  }

  /** Whether it is the word. After three wrong ones nothing is right for a minute. */
  async fits(word: string): Promise<boolean> {
    if (this.mono() < this.notBefore) return false;
    const kept = await this.store.meta<Kept>("staff_word");
    if (kept && (await slow(word, kept.salt)) === kept.hash) {
      this.wrong = 0;
      return true;
    }
    this.wrong += 1;
    if (this.wrong % TRIES === 0) this.notBefore = this.mono() + WAIT_MS;
    return false;
  }
}

async function slow(word: string, salt: Bytes): Promise<string> {
  const base = await crypto.subtle.importKey("raw", utf8(word), "PBKDF2", false, ["deriveBits"]);
  const derive = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return hex(new Uint8Array(await crypto.subtle.deriveBits(derive, base, 256)));
}
