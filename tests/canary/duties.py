"""The pages of duties, asked by everybody, with forms that change nothing; and which routes there are at all."""

import re
from pathlib import Path

import sheets

# Forms by route: empty, or so that nothing happens.
SOURCE, GROUP, CASE = "homes", "all", "UC-101"
GUARDED = "guarded"
QUEUE, LINKS = "link queue", "links"
# What stands in addresses of the front desk.
DESK = {"site": "north", "area": "east", "request": "config", "file": "none.js"}


def visits(marks):
    """Method, address, route and what stands in it. `marks` has the numbers of marked records."""
    case = f"/use-cases/{CASE}/1"
    yield "GET", "/use-cases", "/use-cases", {}
    yield "POST", f"/use-cases/folders/{SOURCE}", "/use-cases/folders/{source}", {}
    yield "GET", f"/use-cases/new/{sheets.AGENCY}", "/use-cases/new/{agency}", {}
    yield "POST", f"/use-cases/new/{sheets.AGENCY}", "/use-cases/new/{agency}", {}
    yield "POST", f"/use-cases/{CASE}/new-version", "/use-cases/{id}/new-version", {}
    yield "GET", case, "/use-cases/{id}/{version}", {}
    yield "POST", f"{case}/step", "/use-cases/{id}/{version}/step", {}
    yield "GET", f"{case}/edit", "/use-cases/{id}/{version}/edit", {}
    yield "POST", f"{case}/edit", "/use-cases/{id}/{version}/edit", {}
    yield "GET", f"{case}/try", "/use-cases/{id}/{version}/try", {}
    yield "POST", f"{case}/try", "/use-cases/{id}/{version}/try", {}
    yield "GET", f"{case}/month", "/use-cases/{id}/{version}/month", {}
    yield "GET", "/private", "/private", {"kind": GUARDED}
    yield "GET", "/private/people", "/private/people", {}
    yield "POST", "/private/people", "/private/people", {}
    yield "GET", "/private/discrepancies", "/private/discrepancies", {"kind": GUARDED}
    yield "POST", "/private/discrepancies", "/private/discrepancies", {"kind": GUARDED, "note": "any status"}
    yield "POST", "/private/find", "/private/find", {"kind": GUARDED, "note": "any status"}
    for number in [*sorted(marks), max(marks) + 1, 999]:
        here, route = f"/private/records/{number}", "/private/records/{record}"
        about = {"kind": GUARDED, "note": number}
        yield "GET", here, route, about
        yield "POST", f"{here}/care-team", f"{route}/care-team", about
    yield "POST", f"/private/records/{min(marks)}", "/private/records/{record}", {"kind": GUARDED, "note": "any status"}
    yield "GET", "/links", "/links", {"kind": QUEUE}
    yield "GET", "/links/decisions/1", "/links/decisions/{decision}", {}
    yield "POST", "/links/decisions/1", "/links/decisions/{decision}", {}
    # Figures, checks and weights name nobody, or are not there: nothing is drawn here.
    for method in ("GET", "POST"):
        yield method, "/quality", "/quality", {}
        yield method, "/quality/checks/1", "/quality/checks/{check}", {}
        yield method, "/quality/models/1", "/quality/models/{model}", {}
    yield "POST", f"/status/{SOURCE}", "/status/{source}", {}
    yield "GET", "/groups", "/groups", {}
    yield "POST", "/groups/agreement", "/groups/agreement", {}
    yield "GET", f"/groups/{GROUP}", "/groups/{group}", {}
    yield "POST", f"/groups/{GROUP}/add", "/groups/{group}/add", {}
    yield "POST", f"/groups/{GROUP}/members/1", "/groups/{group}/members/{account}", {}
    yield "POST", f"/groups/{GROUP}/list", "/groups/{group}/list", {}
    yield "POST", f"/groups/{GROUP}/list/apply", "/groups/{group}/list/apply", {}
    yield "GET", "/ask", "/ask", {}
    yield "POST", "/ask", "/ask", {}
    yield "GET", "/questions", "/questions", {}
    yield "POST", "/questions/1", "/questions/{question}", {}
    yield "GET", "/set-password", "/set-password", {}
    yield "POST", "/set-password", "/set-password", {}
    yield "GET", "/desk/reports", "/desk/reports", {}
    yield "GET", "/desk/reports/federal-file?period=2026-q1", "/desk/reports/federal-file", {}
    yield "POST", "/desk/reports/federal-file/file", "/desk/reports/federal-file/file", {}
    yield "GET", "/desk/reports/volume?place=state&period=2026-q1", "/desk/reports/{report}", {}
    yield "POST", "/desk/reports/volume/file", "/desk/reports/{report}/file", {}
    yield "GET", "/agreement", "/agreement", {}
    yield "POST", "/agreement", "/agreement", {}
    # The town has no job centers: of these pages there is nothing, and of a kiosk its page only.
    for method, route in sorted(routes(Path(__file__).parents[2])):
        if route.startswith(("/desk", "/exchange", "/kiosk")):
            yield method, re.sub(r"\{\W?(\w+)\}", lambda part: DESK.get(part[1], "1"), route), route, {}



def routes(root):
    """Every route and method of the portal, read from its text."""
    text = (Path(root) / "crates/portal/src/routes.rs").read_text()
    found = set()
    for path, handlers in re.findall(r'\.route\(\s*"([^"]+)",(.*?)\)\s*(?=\.(?:route|fallback|layer)\()', text, re.S):
        for method in re.findall(r"\b(get|post|put|patch|delete|any)\(", handlers):
            found.add((method.upper(), path))
    return found


def uncovered(root, pages):
    """Routes that were not asked by somebody with a purpose, by nobody, or by somebody signed in who may do nothing."""
    askers = {
        "somebody with a purpose": lambda session: bool(session.use_case),
        "nobody": lambda session: not session.user,
        "somebody without any right": lambda session: session.user == "non",
    }
    lines = []
    for asker, fits in askers.items():
        asked = {(page.method, page.route) for page in pages if fits(page.session)}
        lines += [f"{method} {path} by {asker}" for method, path in routes(root) - asked]
    return sorted(lines)
