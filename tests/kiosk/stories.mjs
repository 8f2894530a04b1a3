// Tells every story of the kiosk in a real browser against the mock server, several at a time, each with a kiosk and a server of
// its own. Prints each; ends with 1 when one fails.
//   node stories.mjs [words of a story's name, or of a file: coming, failing, trouble, device, access]
import { Station, browser, close } from "./station.mjs";

const FILES = ["coming", "failing", "trouble", "device", "access"];
const words = process.argv.slice(2);
/** Stories that measure how long something takes, told when no other is. */
const ALONE = /how long it takes/;
const AT_ONCE = Number(process.env.KIOSK_AT_ONCE ?? 3);

const began = Date.now();
let failed = 0;
const waiting = [];
for (const name of FILES) {
  const { stories, settings = {}, own = [] } = await import(`./${name}.mjs`);
  for (const [title, tell] of Object.entries(stories)) {
    if (words.length > 0 && !words.some((word) => title.includes(word) || name === word)) continue;
    waiting.push({ title, tell: () => run(title, tell, settings[title], own.includes(title)) });
  }
}
const alone = waiting.filter((one) => ALONE.test(one.title));
// The long ones first, so that nobody waits for them in the end.
const together = waiting.filter((one) => !ALONE.test(one.title)).reverse();
await browser();
await Promise.all(Array.from({ length: AT_ONCE }, () => tellAll(together)));
await tellAll(alone);
await close();
console.log(failed === 0 ? `kiosk: in order (${((Date.now() - began) / 1000).toFixed(0)} s)` : `${failed} stories failed`);
// A story that failed may have left a server or a browser of its own open.
process.exit(failed === 0 ? 0 : 1);

async function tellAll(stories) {
  for (let next = stories.shift(); next; next = stories.shift()) {
    const faults = await next.tell();
    failed += faults;
  }
}

async function run(title, tell, settings, own) {
  const began = Date.now();
  let station = null;
  try {
    if (own) await tell();
    else {
      station = await Station.open(settings ? { settings } : {});
      await tell(station);
      await station.shut({ known: station.known });
    }
    console.log(`ok      ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    return 0;
  } catch (error) {
    console.log(`FAILED  ${title}: ${error.message.split("\n").slice(0, 6).join("\n        ")}`);
    if (station) {
      console.log(`        on ${await station.page.locator("main").getAttribute("data-screen").catch(() => "?")}; ${station.wrong.join("; ")} ${station.mock.faults.join("; ")}`);
      await station.context.close().catch(() => {});
      station.mock.stop();
    }
    return 1;
  }
}
