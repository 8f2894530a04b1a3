// A server of the kiosk's own tests: serves the built page with the portal's headers, and checks every request for real.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { Ledger } from "./ledger.mjs";
import { bytes, rosterEntry, sealPair, sha256, signedBy, text, unseal } from "./numbers.mjs";
import { config, people, whose } from "./people.mjs";

const root = new URL("../../../", import.meta.url);
const dist = new URL("web/dist/kiosk/", root);
const CODE = "MADE-UPCO-DE22";
const MORE = /^\/kiosk\/v1\//;

/** The policy that the portal sends with the kiosk's page, read from its own text. */
function policy() {
  const found = /POLICY: &str = "([^;]+?(?:;[^"]*)?)";/s.exec(readFileSync(new URL("crates/portal/src/kiosk.rs", root), "utf8"));
  if (!found) throw new Error("crates/portal/src/kiosk.rs names no POLICY");
  return found[1].replace(/\\\n\s*/g, "");
}

export class Mock {
  ledger = new Ledger((device, sealed) => unseal(this.pair, device, sealed));
  devices = new Map();
  faults = [];
  lookUps = [];
  health = [];
  requests = [];
  /** How it misbehaves: `down`, `hang`, `held` (until it is let go), `fail`, `retry`, `lose` (does it and does not answer), `some`, `shuffle`, `reject`. */
  mood = {};
  reload = false;
  settings = {};
  code = CODE;
  rosterVersion = "r1";
  /** Visits that the server knows of otherwise. */
  open = new Map();
  clockAhead = 0;
  files = new Map();
  workers = new Map();

