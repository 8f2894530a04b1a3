// The kiosk's own store (IndexedDB). Everything that must outlive a crash is in it; nobody's number in the clear is.

/** The parts of the store. */
export type Part = "meta" | "outbox" | "quarantine" | "roster" | "left";

const NAME = "throughline-kiosk";
const VERSION = 1;

/** An open store. */
export class Store {
  private constructor(private readonly db: IDBDatabase) {}

  /** Opens it, and makes it the first time. Nothing is ever cleared here. */
  static open(): Promise<Store> {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("meta");
      db.createObjectStore("outbox", { keyPath: "seq" }).createIndex("id", "id", { unique: true });
      db.createObjectStore("quarantine", { keyPath: "seq" });
      db.createObjectStore("roster", { keyPath: "index" });
      db.createObjectStore("left", { autoIncrement: true });
    };
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(new Store(request.result));
      request.onerror = () => reject(request.error ?? new Error("the store did not open"));
    });
  }

  /** Changes `parts` in one transaction. When this resolves it is on disk. */
  async write<T>(parts: Part[], act: (part: (name: Part) => IDBObjectStore) => Promise<T> | T): Promise<T> {
    return this.run(parts, "readwrite", act);
  }

  /** Reads `parts` as they stood at one moment. */
  async read<T>(parts: Part[], act: (part: (name: Part) => IDBObjectStore) => Promise<T> | T): Promise<T> {
    return this.run(parts, "readonly", act);
  }

  /** One value of `meta`. */
  async meta<T>(key: string): Promise<T | undefined> {
    return this.read(["meta"], (part) => ask<T | undefined>(part("meta").get(key)));
  }

  /** Keeps one value in `meta`; without a value it goes. */
  async keep(key: string, value: unknown): Promise<void> {
    await this.write(["meta"], (part) => void (value === undefined ? part("meta").delete(key) : part("meta").put(value, key)));
  }

  private async run<T>(parts: Part[], mode: IDBTransactionMode, act: (part: (name: Part) => IDBObjectStore) => Promise<T> | T): Promise<T> {
    const transaction = this.db.transaction(parts, mode, { durability: "strict" });
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("the store refused a change"));
    });
    ended.catch(() => {});
    try {
      const result = await act((name) => transaction.objectStore(name));
      await ended;
      return result;
    } catch (problem) {
      try {
        transaction.abort();
      } catch {
        // It has ended by itself.
      }
      throw problem;
    }
  }
}

/** The answer to one request. */
export function ask<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error ?? new Error("the store did not answer"));
  });
}
