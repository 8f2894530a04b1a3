// A newer program, and the reload of each night. Neither happens while somebody stands at the kiosk.
import type { Kiosk } from "./kiosk";

const LOOK_MS = 60_000;
const NIGHT_HOUR = 3;
const YOUNG_MS = 2 * 3_600_000;

/** Has the service worker kept up to date, and starts a newer program when nobody is here. */
export function watchVersion(kiosk: Kiosk): void {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const first = serviceWorker.controller === null;
  void serviceWorker.register(workerAddress() as string, { scope: "/kiosk/", updateViaCache: "none" }).catch(() => {});
  let taken = first;
  serviceWorker.addEventListener("controllerchange", () => {
    // The first time the page gets a worker it is the program of that worker already.
    if (!taken) kiosk.machine.onReload();
    taken = false;
  });
}

/** Loads the page anew each night at three, by the site's own clock. */
export function nightly(kiosk: Kiosk): void {
  setInterval(() => {
    const zone = kiosk.machine.settings.now?.site.zone;
    if (!zone || performance.now() < YOUNG_MS) return;
    const hour = new Intl.DateTimeFormat("en", { hour: "numeric", hourCycle: "h23", timeZone: zone }).format(kiosk.machine.clock.now());
    if (Number(hour) !== NIGHT_HOUR) return;
    void navigator.serviceWorker?.getRegistration("/kiosk/").then((one) => one?.update());
    kiosk.machine.onReload();
  }, LOOK_MS);
}

/** The one script that is ever loaded by its address, in the form that the page's policy asks for. */
function workerAddress(): unknown {
  const address = "/kiosk/sw.js";
  return window.trustedTypes?.createPolicy("kiosk", { createScriptURL: () => address }).createScriptURL(address) ?? address;
}
