// A card that is swiped or scanned while no field has the focus goes where it belongs. A reader types like a keyboard: a
// stripe begins with `;` or `%`, a barcode with a digit.

/** Leads what a reader types to the page's field for cards, where there is one. */
export function watchReader(): void {
  const field = document.querySelector<HTMLInputElement>("input[data-swipe]");
  if (!field) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !/^[;%0-9]$/.test(event.key)) return;
    const target = event.target;
    const typing = target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea"));
    if (typing || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    field.focus();
    field.value = event.key;
  });
}
