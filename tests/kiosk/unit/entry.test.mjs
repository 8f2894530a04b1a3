import assert from "node:assert/strict";
import { test } from "node:test";
import { Entry } from "../../../web/kiosk/src/entry.ts";

const key = (entry, digits) => [...digits].forEach((digit) => entry.press(Number(digit)));

test("a number in order is good at its eleventh digit", () => {
  const entry = new Entry();
  key(entry, "7319052462");
  assert.equal(entry.state, "typing");
  entry.press(8);
  assert.equal(entry.state, "good");
  assert.equal([...entry.digits].join(""), "73190524628");
});

test("a wrong number is wiped; the third one leads to help", () => {
  const entry = new Entry();
  for (const state of ["wrong", "wrong", "help"]) {
    key(entry, "73190524682");
    assert.equal(entry.state, state);
    assert.equal(entry.digits.length, 0);
  }
  key(entry, "73190524628");
  assert.equal(entry.state, "help");
});

test("nine digits and a pause are wiped with a warning", () => {
  const entry = new Entry();
  key(entry, "123456789");
  entry.pause(false);
  assert.equal(entry.state, "ssn");
  assert.equal(entry.digits.length, 0);
  assert.ok(entry.held.every((digit) => digit === 0));
  entry.press(2);
  assert.equal(entry.state, "typing");
});

test("a pause elsewhere says nothing, Done says that digits are missing", () => {
  const entry = new Entry();
  key(entry, "7319");
  entry.pause(false);
  assert.equal(entry.state, "typing");
  entry.pause(true);
  assert.equal(entry.state, "short");
  assert.equal(entry.digits.length, 4);
});

test("digits can be taken back", () => {
  const entry = new Entry();
  entry.back();
  key(entry, "73190524");
  entry.back();
  assert.equal([...entry.digits].join(""), "7319052");
  assert.equal(entry.held[7], 0);
});
