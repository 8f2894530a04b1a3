//! What the outside may try: forms from elsewhere, odd bytes, no session, and looking for secrets in addresses.

mod browser;
mod town;

use browser::{Browser, HOST, Seen};
use portal::{Settings, Stop};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::LazyLock;
use town::{Town, settings};

static TOWN: LazyLock<Town> = LazyLock::new(Town::new);

fn browser() -> Browser {
    Browser::new(portal::router(TOWN.door.clone(), settings()))
}

fn ana() -> Browser {
    let browser = browser();
    browser.at_work("benefits", "ana", "UC-001:application");
    browser
}

fn rosa() -> String {
    format!("/people/{}", TOWN.number("benefits", "B1").0)
}

/// Every address that a session is needed for.
fn closed() -> Vec<String> {
    let rosa = rosa();
    vec![
        "/".to_owned(),
        "/search".to_owned(),
        "/search/00ff".to_owned(),
        "/search/00ff/change".to_owned(),
        "/purpose".to_owned(),
        "/help".to_owned(),
        "/agreement".to_owned(),
        "/ask".to_owned(),
        "/groups".to_owned(),
        "/groups/benefits-intake".to_owned(),
        "/questions".to_owned(),
        rosa.clone(),
        format!("{rosa}?all=1"),
        format!("{rosa}/folders/benefits"),
        format!("{rosa}/documents/benefits/00ff"),
        format!("{rosa}/documents/benefits/00ff/image"),
        "/people/987654321".to_owned(),
    ]
}

#[test]
fn nobody_is_led_to_the_sign_in_page_from_everywhere() {
    let nobody = browser();
    for path in closed() {
        let seen = nobody.get(&path);
        assert_eq!((seen.status.as_u16(), seen.goes_to().as_str()), (303, "/sign-in"), "{path}");
        assert!(seen.text.is_empty());
    }
    *nobody.cookie.borrow_mut() = Some(format!("throughline={}", "0".repeat(64)));
    assert_eq!(nobody.get("/").goes_to(), "/sign-in");
    for path in ["/sign-in", "/availability", "/signed-out", "/help/sign-in", "/healthz"] {
        assert_eq!(nobody.get(path).status, 200, "{path}");
    }
    assert!(nobody.get("/healthz").text.starts_with("ok\nassets f"));
}

#[test]
fn a_form_from_elsewhere_does_nothing() {
    let ana = ana();
    let own = format!("https://{HOST}");
    let foreign: [&[(&str, &str)]; 6] = [
        &[],
        &[("origin", "https://elsewhere.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", &own)],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "same-origin"), ("origin", "https://elsewhere.example")],
    ];
    for path in [
        "/search",
        "/purpose",
        "/log-off",
        "/sign-in",
        "/session",
        "/agreement",
        "/ask",
        "/set-password",
        &format!("{}/print", rosa()),
    ] {
        for headers in foreign {
            let seen = ana.post_raw(path, headers, b"q=rosa&purpose=UC-001:recertification".to_vec());
            assert_eq!(seen.status, 403, "{path} {headers:?}");
        }
    }
    assert!(ana.get("/").shows("The client has applied for benefits"), "she is still in, with her purpose");
    let plain = ana.post_raw("/search", &[("origin", &own)], b"q=rosa".to_vec());
    assert_eq!(plain.status, 303, "an older browser sends the origin alone");
}

#[test]
fn with_an_expected_origin_the_host_does_not_matter() {
    let set = Settings { origin: Some("https://portal.example".into()), secure_cookies: true, ..settings() };
    let browser = Browser::new(portal::router(TOWN.door.clone(), set));
    let body = || b"agency=shelter&user=sam&password=a+long+made-up+password".to_vec();
    let host = format!("https://{HOST}");
    assert_eq!(browser.post_raw("/sign-in", &[("origin", &host)], body()).status, 403);
    let welcome = browser.post_raw("/sign-in", &[("origin", "https://portal.example")], body());
    assert_eq!(welcome.status, 303);
    let cookie = welcome.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-throughline=") && !cookie.contains("Domain"));
    for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{part}");
    }
    assert!(welcome.headers.contains_key("strict-transport-security"));
}

