// Single keys for people who do this all day. Never inside a field, never with Ctrl, Alt or Meta, and off for good
// when the box in the list of keys is unticked. The choice is the only thing kept in the browser.
import { say } from "./say";

const CHOICE = "throughline.keys";

/** Listens for the keys and tends the list of keys. */
export function watchKeys(): void {
  const list = document.getElementById("keys");
  const box = document.querySelector<HTMLInputElement>("[data-keys-on]");
  if (box) {
    box.checked = on();
    box.addEventListener("change", () => keep(box.checked));
  }
  for (const opener of document.querySelectorAll<HTMLElement>("[data-keys-list]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => show(list));
  }
  document.addEventListener("keydown", (event) => {
    if (!on() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (press(event.key, list)) event.preventDefault();
  });
}

function press(key: string, list: HTMLElement | null): boolean {
  switch (key) {
    case "/":
      return focusSearch();
    case "]":
      return moveFolder(1);
    case "[":
      return moveFolder(-1);
    case "?":
      return show(list);
    default:
      return false;
  }
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("[data-search]");
  field?.focus();
  field?.select();
  return field !== null;
}

/** Goes to the heading of the next folder or the one before, counted from where the page is. */
function moveFolder(step: 1 | -1): boolean {
  const heads = [...document.querySelectorAll<HTMLElement>("[data-folder] h2")];
  if (heads.length === 0) return false;
  const held = heads.findIndex((head) => head.closest("[data-folder]")?.contains(document.activeElement));
  const line = innerHeight / 3;
  const above = heads.filter((head) => head.getBoundingClientRect().top < line).length - 1;
  const next = heads[Math.min(Math.max((held >= 0 ? held : above) + step, 0), heads.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "start" });
  return true;
}

function show(list: HTMLElement | null): boolean {
  if (!(list instanceof HTMLDialogElement)) return false;
  list.showModal();
  return true;
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea"));
}

function on(): boolean {
  try {
    return localStorage.getItem(CHOICE) !== "off";
  } catch {
    return true;
  }
}

function keep(wanted: boolean): void {
  try {
    localStorage.setItem(CHOICE, wanted ? "on" : "off");
    say(wanted ? "Single keys are on." : "Single keys are off.");
  } catch {
    say("This browser does not keep the choice.");
  }
}
