// Card numbers and member numbers: digits that carry two check digits of ISO 7064 MOD 97-10. They are kept as bytes
// with the values 0 to 9, because bytes can be wiped and strings cannot.
import type { Bytes } from "./bytes";

/** Digits of a card number. */
export const CARD = 18;
/** Digits of a member number. */
export const MEMBER = 11;
/** Digits of a Social Security number: it is never taken. */
export const SSN = 9;

const PREFIX = [9, 9, 0, 1];

/** The number modulo 97. */
export function mod97(digits: Uint8Array): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + digit) % 97;
  return rest;
}

/** The two check digits that belong behind `body`. */
export function checkDigits(body: Uint8Array): string {
  return String(98 - ((mod97(body) * 100) % 97)).padStart(2, "0");
}

/** Whether these are the digits of a card in order. */
export function isCard(digits: Uint8Array): boolean {
  return digits.length === CARD && startsLikeCard(digits) && mod97(digits) === 1;
}

/** Whether these digits begin as every card does. */
export function startsLikeCard(digits: Uint8Array): boolean {
  return PREFIX.every((digit, at) => digits[at] === digit);
}

/** Whether these are the digits of a member number in order. */
export function isMember(digits: Uint8Array): boolean {
  return digits.length === MEMBER && (digits[0] ?? 0) >= 2 && mod97(digits) === 1;
}

/** The digits in `text`, which may be grouped by blanks or hyphens; nothing when anything else stands in it. */
export function parse(text: string): Bytes | null {
  const bare = text.replace(/[\s-]/g, "");
  return /^\d*$/.test(bare) ? Uint8Array.from(bare, Number) : null;
}

/** A member number, whole or begun, as it is printed: 3-4-4. */
export function grouped(digits: Uint8Array): string {
  const text = [...digits].join("");
  return [text.slice(0, 3), text.slice(3, 7), text.slice(7)].filter(Boolean).join(" ");
}

/** The digits as ASCII. */
export function ascii(digits: Uint8Array): Bytes {
  return Uint8Array.from(digits, (digit) => digit + 48);
}

/** Overwrites the digits. */
export function wipe(...digits: Uint8Array[]): void {
  for (const bytes of digits) bytes.fill(0);
}
