import assert from "node:assert/strict";
import { test } from "node:test";
import { Sender } from "../../../web/kiosk/src/sender.ts";

const event = (seq, more = {}) => ({ id: `id-${seq}`, seq, kind: "sign_in", boot: "b", wall: "", mono: 0, offline: false, ...more });

/** A sender over a plain list, with a server that does as `answer` says. */
function bench(count, answer) {
  const state = { mono: 0, box: Array.from({ length: count }, (_, at) => event(at + 1)), aside: [], posts: [] };
  const waiting = {
    boot: "b",
    first: async (most) => state.box.slice(0, most),
    settle: async (sent, results) => {
      const known = results.filter((one) => sent.some((event) => event.id === one.id) && ["applied", "duplicate", "held", "rejected"].includes(one.result));
      for (const one of known) {
        if (one.result === "rejected") state.aside.push(one);
        state.box = state.box.filter((event) => event.id !== one.id);
      }
      return known.length;
    },
  };
  const post = async (path, body, timeout, headers) => {
    const { events } = JSON.parse(body);
    state.posts.push({ path, ids: events.map((one) => one.seq), key: headers["idempotency-key"], size: body.length });
    return { status: 200, body: {}, retryAfter: null, ...answer(events, state) };
  };
  const sender = new Sender(waiting, post, { wall: () => 0, mono: () => state.mono }, (act) => act(), () => 1);
  return { state, sender };
}

const applied = (events) => ({ body: { results: events.map(({ id }) => ({ id, result: "applied" })) } });

test("450 events go in three batches of at most 200, in their order", async () => {
  const { state, sender } = bench(450, applied);
  await sender.run();
  assert.deepEqual(state.posts.map((post) => post.ids.length), [200, 200, 50]);
  assert.equal(state.box.length, 0);
  assert.match(state.posts[0].key, /^[0-9a-f]{64}$/);
});

test("a batch stays under 256 KiB", async () => {
  const { state, sender } = bench(300, applied);
  state.box = state.box.map((one) => ({ ...one, who: { sealed: "x".repeat(4000) } }));
  await sender.run();
  assert.ok(state.posts.every((post) => post.size <= 256 * 1024));
  assert.equal(state.box.length, 0);
});

test("nothing is deleted without its own answer", async () => {
  let calls = 0;
  const { state, sender } = bench(4, (events) => {
    calls += 1;
    return calls === 1 ? { body: { results: [{ id: "id-3", result: "held" }, { id: "id-1", result: "duplicate" }, { id: "id-2", result: "odd" }, { id: "id-9", result: "applied" }] } } : { status: 0 };
  });
  await sender.run();
  assert.deepEqual(state.box.map((one) => one.seq), [2, 4]);
  assert.deepEqual(state.posts[1].ids, [2, 4]);
});

test("a rejected event is set apart and stops nobody", async () => {
  const { state, sender } = bench(3, (events) => ({ body: { results: events.map(({ id }) => ({ id, result: id === "id-2" ? "rejected" : "applied", reason: "never" })) } }));
  await sender.run();
  assert.equal(state.box.length, 0);
  assert.deepEqual(state.aside.map((one) => one.id), ["id-2"]);
});

test("it waits 1, 2, 4 … 60 seconds after failures, and what Retry-After says when that is longer", async () => {
  let answer = { status: 500 };
  const { state, sender } = bench(1, () => answer);
  const waits = [];
  for (let time = 0; time < 9; time += 1) {
    await sender.run();
    waits.push((sender.notBefore - state.mono) / 1000);
    const before = state.posts.length;
    await sender.run();
    assert.equal(state.posts.length, before, "it does not try too early");
    state.mono = sender.notBefore;
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  answer = { status: 429, retryAfter: 300 };
  await sender.run();
  assert.equal(sender.notBefore - state.mono, 300_000);
});

test("after an answer it starts again from one second", async () => {
  let fails = 3;
  const { state, sender } = bench(1, (events) => ((fails -= 1) >= 0 ? { status: 503 } : applied(events)));
  for (let time = 0; time < 4; time += 1) {
    await sender.run();
    state.mono = Math.max(state.mono, sender.notBefore);
  }
  assert.equal(state.box.length, 0);
  state.box = [event(2)];
  fails = 1;
  await sender.run();
  assert.equal(sender.notBefore - state.mono, 1000);
});

test("an event that makes the server refuse the whole batch is found and set apart", async () => {
  const { state, sender } = bench(37, (events) => (events.some((one) => one.seq === 23) ? { status: 400, body: { error: "no" } } : applied(events)));
  await sender.run();
  assert.equal(state.box.length, 0);
  assert.deepEqual(state.aside, [{ id: "id-23", result: "rejected", reason: "no" }]);
});

test("an answer without results is a failure, not an endless loop", async () => {
  const { state, sender } = bench(1, () => ({ body: {} }));
  await sender.run();
  assert.equal(state.posts.length, 1);
  assert.ok(sender.notBefore > 0);
});
