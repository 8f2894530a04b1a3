// What a browser offers to its user and a kiosk does not: going back, menus, zooming, printing, dragging.

/** Closes what the page can close. The rest is the browser's own kiosk mode (docs/kiosk.md). */
export function harden(): void {
  const stop = (event: Event): void => event.preventDefault();
  for (const name of ["contextmenu", "dragstart", "drop", "gesturestart", "selectstart"]) document.addEventListener(name, stop);
  document.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  document.addEventListener("touchmove", (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
  // One step ahead of the page itself, so that going back stays here.
  history.replaceState(null, "", "/kiosk/");
  history.pushState(null, "", "/kiosk/");
  addEventListener("popstate", () => history.pushState(null, "", "/kiosk/"));
}

/** Keys that belong to the browser and not to the customer. */
export function isBrowserKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return true;
  if (event.altKey) return true;
  return /^(F\d+|ContextMenu|BrowserBack|BrowserForward|BrowserHome|PrintScreen)$/.test(event.code);
}
