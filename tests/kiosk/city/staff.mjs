// Staff of the demo, who use its pages as a browser without a screen.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../web/package.json", import.meta.url));
const { request } = require("playwright-core");
const PASSWORD = "made-up city 2026";

/** Somebody of staff, signed in. */
export class Staff {
  static async comes(base, user) {
    const staff = new Staff();
    staff.base = base;
    staff.user = user;
    staff.web = await request.newContext({ baseURL: base, extraHTTPHeaders: { origin: base, "sec-fetch-site": "same-origin" } });
    let page = await staff.send("/sign-in", { agency: "centers", user, password: PASSWORD });
    if (page.at === "/agreement") page = await staff.send("/agreement", hidden(page.html));
    // A purpose, for who needs one to look for people.
    const purpose = /name="purpose"[^>]*value="([^"]+)"/.exec(await staff.read("/purpose"))?.[1];
    if (purpose) await staff.send("/purpose", { purpose, next: "/desk" });
    return staff;
  }

  /** A page. */
  async read(path) {
    const answer = await this.web.get(path);
    return answer.text();
  }

  /** Sends a form; gives the page that comes and where it is. */
  async send(path, form, kind = "form") {
    const answer = await this.web.post(path, { [kind]: form });
    if (answer.status() >= 500) throw new Error(`${this.user} ${path}: ${answer.status()}`);
    const address = new URL(answer.url());
    return { status: answer.status(), at: address.pathname, html: await answer.text() };
  }

  /** Registers a customer and binds a card to her. Gives the address of her page and her number. */
  async register(site, { first, last, born, lang = "en", card }) {
    const form = { first, last, born, phone: "", lang, ssn: "", no_ssn: "declined" };
    let page = await this.send(`/desk/${site}/register`, form);
    const seen = hidden(page.html).seen;
    if (seen) page = await this.send(`/desk/${site}/register`, { ...form, seen });
    const member = /^\/desk\/[^/]+\/members\/(\d+)$/.exec(page.at)?.[1];
    if (!member) throw new Error(`${first} ${last} was not registered: ${said(page.html)}`);
    const number = /Member number <strong[^>]*>([\d ]+)</.exec(page.html)[1].replaceAll(" ", "");
    if (card) await this.bind(site, member, card);
    return { first, last, name: `${first} ${last}`, id: member, number, card };
  }

  /** Binds a card of the stock. */
  async bind(site, member, card, why = "") {
    const page = await this.send(`/desk/${site}/members/${member}`, { act: "bind", first: card, second: card, why });
    if (page.status !== 200) throw new Error(`the card was not bound: ${said(page.html)}`);
  }

  /** Enters a day sheet: who came. */
  async paper(site, day, people) {
    const lines = people.flatMap((one, at) => [[`who-${at}`, one.number], [`came-${at}`, "9:00"], [`left-${at}`, "9:30"]]);
    const page = await this.send(`/desk/${site}/paper/enter`, { sheet: `made-up-${day}`, day, ...Object.fromEntries(lines) });
    if (page.status !== 200) throw new Error(`the sheet was not entered: ${said(page.html)}`);
  }

  /** A code for a kiosk. */
  async code(site) {
    const { html } = await this.send("/desk/setup/city", { act: "code", site });
    return /tl-code">([^<]+)</.exec(html)[1];
  }

  /** Hands in what a kiosk saved; gives what the page says about it. */
  async handIn(site, text) {
    const file = { name: "kiosk.json", mimeType: "application/json", buffer: Buffer.from(text) };
    const { status, html } = await this.send(`/desk/setup/city/sites/${site}/file`, { file }, "multipart");
    return { status, said: said(html) };
  }

  /** The kiosks of a site as the set-up page lists them: name, what to look after, and the id. */
  async kiosks(site) {
    const html = section(await this.read("/desk/setup/city"), `site-${site}`);
    return rows(html).map((row) => ({ name: row.words[0], trouble: row.words[2], id: /name="kiosk" value="([^"]+)"/.exec(row.html)?.[1] }));
  }

  /** A site's day. */
  async board(site) {
    const html = await this.read(`/desk/${site}`);
    const glance = [...html.matchAll(/<div><dt>([^<]+)<\/dt><dd>(\d+)/g)].map(([, name, count]) => [name, Number(count)]);
    const visit = (row) => /name="visit" value="([^"]+)"/.exec(row.html)?.[1];
    const waiting = rows(section(html, "waiting")).map((row) => ({ number: row.words[0], who: row.words[1], asked: row.words[2], visit: visit(row) }));
    const here = rows(section(html, "here")).map((row) => ({ who: row.words[0], since: row.words[1], chose: row.words[2], visit: visit(row) }));
    const held = rows(section(html, "exceptions")).map((row) => ({ why: row.words[0], kiosk: row.words[1] }));
    return { ...Object.fromEntries(glance), waiting, here, held, exceptions: plain(section(html, "exceptions")), html };
  }

  /** How a visit stands, for who runs the site. */
  async visit(site, visit) {
    const html = section(await this.read(`/desk/${site}/visits/${visit}`), "facts");
    return Object.fromEntries([...html.matchAll(/<dt>([^<]+)<\/dt><dd>(.*?)<\/dd>/gs)].map(([, name, value]) => [name, plain(value)]));
  }
}

/** The hidden fields of a page's forms. */
function hidden(html) {
  return Object.fromEntries([...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

/** What a page tells in its notices. */
function said(html) {
  return [...html.matchAll(/<div class="tl-notice[^>]*>(.*?)<\/div>/gs)].map(([, words]) => plain(words)).join(" ");
}

const section = (html, label) => new RegExp(`<section[^>]*aria-labelledby="${label}".*?</section>`, "s").exec(html)?.[0] ?? "";

function rows(html) {
  const bodies = [...html.matchAll(/<tr role="row"[^>]*>(.*?)<\/tr>/gs)].map(([, row]) => row).filter((row) => !row.includes('role="columnheader"'));
  return bodies.map((row) => ({ html: row, words: [...row.matchAll(/<(th|td)[^>]*>(.*?)<\/\1>/gs)].map(([, , cell]) => plain(cell)) }));
}

/** What of a page can be read. */
function plain(html) {
  const words = html.replace(/<span class="tl-hidden">.*?<\/span>/gs, "").replace(/<[^>]+>/g, " ");
  const named = words.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return named.replace(/\s+/g, " ").trim();
}