  async start() {
    this.pair = await sealPair();
    this.headers = { "content-security-policy": policy(), "x-content-type-options": "nosniff", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin" };
    for (const line of readFileSync(new URL("files.tsv", dist), "utf8").split("\n").filter(Boolean)) {
      const [path, file, kind] = line.split("\t");
      this.files.set(`/kiosk/${path}`, { kind, body: readFileSync(new URL(file, dist)) });
    }
    await this.makeRoster();
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.keepAliveTimeout = 1;
    await new Promise((ready) => this.server.listen(0, "127.0.0.1", ready));
    this.address = `http://localhost:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async makeRoster() {
    this.salt = new Uint8Array(16).map((_, at) => at * 3);
    const here = Object.values(people).filter((one) => one.known && one.card !== people.sealed.card);
    this.roster = await Promise.all(here.map((one) => rosterEntry(this.salt, 10_000, one.card, one.known.private ? { lang: one.known.lang, private: true } : { first: one.known.first, initial: one.known.initial, lang: one.known.lang, private: false })));
  }

  now() {
    return new Date(Date.now() + this.clockAhead).toISOString();
  }

  async answer(request, response) {
    const path = request.url;
    if (this.mood.down) return request.socket.destroy();
    if (request.headers.cookie) this.faults.push(`a cookie came with ${path}`);
    if (!MORE.test(path)) return this.file(path, response);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    this.requests.push({ method: request.method, path, body });
    const { mood } = this;
    if (mood.hang) return setTimeout(() => request.socket.destroy(), mood.hang);
    if (mood.held) await mood.held;
    if (mood.delay) await new Promise((done) => setTimeout(done, mood.delay));
    if (mood.fail) return this.json(response, mood.fail, { error: "made to fail" });
    if (mood.retry) return this.json(response, 429, { error: "wait" }, { "retry-after": String(mood.retry) });
    try {
      await this.route(request, path, body, response);
    } catch (problem) {
      this.faults.push(`${request.method} ${path}: ${problem.stack}`);
      this.json(response, 500, { error: "the mock failed" });
    }
  }

  file(path, response) {
    const found = this.files.get(path.split("?")[0]);
    if (!found) return void response.writeHead(404).end();
    const body = this.workers.get(path) ?? found.body;
    response.writeHead(200, { ...this.headers, "content-type": found.kind, "cache-control": path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache", ...(path.endsWith("sw.js") ? { "service-worker-allowed": "/kiosk/" } : {}) });
    response.end(body);
  }

  json(response, status, body, headers = {}) {
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
    response.end(JSON.stringify(body));
  }

  async route(request, path, body, response) {
    if (path === "/kiosk/v1/enrol") return this.enrol(JSON.parse(body), response);
    const id = request.headers["x-kiosk-device"];
    const device = this.devices.get(id);
    if (device?.revoked) return this.json(response, 401, { error: "This kiosk was switched off.", wipe: true });
    const { "x-kiosk-time": time, "x-kiosk-signature": signature } = request.headers;
    if (!device || !signedBy(device.key, request.method, path, time, body, signature)) {
      this.faults.push(`${path} was not signed by a device`);
      return this.json(response, 401, { error: "unknown" });
    }
    if (body.length > 256 * 1024) this.faults.push(`${path}: ${body.length} bytes`);
    const end = path.split("?")[0].slice("/kiosk/v1/".length);
    const routes = { config: () => this.sendConfig(response), roster: () => this.sendRoster(path, response), "look-up": () => this.lookUp(id, JSON.parse(body), response), events: () => this.take(id, request, body, response), health: () => this.takeHealth(JSON.parse(body), response) };
    if (!routes[end]) throw new Error("no such route");
    return routes[end]();
  }

  enrol({ code, public_key, name }, response) {
    if (code !== this.code) return this.json(response, 403, { error: "That code is not good. Ask for a new one." });
    const key = bytes(public_key);
    if (key.length !== 65 || key[0] !== 4) this.faults.push("the public key is not a point");
    if (!name || name.length > 40) this.faults.push("the device has no name");
    const device = randomUUID();
    this.devices.set(device, { key, name });
    this.json(response, 200, { device, site: "elm-street", server_time: this.now() });
  }

  sendConfig(response) {
    this.json(response, 200, { server_time: this.now(), ...config(text(this.pair.raw), this.settings), roster: this.rosterVersion, unknown_member: 1 });
  }

  sendRoster(path, response) {
    const have = new URL(path, "http://x").searchParams.get("have");
    if (have === this.rosterVersion) return this.json(response, 200, { version: have, same: true });
    this.json(response, 200, { version: this.rosterVersion, salt: text(this.salt), rounds: 10_000, entries: this.roster });
  }

  async lookUp(device, question, response) {
    const plain = question.sealed ? await unseal(this.pair, device, question.sealed) : null;
    this.lookUps.push({ plain, ...question });
    if (question.forgot) return this.json(response, 200, this.forgotten(question.forgot));
    const name = whose(plain);
    const one = people[name];
    if (this.settings.ask_birthday && plain.startsWith("member:") && question.birthday !== "03-25") return this.json(response, 200, { result: "birthday" });
    if (!one?.known) return this.json(response, 200, { result: one?.result ?? "unknown" });
    this.json(response, 200, this.known(name));
  }

  known(name) {
    const { known } = people[name];
    const visit = this.open.get(name) ?? null;
    const today = known.today?.map((one) => ({ ...one, starts: new Date(Date.now() + 10 * 60_000).toISOString() }));
    return { result: "known", handle: `handle-${name}`, private: false, visit, elsewhere: false, last: null, often: [], ...known, ...(today ? { today } : {}) };
  }

  forgotten({ last, born, phone, member }) {
    const right = last === "GARCIA" && born === "1980-03-25" && (phone === "0142" || member === people.maria.member.slice(-4));
    return right ? this.known("maria") : { result: "staff" };
  }

  async take(device, request, body, response) {
    const { events, sent, boot, mono } = JSON.parse(body);
    const { mood } = this;
    if (request.headers["idempotency-key"] !== sha256(body)) this.faults.push("the idempotency key is not the hash of the body");
    if (!sent || !boot || !Number.isInteger(mono) || events.length === 0 || events.length > 200) this.faults.push("the batch is out of order");
    if (mood.refuse && events.some((event) => event.kind === mood.refuse)) return this.json(response, 400, { error: `no ${mood.refuse}, please` });
    const results = [];
    for (const event of mood.some ? events.filter(() => Math.random() < 0.5) : events) {
      if (mood.reject === event.kind) results.push({ id: event.id, result: "rejected", reason: "it can never be taken" });
      else results.push(await this.ledger.take(device, event));
    }
    if (mood.lose) return request.socket.destroy();
    if (mood.shuffle) results.sort(() => Math.random() - 0.5);
    const next = Math.max(...events.map((event) => event.seq)) + 1;
    this.json(response, 200, { server_time: this.now(), results, next });
  }

  takeHealth(report, response) {
    this.health.push(report);
    this.json(response, 200, { server_time: this.now(), config: this.settings.version ?? "c1", roster: this.rosterVersion, reload: this.reload });
    this.reload = false;
  }
}
