//! The kiosk's page and files through the portal's routes: the same for everybody, strict, and without cookies.

#![allow(clippy::unwrap_used, reason = "set-up of a test fails where it stands")]

mod browser;
mod town;

use browser::{Browser, Seen};
use portal::assets::{State, kiosk};
use std::sync::LazyLock;
use town::{Town, settings};

static TOWN: LazyLock<Town> = LazyLock::new(Town::new);

fn browser() -> Browser {
    Browser::new(portal::router(TOWN.door.clone(), settings()))
}

fn header(seen: &Seen, name: &str) -> String {
    seen.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// Whether this test was built with the kiosk.
fn built() -> bool {
    kiosk("").is_some()
}

#[test]
fn the_kiosk_is_there_whenever_the_web_build_was() {
    assert_eq!(built(), portal::assets::STATE == State::Full);
}

#[test]
fn without_the_web_build_one_sentence_says_why() {
    let seen = browser().get("/kiosk/");
    assert_eq!(seen.status, 200);
    assert_eq!(seen.text.contains("Node.js was missing when it was built"), !built());
    assert_eq!(browser().get("/kiosk").goes_to(), "/kiosk/");
}

#[test]
fn page_worker_and_manifest_are_asked_for_again_each_time() {
    if !built() {
        return;
    }
    let kinds = [
        ("/kiosk/", "text/html; charset=utf-8"),
        ("/kiosk/sw.js", "text/javascript; charset=utf-8"),
        ("/kiosk/manifest.webmanifest", "application/manifest+json"),
    ];
    for (path, kind) in kinds {
        let seen = browser().get(path);
        assert_eq!((seen.status.as_u16(), header(&seen, "content-type").as_str()), (200, kind), "{path}");
        assert_eq!(header(&seen, "cache-control"), "no-cache", "{path}");
        let etag = header(&seen, "etag");
        let again = browser().send("GET", path, &[("if-none-match", &etag)], Vec::new());
        assert_eq!(again.status, 304, "{path}");
        assert!(again.text.is_empty());
    }
    let worker = browser().get("/kiosk/sw.js");
    assert_eq!(header(&worker, "service-worker-allowed"), "/kiosk/");
}

#[test]
fn every_file_that_the_worker_keeps_is_served_and_never_changes() {
    if !built() {
        return;
    }
    let worker = browser().get("/kiosk/sw.js").text;
    let paths: Vec<&str> =
        worker.split("\"path\": \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(paths.contains(&"/kiosk/") && paths.len() > 10, "{paths:?}");
    for path in paths {
        let seen = browser().get(path);
        assert_eq!(seen.status, 200, "{path}");
        if path.contains("/assets/") {
            assert_eq!(header(&seen, "cache-control"), "public, max-age=31536000, immutable", "{path}");
        }
    }
    assert_eq!(browser().get("/kiosk/assets/none.js").status, 404);
    assert_eq!(browser().get("/kiosk/assets/index.html").status, 404);
}

#[test]
fn the_kiosk_sets_no_cookie_and_does_not_care_for_one() {
    let browser = browser();
    *browser.cookie.borrow_mut() = Some(format!("throughline={}", "0".repeat(64)));
    for path in ["/kiosk", "/kiosk/", "/kiosk/sw.js", "/kiosk/manifest.webmanifest", "/kiosk/assets/none.js"]
    {
        let seen = browser.get(path);
        assert!(!seen.headers.contains_key("set-cookie"), "{path}");
        assert_eq!(header(&seen, "x-content-type-options"), "nosniff", "{path}");
        assert!(header(&seen, "content-security-policy").contains("default-src 'none'"), "{path}");
    }
}

#[test]
fn the_page_may_load_its_own_files_and_nothing_else() {
    if !built() {
        return;
    }
    let seen = browser().get("/kiosk/");
    let policy = header(&seen, "content-security-policy");
    for part in [
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.contains(part), "{part}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'));
    assert!(!seen.text.contains("<style") && !seen.text.contains("style=") && !seen.text.contains("http"));
    let inline = seen.text.split("<script").skip(1).filter(|rest| !rest.contains("src=\"/kiosk/assets/"));
    assert_eq!(inline.count(), 0);
}
