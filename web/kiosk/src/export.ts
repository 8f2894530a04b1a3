// *Save what was not sent*: a file with requests as they would have been sent, each one signed by the device.
import { type Clocks, rfc3339 } from "./clock";
import { signature } from "./device_key";
import type { KioskEvent } from "./events";
import type { Device } from "./server";

/** One signed request in the file. */
export interface Saved {
  throughline_kiosk_export: 1;
  device: string;
  body: string;
  time: string;
  signature: string;
}

const MOST = 200;
const PATH = "/kiosk/v1/events";

/** `events` as signed requests. `text` makes the body of one. */
export async function signedBatches(device: Device, events: KioskEvent[], text: (events: KioskEvent[]) => string, clocks: Clocks): Promise<Saved[]> {
  const saved: Saved[] = [];
  for (let at = 0; at < events.length; at += MOST) {
    const body = text(events.slice(at, at + MOST));
    const time = rfc3339(clocks.wall());
    const signed = await signature(device.key, "POST", PATH, time, body);
    saved.push({ throughline_kiosk_export: 1, device: device.id, body, time, signature: signed });
  }
  return saved;
}

/** Has the browser write a file. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
