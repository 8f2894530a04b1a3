import assert from "node:assert/strict";
import { test } from "node:test";
import { Reader } from "../../../web/kiosk/src/reader.ts";

const CARD = "990100713459228678";

/** A reader with a clock of the test's own. */
function bench(typing = "none") {
  const told = [];
  let now = 0;
  let timers = [];
  const later = (ms, act) => {
    const timer = { at: now + ms, act };
    timers.push(timer);
    return () => (timers = timers.filter((one) => one !== timer));
  };
  const reader = new Reader(
    {
      card: (digits, by) => told.push(`${by} ${[...digits].join("")}`),
      damaged: () => told.push("damaged"),
      wrong: (kind) => told.push(`wrong ${kind}`),
      ssn: () => told.push("ssn"),
      typed: (digits) => told.push(`typed ${digits.join("")}`),
    },
    later,
  );
  reader.typing = typing;
  const pass = (ms) => {
    const end = now + ms;
    for (;;) {
      const due = timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      now = due.at;
      timers = timers.filter((one) => one !== due);
      due.act();
    }
    now = end;
  };
  const press = (codes, gap = 10) =>
    codes.map((code) => {
      pass(gap);
      return reader.press(code, now);
    });
  return { told, press, pass, reader };
}

const keys = (text, kind = "Digit") => [...text].map((digit) => kind + digit);

test("a stripe with sentinels is a swipe, and its Enter presses no button", () => {
  const { told, press, pass } = bench();
  const swallowed = press(["Semicolon", ...keys(CARD), "ShiftLeft", "Slash", "Enter"]);
  pass(1000);
  assert.deepEqual(told, [`swipe ${CARD}`]);
  assert.equal(swallowed.at(-1), true);
});

test("a bar code is a scan, with digits from the number block, carriage return and line feed", () => {
  const { told, press, pass } = bench();
  const swallowed = press([...keys(CARD, "Numpad"), "Enter", "ArrowDown"]);
  pass(1000);
  assert.deepEqual(told, [`scan ${CARD}`]);
  assert.deepEqual(swallowed.slice(-2), [true, true]);
});

test("blanks, modifiers, Caps Lock and a shifted sentinel in front change nothing", () => {
  const { told, press, pass } = bench();
  press(["CapsLock", "ShiftLeft", "Digit5", "Space", ...keys(CARD).flatMap((key) => ["ShiftLeft", key]), "Space"]);
  pass(1000);
  assert.deepEqual(told, [`scan ${CARD}`]);
});

test("a slow reader is read as well, as long as no gap is over 300 ms", () => {
  const slow = bench();
  slow.press(keys(CARD), 290);
  slow.pass(1000);
  assert.deepEqual(slow.told, [`scan ${CARD}`]);
  const broken = bench();
  broken.press(keys(CARD.slice(0, 9)));
  broken.pass(301);
  broken.press(keys(CARD.slice(9)));
  broken.pass(1000);
  assert.ok(!broken.told.some((one) => one.includes(CARD)));
});

test("a card is taken at its last digit, without waiting", () => {
  const { told, press } = bench();
  press(keys(CARD));
  assert.deepEqual(told, [`scan ${CARD}`]);
});

test("a card of ours that was badly read is damaged, whether digits are lost or wrong", () => {
  for (const read of [CARD.slice(0, 12), CARD.replace("78", "87")]) {
    const { told, press, pass } = bench();
    press(["Semicolon", ...keys(read), "Slash", "Enter"]);
    pass(1000);
    assert.deepEqual(told, ["damaged"], read);
  }
});

test("of other cards only the class is told", () => {
  const cases = [
    ["bank", ["Semicolon", ...keys("4000001234567899"), "Equal", ...keys("29121010000000000"), "Slash", "Enter"]],
    ["letters", ["ShiftLeft", "Digit5", ...keys("CADOE", "Key"), ...keys("12345678"), "Enter"]],
    ["long", [...keys("60112233445566778899001122"), "Enter"]],
    ["other", [...keys("12345678"), "Enter"]],
  ];
  for (const [kind, codes] of cases) {
    const { told, press, pass } = bench();
    press(codes);
    pass(1000);
    assert.deepEqual(told, [`wrong ${kind}`]);
  }
});

test("a card number hidden in a long track is not taken", () => {
  const { told, press, pass } = bench();
  press([...keys("123"), ...keys(CARD), "Enter"]);
  pass(1000);
  assert.ok(told.every((one) => !one.includes(CARD)));
});

test("nine digits on the first screen are a Social Security number, perhaps", () => {
  const { told, press, pass } = bench();
  press([...keys("123456789"), "Enter"]);
  pass(1000);
  assert.deepEqual(told, ["ssn"]);
});

test("a few keys are a hand on the keyboard, and Enter is the page's own", () => {
  const { told, press, pass } = bench();
  assert.deepEqual(press(["Enter"]), [false]);
  assert.deepEqual(press(["ArrowDown", "Tab"], 400), [false, false]);
  press(keys("123"), 50);
  pass(1000);
  assert.deepEqual(told, []);
});

test("on the keypad digits by hand arrive, however fast, and a card is still a card", () => {
  const slow = bench("digits");
  slow.press(keys("20481736532"), 150);
  slow.pass(1000);
  assert.equal(slow.told.map((one) => one.slice(6)).join(""), "20481736532");
  const fast = bench("digits");
  fast.press(keys("99014820195"), 40);
  fast.pass(1000);
  assert.deepEqual(fast.told, ["typed 99014820195"], "a member number may begin as cards do");
  const card = bench("digits");
  card.press(keys(CARD));
  card.pass(1000);
  assert.deepEqual(card.told, [`scan ${CARD}`]);
  const bank = bench("digits");
  bank.press(["Semicolon", ...keys("4000001234567899"), "Equal", ...keys("2912101"), "Enter"]);
  bank.pass(1000);
  assert.deepEqual(bank.told, ["wrong bank"], "not one digit of it arrives");
});

test("where text is keyed, letters pass and digits arrive", () => {
  const { told, press, pass } = bench("text");
  assert.deepEqual(press(["KeyA", "Space", "KeyB"], 60), [false, false, false]);
  press(keys("42"), 60);
  pass(1000);
  assert.deepEqual(told, ["typed 42"]);
});

test("nothing of a burst is left behind", () => {
  const { press, pass, reader } = bench();
  press([...keys("4000001234567899"), "Enter"]);
  pass(1000);
  assert.ok(reader.digits.every((digit) => digit === 0));
  assert.equal(reader.hand.length, 0);
});

test("two cards may follow each other at once", () => {
  const { told, press, pass } = bench();
  const other = "990148201937629159";
  press(["Semicolon", ...keys(CARD), "Slash", "Enter", "Semicolon", ...keys(other), "Slash", "Enter"]);
  pass(1000);
  assert.deepEqual(told, [`swipe ${CARD}`, `swipe ${other}`]);
});

test("letters and digits that are typed in turn arrive in turn", () => {
  const { told, press, pass, reader } = bench("text");
  for (const code of ["Digit4", "KeyQ", "Digit7", "Digit2", "KeyW"]) {
    press([code], 20);
    if (code.startsWith("Key")) told.push(code);
  }
  pass(1000);
  assert.deepEqual(told, ["typed 4", "KeyQ", "typed 72", "KeyW"]);
  assert.equal(reader.typing, "text");
});
