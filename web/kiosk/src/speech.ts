// *Listen*: the screen read aloud in its own language. What is pressed stops what is being said.

/** The voice. */
export class Voice {
  /** Whether it speaks. */
  on = false;

  /** Says `text` in `lang`; what was being said before ends. */
  say(text: string, lang: string, then: () => void = () => {}): void {
    if (!this.on || text === "") return;
    this.stop();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = lang;
    const voice = speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(lang));
    if (voice) words.voice = voice;
    words.addEventListener("end", then);
    words.addEventListener("error", then);
    speechSynthesis.speak(words);
  }

  /** Falls silent. */
  stop(): void {
    speechSynthesis.cancel();
  }

  /** Off, as for each new person. */
  reset(): void {
    this.on = false;
    this.stop();
  }
}

/** What there is to read on a screen, in its order. */
export function spoken(root: HTMLElement): string {
  const parts = [...root.querySelectorAll<HTMLElement>("h1, p, li, dt, dd, output, button, [data-say]")];
  return parts.filter(isOwn).map(sayOf).filter(Boolean).join(". ");
}

/** What one control says of itself. */
export function sayOf(element: HTMLElement): string {
  return (element.dataset.say ?? element.getAttribute("aria-label") ?? element.textContent ?? "").trim();
}

function isOwn(element: HTMLElement): boolean {
  return !element.closest("[hidden], [data-silent]") && !element.parentElement?.closest("button, [data-say]");
}
