// Each agency folder is its own request, so that no slow agency holds up another or the page.
import { fetchPart, SignedOut } from "./part";
import { say } from "./say";

const SECONDS = 15;

/** Fills every `<section data-load="address">` of the page. */
export function loadFolders(): void {
  for (const section of document.querySelectorAll<HTMLElement>("section[data-load]")) void load(section, false);
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-again]") : null;
    const section = link?.closest<HTMLElement>("section[data-folder]");
    if (!link || !section) return;
    event.preventDefault();
    section.dataset.load = link.href;
    void load(section, true);
  });
}

async function load(section: HTMLElement, again: boolean): Promise<void> {
  const address = section.dataset.load;
  if (!address) return;
  section.setAttribute("aria-busy", "true");
  try {
    const part = await fetchPart(address, SECONDS);
    const held = section.contains(document.activeElement);
    part.id = section.id;
    section.replaceWith(part);
    if (part.hasAttribute("data-load")) part.removeAttribute("data-load");
    copyState(part);
    say(part.getAttribute("data-said") ?? "");
    if (again || held) part.querySelector<HTMLElement>("h2")?.focus();
  } catch (problem) {
    if (problem instanceof SignedOut) return location.replace("/signed-out?why=idle");
    offerAgain(section);
  }
}

/** The folder could not be fetched: say so in its place and offer another try. */
function offerAgain(section: HTMLElement): void {
  section.setAttribute("aria-busy", "false");
  const name = section.querySelector("h2")?.textContent ?? "This folder";
  const body = section.querySelector(".tl-panel__body");
  if (!body) return;
  // What the folder said before may stay; only the line about asking is replaced.
  const asking = body.querySelectorAll(":scope > p");
  const words = document.createElement("p");
  words.textContent = "This folder did not arrive. Nothing is known about why, and nothing follows from it.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "usa-button usa-button--outline";
  button.textContent = "Try again";
  const which = document.createElement("span");
  which.className = "tl-hidden";
  which.textContent = `: ${name}`;
  button.append(which);
  button.addEventListener("click", () => {
    words.textContent = "Asking again …";
    button.remove();
    void load(section, true);
  });
  for (const line of asking) line.remove();
  body.prepend(words, button);
  say(`${name} did not arrive.`);
}

/** The side navigation shows the state of each folder too. */
function copyState(part: Element): void {
  const from = part.querySelector(".tl-panel__head .tl-state");
  const to = document.querySelector(`.tl-side a[href="#${CSS.escape(part.id)}"] .tl-state`);
  if (!from || !to) return;
  to.className = from.className;
  const words = to.querySelector(".tl-state__words");
  if (words) words.textContent = from.textContent;
}
