import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey, signature } from "../../../web/kiosk/src/device_key.ts";
import { fromText, toText } from "../../../web/kiosk/src/bytes.ts";
import { open } from "../../../web/kiosk/src/roster.ts";
import { Recogniser, seal } from "../../../web/kiosk/src/seal.ts";
import { card, member, rosterEntry, sealPair, signedBy, unseal } from "../mock/numbers.mjs";

const digits = (text) => Uint8Array.from(text, Number);

test("what is sealed opens with the server's key, on behalf of this device only", async () => {
  const server = await sealPair();
  const sealed = await seal("card", digits(card(1)), server.raw, "device-1");
  assert.equal(await unseal(server, "device-1", sealed), `card:${card(1)}`);
  await assert.rejects(unseal(server, "device-2", sealed));
  await assert.rejects(unseal(await sealPair(), "device-1", sealed));
  assert.equal(await unseal(server, "d", await seal("member", digits(member(1)), server.raw, "d")), `member:${member(1)}`);
});

test("the same number is never sealed to the same bytes", async () => {
  const server = await sealPair();
  const twice = await Promise.all([1, 2].map(() => seal("card", digits(card(1)), server.raw, "d")));
  assert.notEqual(twice[0], twice[1]);
});

test("a request is signed as the server checks it, and the key cannot be taken out", async () => {
  const { key, publicKey } = await newKey();
  assert.equal(key.extractable, false);
  const sign = (body) => signature(key, "POST", "/kiosk/v1/events", "2026-01-01T00:00:00.000Z", body);
  assert.ok(signedBy(publicKey, "POST", "/kiosk/v1/events", "2026-01-01T00:00:00.000Z", "{}", await sign("{}")));
  assert.ok(!signedBy(publicKey, "POST", "/kiosk/v1/events", "2026-01-01T00:00:00.000Z", "{ }", await sign("{}")));
  assert.equal(fromText(await sign("")).length, 64);
});

test("a card opens its own entry of the roster and no other", async () => {
  const salt = new Uint8Array(16).fill(7);
  const entry = await rosterEntry(salt, 1000, card(1), { first: "Maria" });
  const mine = await open(digits(card(1)), { salt, rounds: 1000 });
  assert.equal(toText(mine.index), entry.index);
  const box = fromText(entry.box);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.slice(0, 12), additionalData: mine.index }, mine.key, box.slice(12));
  assert.equal(Buffer.from(plain).toString(), '{"first":"Maria"}');
  const other = await open(digits(card(2)), { salt, rounds: 1000 });
  assert.notEqual(toText(other.index), entry.index);
});

test("a number is known again within one start, and not after it", async () => {
  const [one, other] = [new Recogniser(), new Recogniser()];
  assert.equal(await one.token("card", digits(card(1))), await one.token("card", digits(card(1))));
  assert.notEqual(await one.token("card", digits(card(1))), await one.token("member", digits(card(1))));
  assert.notEqual(await one.token("card", digits(card(1))), await other.token("card", digits(card(1))));
});
