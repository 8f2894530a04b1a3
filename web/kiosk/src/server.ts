// Requests to the server, signed by the device. No cookie goes with them and none is taken.
import { utf8 } from "./bytes";
import { type Clocks, type ServerClock, rfc3339 } from "./clock";
import { signature } from "./device_key";

/** Who this device is. */
export interface Device {
  id: string;
  site: string;
  key: CryptoKey;
}

/** An answer; `status` is 0 when there was none. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
  /** Seconds that the server asks for, when it does. */
  retryAfter: number | null;
}

const NONE: Answer = { status: 0, body: {}, retryAfter: null };

/** The server, as far as it can be reached. */
export class Server {
  /** Who asks; nobody before the device is enrolled. */
  device: Device | null = null;
  /** Whether the last request was answered. */
  reachable = true;
  /** Called when reachability changes. */
  onChange: () => void = () => {};
  /** Called when the server says that this device is revoked. */
  onWipe: () => void = () => {};

  constructor(
    private readonly clocks: Clocks,
    private readonly clock: ServerClock,
  ) {}

  /** Asks for something. Never throws. */
  async get(path: string, timeout: number): Promise<Answer> {
    return this.send("GET", path, "", timeout, {});
  }

  /** Tells something. Never throws. */
  async post(path: string, body: string, timeout: number, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("POST", path, body, timeout, headers);
  }

  private async send(method: string, path: string, body: string, timeout: number, more: Record<string, string>): Promise<Answer> {
    const sent = this.clocks.mono();
    const headers: Record<string, string> = { ...more, ...(await this.signed(method, path, body)) };
    if (method === "POST") headers["content-type"] = "application/json";
    const answer = await reach(path, { method, headers, ...(method === "POST" ? { body: utf8(body) } : {}) }, timeout);
    this.clock.measure(answer.body.server_time, sent);
    this.reached(answer.status !== 0 && answer.status < 500);
    if (answer.status === 401 && answer.body.wipe === true && this.device) this.onWipe();
    return answer;
  }

  private async signed(method: string, path: string, body: string): Promise<Record<string, string>> {
    if (!this.device) return {};
    const time = rfc3339(this.clocks.wall());
    return {
      "x-kiosk-device": this.device.id,
      "x-kiosk-time": time,
      "x-kiosk-signature": await signature(this.device.key, method, path, time, body),
    };
  }

  private reached(now: boolean): void {
    if (now === this.reachable) return;
    this.reachable = now;
    this.onChange();
  }
}

async function reach(path: string, request: RequestInit, timeout: number): Promise<Answer> {
  try {
    const answer = await fetch(path, {
      ...request,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
    const wait = Number(answer.headers.get("retry-after") ?? NaN);
    const body: unknown = await answer.json().catch(() => ({}));
    return { status: answer.status, body: isObject(body) ? body : {}, retryAfter: Number.isFinite(wait) ? wait : null };
  } catch {
    return NONE;
  }
}

/** Whether JSON held an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
