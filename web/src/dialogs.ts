// Links that open their page as a pop-up: <a href="/availability" data-dialog="availability">.
// Without a script, or when the fetch fails, they are ordinary links.
import { fetchPart } from "./part";

const SECONDS = 5;

/** Opens pop-ups, and closes each by its own button. */
export function watchDialogs(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-dialog]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      void open(link);
    });
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("dialog [data-close]")) {
    button.addEventListener("click", () => button.closest("dialog")?.close());
  }
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const dialog = document.getElementById(link.dataset.dialog ?? "");
  const body = dialog?.querySelector("[data-body]");
  if (!(dialog instanceof HTMLDialogElement) || !body) return void location.assign(link.href);
  try {
    body.replaceChildren(await fetchPart(link.href, SECONDS));
    dialog.showModal();
  } catch {
    location.assign(link.href);
  }
}
