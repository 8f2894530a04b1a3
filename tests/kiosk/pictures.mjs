// Pictures of every screen, to be looked at: in each language, in high contrast, with larger text, and as narrow as a page can be.
//   node pictures.mjs <folder> [words of a screen's name] [sizes, such as 320x640] [languages, such as es]
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Station, close } from "./station.mjs";
import { afresh, screens, speak, staffScreens } from "./screens.mjs";

const [folder = "pictures", ...asked] = process.argv.slice(2);
const pick = (shape, all) => (asked.some((one) => shape.test(one)) ? asked.filter((one) => shape.test(one)) : all);
const sizes = pick(/^\d+x\d+$/, ["1280x800", "1366x768", "1080x1920", "320x640"]).map((one) => one.split("x").map(Number));
const languages = pick(/^[a-z]{2}$/, ["es", "zh", "vi", "ru"]).filter((lang) => lang !== "en");
const words = asked.filter((one) => !/^\d+x\d+$|^[a-z]{2}$/.test(one));
mkdirSync(folder, { recursive: true });

for (const size of sizes) {
  const at = await Station.open({ size, settings: { idle_seconds: 600, short_idle_seconds: 600 } });
  const picture = async (name) => {
    const more = await at.page.evaluate(() => document.querySelector(".k-main").scrollHeight - document.querySelector(".k-main").clientHeight);
    if (more > 1) console.log(`${name} ${size.join("x")}: ${more} pixels below the edge`);
    await at.page.screenshot({ path: join(folder, `${name}-${size.join("x")}.png`), fullPage: size[0] < 640 });
  };
  for (const [name, go] of Object.entries({ ...screens, ...staffScreens })) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    await go(at);
    await picture(`${name}-en`);
    if (!(name in staffScreens)) {
      for (const lang of languages) {
        await speak(at, lang);
        await picture(`${name}-${lang}`);
      }
      await speak(at, "en");
      await at.do("contrast");
      await picture(`${name}-contrast`);
      await at.do("larger");
      await picture(`${name}-larger`);
      await at.do("larger");
      await picture(`${name}-largest`);
    }
    await afresh(at);
  }
  await at.context.close();
  at.mock.stop();
}
await close();
