// The demo as a process of its own, on a free port, in a folder of its own that goes at the end.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Staff } from "./staff.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** The line with which the demo ends its welcome. */
const WELCOME = /Kiosk: open \/kiosk\/ and type the code (\S+)\. Then type (\d{18}) at its first screen.* key the member number ([\d ]+)\.\nThe card (\d{18}) is/;
const PATIENCE_MS = 120_000;

/** A made-up city with its front desk. */
export class City {
  /** Everything that it has said. */
  log = "";
  /** Who of its staff came, by user name. */
  staff = new Map();

  async start() {
    this.folder = mkdtempSync(join(tmpdir(), "kiosk-city-"));
    cpSync(join(root, "examples"), join(this.folder, "examples"), { recursive: true });
    this.port = await freePort();
    this.base = `http://localhost:${this.port}`;
    await this.run();
    return this;
  }

  /** What the welcome names, new at each start. */
  get welcome() {
    const [, code, card, member, hidden] = WELCOME.exec(this.said) ?? [];
    return code && { code, card, member: member.replaceAll(" ", ""), private: hidden };
  }

  /** Stops it, lets `change` edit the example's files, and starts it again on the same data. */
  async again(change) {
    await this.stop();
    change(join(this.folder, "examples"));
    await this.run();
    const came = [...this.staff.keys()];
    this.staff.clear();
    for (const user of came) await this.comes(user);
  }

  /** A member of staff, signed in. */
  async comes(user) {
    if (!this.staff.has(user)) this.staff.set(user, await Staff.comes(this.base, user));
    return this.staff.get(user);
  }

  async stop() {
    if (!this.child) return;
    this.child.kill();
    await this.ended;
    this.child = null;
  }

  /** Stops it for good. */
  async end() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async run() {
    this.said = "";
    const args = ["demo", "--people", "200", "--port", String(this.port), "--data", join(this.folder, "demo"), "--tick", "0", "--example", join(this.folder, "examples/new_york")];
    this.child = spawn(join(root, "target/debug/throughline"), args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const hear = (part) => {
      this.said += part;
      this.log += part;
    };
    this.child.stdout.on("data", hear);
    this.child.stderr.on("data", hear);
    this.ended = new Promise((done) => this.child.once("exit", done));
    const until = Date.now() + PATIENCE_MS;
    while (!this.welcome) {
      if (this.child.exitCode !== null || Date.now() > until) throw new Error(`the demo did not start:\n${this.said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Ends a service of the catalogue on a day. */
export function retire(examples, service, day) {
  const file = join(examples, "washington/frontdesk/catalogue.toml");
  const text = readFileSync(file, "utf8");
  const begin = `id = "${service}"\n`;
  if (!text.includes(begin)) throw new Error(`the catalogue has no ${service}`);
  const ended = text.replace(begin, `${begin}active_until = ${day}\n`).replace(/^version = "([^"]+)"/m, 'version = "$1-ended"');
  writeFileSync(file, ended);
}

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
