"""Marks people private and sealed and lets others into their care, in the ways that the program has for it."""

import hmac
import http.client
import json
import re
import time

import sheets

REASON = "made up for the canaries"


def by_state(host, town, sources=sheets.BY_STATE):
    """The state system's word, in signed requests."""
    for source in sorted({source for source, _ in sources}):
        told = [
            {"id": f"{source}-{at}", "key": town.keys[source, person], "level": "private", "at": "2026-01-02T03:04:05Z"}
            for at, (name, person) in enumerate(sources)
            if name == source
        ]
        body, now = json.dumps(told).encode(), str(int(time.time()))
        digest = hmac.digest(host.status_key, now.encode() + b"." + body, "sha256").hex()
        wire = http.client.HTTPConnection("127.0.0.1", host.port, timeout=60)
        wire.request("POST", f"/status/{source}", body, {"x-throughline-signature": f"t={now},v1={digest}"})
        answer = wire.getresponse()
        content = answer.read().decode()
        if answer.status != 200 or content.count('"accepted"') != len(told):
            raise SystemExit(f"the state system's word about {source} was not taken: {answer.status} {content}")


def by_staff(window, town):
    """Everything else at the desk of those who guard private records. Gives the number of each marked record."""
    done = {}

    def sent(path, form):
        page = window.post(path, "", form)
        if page.status != 303:
            words = re.findall(r'usa-error-message[^>]*>([^<]+)|role="alert">(.*?)</div>', page.text, re.S)
            raise SystemExit(f"the desk could not do {form} at {path}: {page.status} {words}")
        return window.location(page)

    def admit(user, admitted=True):
        supervisor = sheets.STAFF[user][3] if admitted else ""
        act = "admit" if admitted else "remove"
        sent("/private/people", {"act": act, "user": user, "supervisor": supervisor})

    # Care needs the leave to see private records; some lose it afterwards.
    cares = {user for _, _, _, assigned, named in sheets.MARKS for user in [*assigned, *named]}
    lose = [user for user in sorted(cares) if not sheets.STAFF[user][1]]
    for user, (_, privileged, _, _) in sheets.STAFF.items():
        if privileged or user in lose:
            admit(user)
    for source, person, level, assigned, named in sheets.MARKS:
        place = sent("/private/find", {"source": source, "key": town.keys[source, person]})
        if (source, person) not in sheets.BY_STATE or level != "private":
            sent(place, {"act": "mark", "level": level, "reason": REASON})
        for user in assigned or named:
            sent(place, {"act": "let-care", "agency": sheets.AGENCY, "user": user})
        done[int(place.rsplit("/", 1)[1])] = (source, person)
    for user in lose:
        admit(user, False)
    return done
