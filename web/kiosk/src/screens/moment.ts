// *One moment*: shown only when the server takes long enough to be noticed.
import type { Kiosk } from "../kiosk";

const NOTICED_MS = 250;

/** Stops what is on the screen until the answer is there. Call what it gives back when it is. */
export function moment(kiosk: Kiosk): () => void {
  const turn = kiosk.turn;
  const { main } = kiosk.frame;
  // The next one may swipe already.
  const card = kiosk.screen.card ?? "arrive";
  main.inert = true;
  const timer = window.setTimeout(() => {
    if (turn === kiosk.turn) kiosk.show({ name: "moment", patience: "none", card, title: () => kiosk.t("moment.title"), draw: () => [] });
  }, NOTICED_MS);
  return () => {
    clearTimeout(timer);
    // Whoever came meanwhile waits for an answer of her own.
    if (turn === kiosk.turn) main.inert = false;
  };
}
