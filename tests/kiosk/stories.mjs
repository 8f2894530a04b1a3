// Tells every story of the kiosk in a real browser against the mock server. Prints each; ends with 1 when one fails.
//   node stories.mjs [words of a story's name, or of a file: coming, failing, trouble, device, access]
import { Station, close } from "./station.mjs";

const FILES = ["coming", "failing", "trouble", "device", "access"];
const words = process.argv.slice(2);

let failed = 0;
for (const name of FILES) {
  const { stories, settings = {}, own = [] } = await import(`./${name}.mjs`);
  for (const [title, tell] of Object.entries(stories)) {
    if (words.length > 0 && !words.some((word) => title.includes(word) || name === word)) continue;
    failed += await run(title, tell, settings[title], own.includes(title));
  }
}
await close();
process.exitCode = failed === 0 ? 0 : 1;
console.log(failed === 0 ? "kiosk: in order" : `${failed} stories failed`);

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
