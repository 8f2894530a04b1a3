// Tells the stories of kiosks and the real server, one after the other in one city. Prints each; ends with 1 when one fails.
//   node stories.mjs [words of a story's name]
import { close } from "../station.mjs";
import { card } from "../mock/numbers.mjs";
import { City } from "./city.mjs";
import { Kiosk } from "./kiosk.mjs";
import { stories as lines } from "./lines.mjs";
import { stories as sites } from "./sites.mjs";

/** Customers of these stories: all made up, each with a card. Nobody comes in two stories, so that no two visits are folded into one. */
const FIRST = ["Ruth", "Imani", "Tobias", "Noor", "Casimir", "Delphine", "Emeka", "Farrah", "Gunnar", "Hollis", "Ilse", "Jorah", "Kamala", "Lucian", "Mirela", "Nadim", "Odessa", "Priya", "Quentin", "Rosalind", "Soren", "Thandi", "Ulrika", "Valentin", "Winona", "Xaver", "Yolanda", "Zoltan"];
const LAST = ["Calloway", "Bexley", "Wrenfield", "Halabi", "Dunmore", "Estwick", "Okpara"];
const AT_ONCE = 4;
const HERE = "north-hill";
const THERE = "riverside";

const words = process.argv.slice(2);
const began = Date.now();
let failed = 0;

const city = await new City().start();
try {
  const town = await open(city);
  console.log(`        the city is open after ${seconds(began)} s`);
  for (const [title, tell] of Object.entries({ ...lines, ...sites })) {
    if (words.length === 0 || words.some((word) => title.includes(word))) await run(title, tell, town);
  }
  await run("nobody's number and nobody's name stands where it must not", secrets, town);
} finally {
  await close();
  await city.end();
}
console.log(failed === 0 ? `kiosk and server: in order (${seconds(began)} s)` : `${failed} stories failed`);
// A story that failed may have left a browser of its own open.
process.exit(failed === 0 ? 0 : 1);

async function run(title, tell, town) {
  const from = Date.now();
  try {
    await tell(town);
    console.log(`ok      ${title} (${seconds(from)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${title}: ${error.message.split("\n").slice(0, 6).join("\n        ")}`);
    for (const kiosk of Kiosk.all) console.log(`        ${kiosk.name} is on ${await kiosk.screen()} ${kiosk.wrong.join("; ")}`);
    await town.kiosk.back().catch(() => {});
  }
}

/** Staff at their desks, customers with cards who came the day before, and one kiosk at the door. */
async function open(city) {
  const { welcome } = city;
  const [greta] = await Promise.all(["greta", "mina", "adam"].map((user) => city.comes(user)));
  const people = new Array(FIRST.length);
  const register = async (at) => {
    const born = `${1950 + at}-0${(at % 9) + 1}-1${at % 9}`;
    people[at] = await greta.register(HERE, { first: FIRST[at], last: LAST[at % LAST.length], born, card: card(500 + at) });
  };
  for (let at = 0; at < FIRST.length; at += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, FIRST.length - at) }, (_, more) => register(at + more)));
  }
  await greta.paper(HERE, dayAtSite(-1), people.slice(0, 18));
  const kiosk = await Kiosk.open(city, { code: welcome.code, name: "DOOR" });
  let next = 0;
  const customer = () => people[next++];
  // Who stands at a desk signs in anew when the city starts anew.
  const staff = { desk: () => city.staff.get("greta"), manager: () => city.staff.get("mina"), administrator: () => city.staff.get("adam") };
  return { city, welcome, people, customer, kiosk, here: HERE, there: THERE, dayAtSite, ...staff, card: (n) => card(900 + n) };
}

/** A day at the sites, so many days from today. */
function dayAtSite(days) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(Date.now() + days * 86_400_000);
}

/** No request of any kiosk and no line of the program's log holds a number or a name. */
async function secrets({ city, people, welcome, card }) {
  const numbers = [...people.flatMap((one) => [one.card, one.number]), welcome.card, welcome.member, welcome.private, card(1), card(2), card(3), "4000001234567899"];
  const sent = JSON.stringify(Kiosk.requests);
  const found = numbers.filter((number) => sent.includes(number));
  if (found.length > 0) throw new Error(`${found.length} numbers were sent in the clear`);
  if (!sent.includes("/kiosk/v1/look-up")) throw new Error("no request was looked at");
  const log = city.log.replaceAll(/Kiosk: open.*\n.*\n/g, "");
  const named = [...people.map((one) => one.last), ...numbers].filter((word) => log.includes(word));
  if (named.length > 0) throw new Error(`the log holds ${named.length} names or numbers`);
}

function seconds(from) {
  return ((Date.now() - from) / 1000).toFixed(1);
}
