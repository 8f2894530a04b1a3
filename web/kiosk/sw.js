// Keeps the shell of the kiosk, so that it starts without a network from the first load on. The build writes the list of files
// with their hashes into this text; a file that does not have its hash is refused, and the program before stays in force.
// What the kiosk says to the server (/kiosk/v1/…) never passes through here, and nothing about a person is ever kept here.
const FILES = /* the build writes here */ [];
const SHELL = "/kiosk/";
const CACHE = /* and here */ "kiosk-";

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(clean().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const ours = origin === self.location.origin && pathname.startsWith(SHELL) && !pathname.startsWith("/kiosk/v1/");
  if (request.method !== "GET" || !ours) return;
  event.respondWith(answer(request, request.mode === "navigate" ? SHELL : pathname));
});

async function fill() {
  const cache = await caches.open(CACHE);
  const get = ({ path, hash }) => new Request(path, { integrity: hash, cache: "reload", credentials: "omit" });
  await cache.addAll(FILES.map(get));
}

/** Programs before this one go. */
async function clean() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("kiosk-") && name !== CACHE).map((name) => caches.delete(name)));
}

async function answer(request, path) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreSearch: true })) ?? fetch(request);
}
