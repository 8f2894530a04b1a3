// Lists that are swiped into: the field keeps its place, each Enter adds a line, and what became of it is said aloud.
import { say } from "./say";

/** Takes over the form of a list, where there is one, and lets a first swipe lead to the second. */
export function watchSwipes(): void {
  for (const first of document.querySelectorAll<HTMLInputElement>("[data-swipe-next]")) {
    first.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      document.getElementById(first.dataset["swipeNext"] ?? "")?.focus();
    });
  }
  const form = document.querySelector<HTMLFormElement>("form[data-roster]");
  const field = form?.querySelector<HTMLInputElement>("input[name=who]");
  if (!form || !field) return;
  let last: Promise<void> = Promise.resolve();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form, event.submitter)) {
      if (typeof value === "string") sent.append(name, value);
    }
    if (!sent.has("act")) sent.set("act", "add");
    // The next swipe may come before the answer does.
    field.value = "";
    field.focus();
    last = last.then(() => send(form, sent));
  });
}

async function send(form: HTMLFormElement, sent: URLSearchParams): Promise<void> {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: sent,
      headers: { "x-throughline": "part" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(15_000),
    });
    if (answer.status === 401) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = [...document.querySelectorAll("[data-fresh]")];
    if (!fresh.every((old) => page.getElementById(old.id))) throw new Error(`the portal answered ${answer.status}`);
    for (const old of fresh) {
      const renewed = page.getElementById(old.id);
      if (renewed) old.replaceWith(document.importNode(renewed, true));
    }
    const words = [...document.querySelectorAll("#roster-said [data-say]")].map((one) => one.textContent?.trim());
    say(words.join(" "));
  } catch {
    const place = document.getElementById("roster-said");
    const words = "The last swipe was not taken: the portal did not answer. Swipe the card again.";
    if (place) {
      const notice = document.createElement("p");
      notice.className = "tl-notice tl-notice--bad";
      notice.textContent = words;
      place.replaceChildren(notice);
    }
    say(words);
  }
}
