// Identifiers that are made on the device.
import { hex } from "./bytes";

/** A UUIDv7: the device clock in front, chance behind. */
export function uuid7(wall: number, chance: Uint8Array = crypto.getRandomValues(new Uint8Array(10))): string {
  const time = Math.max(0, Math.floor(wall)).toString(16).padStart(12, "0").slice(-12);
  const rest = Uint8Array.from(chance);
  rest[0] = ((rest[0] ?? 0) & 0x0f) | 0x70;
  rest[2] = ((rest[2] ?? 0) & 0x3f) | 0x80;
  const text = time + hex(rest);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20, 32)].join("-");
}

/** New at each start of the page. */
export function bootId(): string {
  return hex(crypto.getRandomValues(new Uint8Array(8)));
}
