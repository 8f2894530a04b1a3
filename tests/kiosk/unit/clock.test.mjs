import assert from "node:assert/strict";
import { test } from "node:test";
import { ServerClock } from "../../../web/kiosk/src/clock.ts";
import { uuid7 } from "../../../web/kiosk/src/ids.ts";

function clocks(wall) {
  const state = { wall, mono: 1000 };
  return { state, clocks: { wall: () => state.wall, mono: () => state.mono }, pass: (ms) => ((state.wall += ms), (state.mono += ms)) };
}

test("the offset is server minus the middle of sending and receiving", () => {
  const { clocks: own, pass } = clocks(Date.parse("2026-01-01T00:00:00Z"));
  const clock = new ServerClock(own);
  assert.deepEqual(clock.stamp(), {});
  const sent = own.mono();
  pass(400);
  clock.measure("2026-01-01T01:00:00.200Z", sent);
  pass(35_000);
  assert.deepEqual(clock.stamp(), { offset_ms: 3_600_000, offset_age_s: 35 });
  assert.equal(clock.wrong(), true);
  assert.equal(clock.now(), own.wall() + 3_600_000);
});

test("a round trip over two seconds does not count, and neither does nonsense", () => {
  const { clocks: own, pass } = clocks(0);
  const clock = new ServerClock(own);
  const sent = own.mono();
  pass(2001);
  clock.measure("2026-01-01T00:00:00Z", sent);
  clock.measure("soon", own.mono());
  clock.measure(undefined, own.mono());
  assert.deepEqual(clock.stamp(), {});
});

test("an id is a UUIDv7 whatever the clock says", () => {
  for (const wall of [-5, 0, Date.parse("1970-01-02T00:00:00Z"), Date.parse("2099-12-31T00:00:00Z")]) {
    assert.match(uuid7(wall), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  assert.ok(uuid7(1000) < uuid7(2000));
  assert.notEqual(uuid7(1000), uuid7(1000));
});
