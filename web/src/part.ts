// Fetches a part of a page. The server answers the same address with the whole page or, asked this way,
// with the part alone; both hold one element marked `data-part`.

/** What the portal says when the session is over: the page must go. */
export class SignedOut extends Error {}

/** The element marked `data-part` behind `address`. Gives up after `seconds`. */
export async function fetchPart(address: string, seconds: number): Promise<Element> {
  const answer = await fetch(address, {
    headers: { "x-throughline": "part" },
    credentials: "same-origin",
    signal: AbortSignal.timeout(seconds * 1000),
  });
  if (answer.status === 401) throw new SignedOut();
  if (!answer.ok) throw new Error(`the portal answered ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("[data-part]");
  if (!part) throw new Error("the answer holds no part");
  return document.importNode(part, true);
}
