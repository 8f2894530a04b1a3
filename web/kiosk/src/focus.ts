// The way through a screen with four arrows and Enter. Left and right go through all controls in their order; up and
// down go to the nearest one in the row above or below.

const CONTROLS = "button:not([disabled])";

/** Moves the focus for an arrow key; true when it did. */
export function move(code: string, root: ParentNode): boolean {
  const all = [...root.querySelectorAll<HTMLElement>(CONTROLS)].filter((one) => one.checkVisibility());
  if (all.length === 0) return false;
  const at = all.indexOf(document.activeElement as HTMLElement);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[code];
  if (!step) return false;
  const upOrDown = code === "ArrowDown" || code === "ArrowUp";
  const next = at < 0 ? all[step > 0 ? 0 : all.length - 1] : ((upOrDown && beyond(all, at, step)) || all[(at + step + all.length) % all.length]);
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

function beyond(all: HTMLElement[], at: number, step: number): HTMLElement | null {
  const own = all[at]?.getBoundingClientRect();
  if (!own) return null;
  let best: HTMLElement | null = null;
  let least = Infinity;
  for (const one of all) {
    const box = one.getBoundingClientRect();
    const away = step > 0 ? box.top - own.bottom : own.top - box.bottom;
    if (away < -4) continue;
    const aside = Math.abs(box.left + box.width / 2 - own.left - own.width / 2);
    const cost = away * 4 + aside;
    if (cost < least) {
      least = cost;
      best = one;
    }
  }
  return best;
}
