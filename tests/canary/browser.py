"""A browser without a screen: forms, a cookie, and a record of every byte that came back."""

import http.client
import re
import time
import urllib.parse
import zlib
from dataclasses import dataclass, field


@dataclass
class Page:
    """One answer, and what was asked."""

    session: object
    route: str
    method: str
    path: str
    status: int
    headers: list
    kind: str = ""
    person: str = ""
    source: str = ""
    picture: str = ""
    note: str = ""
    hits: list = field(default_factory=list)
    told: int | None = None
    typed: set = field(default_factory=set)
    found: set = field(default_factory=set)
    seconds: float = 0.0
    packed: bytes = b""

    @property
    def body(self):
        return zlib.decompress(self.packed)

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


class Browser:
    """One window, for one account or for nobody."""

    def __init__(self, port, finder, session, pages):
        self.port, self.finder, self.session, self.pages = port, finder, session, pages
        self.cookie = ""
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def send(self, method, path, route, form=None, headers=None, **about):
        """Sends a request and keeps the answer whole. Follows no redirect."""
        said = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        body = None
        if method == "POST":
            said.setdefault("Origin", f"http://127.0.0.1:{self.port}")
            said["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(form or {})
        if self.cookie:
            said["Cookie"] = self.cookie
        began = time.monotonic()
        for again in (False, True):
            try:
                self.wire.request(method, path, body, said)
                answer = self.wire.getresponse()
                content = answer.read()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.wire.close()
                if again:
                    raise
        page = Page(self.session, route, method, path, answer.status, answer.getheaders(), **about)
        page.seconds = time.monotonic() - began
        if set_cookie := answer.getheader("set-cookie"):
            self.cookie = set_cookie.split(";")[0]
        page.packed = zlib.compress(content, 1)
        # A length is a number like any other.
        spoken = "\n".join(f"{name}: {value}" for name, value in page.headers if name != "content-length")
        page.found = self.finder.find(spoken + "\n" + content.decode("utf-8", "replace"))
        if form:
            page.typed |= self.finder.find("\n".join(map(str, form.values())))
        self.pages.append(page)
        return page

    def get(self, path, route, **about):
        return self.send("GET", path, route, **about)

    def post(self, path, route, form=None, **about):
        return self.send("POST", path, route, form, **about)

    def sign_in(self, agency, user, password):
        """Through the form, as a person does."""
        self.get("/sign-in", "/sign-in", kind="plain")
        page = self.post("/sign-in", "/sign-in", {"agency": agency, "user": user, "password": password}, kind="plain")
        if page.status != 303:
            raise SystemExit(f"{user} could not sign in: {page.status}")

    def location(self, page):
        return dict(page.headers).get("location", "")


def places_in(text):
    """Addresses of documents that a page leads to."""
    return set(re.findall(r"/people/\d+/documents/(\w+)/([0-9a-f]+)(?=[\"#?])", text))


def hits_in(text):
    """Numbers of the people whom a page of results lists, and the count that it tells."""
    listed = [int(number) for number in re.findall(r'tl-hit__name"><a href="/people/(\d+)"', text)]
    told = re.search(r"<h1>(?:(\d+) (?:person|people)|Nobody found|Too little to search by)</h1>", text)
    return listed, int(told[1] or 0) if told else None
