import assert from "node:assert/strict";
import { test } from "node:test";
import { good } from "../../../web/kiosk/src/config.ts";
import english from "../../../web/kiosk/words/en.json";
import spanish from "../../../web/kiosk/words/es.json";
import russian from "../../../web/kiosk/words/ru.json";
import vietnamese from "../../../web/kiosk/words/vi.json";
import chinese from "../../../web/kiosk/words/zh.json";
import { config } from "../mock/people.mjs";

const packs = { spanish, russian, vietnamese, chinese };
const braces = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

test("every language has every text, and no other", () => {
  for (const [name, pack] of Object.entries(packs)) {
    assert.deepEqual(Object.keys(pack).sort(), Object.keys(english).sort(), name);
  }
});

test("the same places are filled in every language", () => {
  for (const [name, pack] of Object.entries(packs)) {
    for (const key of Object.keys(english)) assert.deepEqual(braces(pack[key]), braces(english[key]), `${name} ${key}`);
  }
});

test("no text is long: a tired person reads it", () => {
  for (const [name, pack] of Object.entries({ english, ...packs })) {
    for (const [key, text] of Object.entries(pack)) {
      const most = key === "ssn.text" ? 125 : key.startsWith("tool.") ? 18 : 65;
      assert.ok(text.length <= most, `${name} ${key}: ${text.length}`);
    }
  }
});

test("a configuration that cannot be worked with is refused", () => {
  const whole = config("key", {});
  assert.ok(good(whole));
  for (const name of ["version", "seal_key", "site", "services", "sessions", "languages", "idle_seconds", "catalogue"]) {
    const { [name]: _, ...rest } = whole;
    assert.ok(!good(rest), name);
  }
  assert.ok(!good({ ...whole, services: [{ id: "x" }] }));
  assert.ok(!good(null));
  assert.ok(!good("{}"));
});
