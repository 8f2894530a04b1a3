import assert from "node:assert/strict";
import { test } from "node:test";
import { ascii, checkDigits, grouped, isCard, isMember, mod97, parse, startsLikeCard, wipe } from "../../../web/kiosk/src/number.ts";

const digits = (text) => Uint8Array.from(text, Number);

test("the check digits are those of ISO 7064 MOD 97-10", () => {
  for (const [body, check] of [["731905246", "28"], ["999999999", "96"], ["200000000", "97"], ["9901007134592286", "78"]]) {
    assert.equal(checkDigits(digits(body)), check, body);
    assert.equal(mod97(digits(body + check)), 1, body);
  }
});

test("check digits under ten keep their zero", () => {
  const small = Array.from({ length: 2000 }, (_, n) => String(200000000 + n)).find((body) => checkDigits(digits(body)).startsWith("0"));
  assert.ok(small);
  assert.ok(isMember(digits(small + checkDigits(digits(small)))));
});

test("a card has eighteen digits, begins as cards do and is in order", () => {
  assert.ok(isCard(digits("990100713459228678")));
  assert.ok(!isCard(digits("990100713459228687")));
  assert.ok(!isCard(digits("99010071345922867")));
  assert.ok(!isCard(digits("731905246" + "28".padEnd(9, "0"))));
  assert.ok(startsLikeCard(digits("9901")));
});

test("a member number has eleven digits, the first from two to nine", () => {
  assert.ok(isMember(digits("73190524628")));
  const low = "131905246";
  assert.ok(!isMember(digits(low + checkDigits(digits(low)))));
  assert.ok(!isMember(digits("7319052462")));
});

test("every single wrong digit and every swap of two neighbours is noticed", () => {
  const good = "20481736500";
  const right = good.slice(0, 9) + checkDigits(digits(good.slice(0, 9)));
  for (let at = 0; at < 11; at += 1) {
    for (let other = 0; other < 10; other += 1) {
      const wrong = [...right].map((digit, place) => (place === at ? String(other) : digit)).join("");
      if (wrong !== right) assert.ok(!isMember(digits(wrong)), wrong);
    }
    const swapped = [...right];
    [swapped[at], swapped[at + 1]] = [swapped[at + 1], swapped[at]];
    if (at < 10 && swapped.join("") !== right) assert.ok(!isMember(digits(swapped.join(""))), swapped.join(""));
  }
});

test("numbers are read with blanks and hyphens and shown 3-4-4", () => {
  assert.deepEqual([...parse("204 8173-6532")], [...digits("20481736532")]);
  assert.equal(parse("204x"), null);
  assert.equal(grouped(digits("20481736532")), "204 8173 6532");
  assert.equal(grouped(digits("2048")), "204 8");
  assert.equal(grouped(digits("")), "");
});

test("digits can be wiped", () => {
  const one = digits("123");
  const other = ascii(one);
  assert.equal(Buffer.from(other).toString(), "123");
  wipe(one, other);
  assert.deepEqual([...one, ...other], [0, 0, 0, 0, 0, 0]);
});
