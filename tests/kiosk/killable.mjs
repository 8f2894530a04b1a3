// A browser with a folder of its own, which can be killed with nine and started again on the same folder.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { FLAGS, chromium } from "./station.mjs";

/** Starts one. Gives its context, and what kills it. */
export async function launch(folder) {
  const file = join(folder, "DevToolsActivePort");
  const flags = [...FLAGS, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${folder}`, "about:blank"];
  rmSync(file, { force: true });
  const child = spawn(process.env.CHROMIUM ?? "/usr/bin/chromium", flags, { stdio: "ignore" });
  process.once("exit", () => child.kill("SIGKILL"));
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await port(file)}`);
  const kill = async () => {
    child.kill("SIGKILL");
    await new Promise((done) => (child.exitCode !== null || child.signalCode !== null ? done() : child.once("exit", done)));
    await browser.close().catch(() => {});
    await pause(500);
  };
  return { context: browser.contexts()[0], kill };
}

async function port(file) {
  for (let time = 0; time < 600; time += 1) {
    try {
      const [first] = readFileSync(file, "utf8").split("\n");
      if (first) return first;
    } catch {
      // Not written yet.
    }
    await pause(50);
  }
  throw new Error("the browser did not start within half a minute");
}
