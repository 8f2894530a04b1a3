// The one place where the page speaks: a polite live region that is there from the start.

/** Has screen readers say `text` when they are next idle. */
export function say(text: string): void {
  const region = document.getElementById("say");
  if (region) region.textContent = text;
}
