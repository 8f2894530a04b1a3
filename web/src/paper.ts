// The print view has a button that opens the browser's own print window.

/** Shows the button and makes it work. */
export function watchPrint(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