#[test]
fn every_answer_tells_browsers_to_be_strict() {
    let ana = ana();
    let mut answers: Vec<(String, Seen)> =
        closed().into_iter().map(|path| (path.clone(), ana.get(&path))).collect();
    answers.push(("405".to_owned(), ana.send("DELETE", "/", &[], Vec::new())));
    answers.push(("403".to_owned(), ana.post_raw("/search", &[], Vec::new())));
    answers.push(("404".to_owned(), ana.get("/nowhere")));
    for (path, seen) in answers {
        let header = |name: &str| seen.headers[name].to_str().unwrap().to_owned();
        assert!(header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe-eval"), "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
    }
    let style = ana.get("/sign-in").links("/assets/").into_iter().chain(ana.get("/").links("/assets/"));
    for asset in style {
        let seen = ana.get(&asset);
        assert_eq!(
            (seen.status.as_u16(), &seen.headers["cache-control"]),
            (200, &"public, max-age=31536000, immutable".parse().unwrap())
        );
    }
}

#[test]
fn odd_input_never_breaks_a_page() {
    let ana = ana();
    let long = "a".repeat(60_000);
    let bodies: Vec<Vec<u8>> = vec![
        b"q=%00%ff%fe%c3%28".to_vec(),
        b"q=\xff\xfe\x00&first=%u0041&=&&&==".to_vec(),
        b"q=%F0%9F%98%80%E2%80%AE&birth=99/99/9999&age=-1e9&ssn=......&phone=%2B%2B".to_vec(),
        b"q=' OR 1=1 --&last=<script>&number=%25%25&address=%5C".to_vec(),
        format!("q={long}").into_bytes(),
        format!("q={}&birth={0}", "9".repeat(20_000)).into_bytes(),
        vec![b'&'; 60_000],
        vec![b'x'; 600_000],
    ];
    let forms = [
        "/search",
        "/purpose",
        "/sign-in",
        "/people/1/print",
        "/people/x/print",
        "/session",
        "/agreement",
        "/ask",
        "/set-password",
        "/groups/benefits-intake/add",
        "/groups/benefits-intake/list",
        "/questions/00ff",
    ];
    for path in forms {
        for (at, body) in bodies.iter().enumerate() {
            let seen = ana.post_raw(path, &[("sec-fetch-site", "same-origin")], body.clone());
            assert!(seen.status.as_u16() < 500, "{path} {at}: {}", seen.status);
            if seen.status == 303 && seen.goes_to().starts_with("/search/") {
                assert!(ana.get(&seen.goes_to()).status.as_u16() < 500, "{at}");
            }
        }
    }
    let paths = [
        "/people/%ff",
        "/people/1/folders/%00",
        "/search/%F0%28",
        "/people/99999999999999999999",
        "/%2e%2e/%2e%2e/etc",
        "/assets/..%2f..",
        "/signed-out?why=%ff%00",
        "/purpose?next=%0d%0aX:1",
        "//x",
        "/people/1/documents/benefits/%27/image",
    ];
    for path in paths {
        assert!(ana.get(path).status.as_u16() < 500, "{path}");
    }
    let odd_cookies = ["throughline=", "throughline", "=;=;", "throughline=\u{7f}x", "a=b; throughline=zz"];
    for cookie in odd_cookies.iter().filter(|cookie| cookie.is_ascii()) {
        *ana.cookie.borrow_mut() = None;
        if let Ok(value) = axum::http::HeaderValue::from_str(cookie) {
            assert!(ana.get_with("/", &[("cookie", value.to_str().unwrap_or("x"))]).status.as_u16() < 500);
        }
    }
}

#[test]
fn no_address_and_no_header_holds_anything_personal() {
    let ana = ana();
    let mut to_see =
        vec!["/".to_owned(), ana.search("rosa delmar 512-70-4821"), rosa(), format!("{}?all=1", rosa())];
    let mut seen_paths = Vec::new();
    while let Some(path) = to_see.pop() {
        if seen_paths.contains(&path) || seen_paths.len() > 60 {
            continue;
        }
        let seen = ana.get(&path);
        for secret in ["rosa", "delmar", "alder", "4821", "51270", "f-20931", "B1"] {
            let low = path.to_lowercase();
            assert!(!low.contains(secret), "{path}");
            for (name, value) in &seen.headers {
                let value = String::from_utf8_lossy(value.as_bytes()).to_lowercase();
                assert!(!value.contains(secret), "{path}: {name}");
            }
        }
        to_see.extend(seen.links("/").into_iter().filter(|link| !link.contains('#')));
        seen_paths.push(path);
    }
    assert!(seen_paths.len() > 10);
    assert!(!ana.get("/").shows(ana.cookie.borrow().as_deref().unwrap_or("-").split_once('=').unwrap().1));
}

#[test]
fn the_portal_serves_on_a_socket_until_it_is_told_to_stop() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let stop = Stop::new();
    let (door, told) = (TOWN.door.clone(), stop.clone());
    let served = std::thread::spawn(move || portal::run(door, settings(), listener, &told));
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("assets "), "{answer}");
    stop.now();
    served.join().unwrap().unwrap();
    assert!(TcpStream::connect(address).is_err());
}
