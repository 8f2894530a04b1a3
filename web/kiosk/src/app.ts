// The kiosk begins here. It works from its own store; the server is told later.
import { harden } from "./harden";
import { watch } from "./keys";
import { Kiosk } from "./kiosk";
import { Machine } from "./machine";
import { nightly, watchVersion } from "./renew";
import { Store } from "./store";
import { Language } from "./words";
import "../look/base.css";
import "../look/parts.css";
import "../look/screens.css";

async function begin(): Promise<void> {
  const root = document.getElementById("kiosk");
  if (!root) return;
  harden();
  const language = new Language();
  const machine = new Machine(await Store.open());
  await Promise.all([language.load(), machine.load()]);
  const kiosk = new Kiosk(machine, language, root);
  watch(kiosk);
  kiosk.home();
  performance.measure("k-start");
  machine.start();
  watchVersion(kiosk);
  nightly(kiosk);
}

begin().catch(() => {
  // Without its store nothing can be kept: better no kiosk than one that loses sign-ins.
  document.body.textContent = "This kiosk cannot start, because its store did not open. Please sign in at the front desk.";
});
