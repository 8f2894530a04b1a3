//! A web interface answers, lies, hangs and sends too much.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod fixture;

use fixture::{Folder, faults, plain, take_all};
use records::{Answer, RecordKey, Request, Source, SourceError, StandingClock};
use sources::Surroundings;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// Answers each path with what `answer` says: everything that goes over the wire.
struct Agency {
    address: String,
}

impl Agency {
    fn new(answer: impl Fn(&str, &str) -> Vec<u8> + Send + Sync + 'static) -> Agency {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = answer.clone();
                std::thread::spawn(move || serve(&stream, answer.as_ref()));
            }
        });
        Agency { address }
    }
}

fn serve(stream: &TcpStream, answer: &dyn Fn(&str, &str) -> Vec<u8>) {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    let headers: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let path = first.split(' ').nth(1).unwrap_or("").to_owned();
    let token = headers.iter().find_map(|line| line.strip_prefix("authorization: ")).unwrap_or("").to_owned();
    let mut stream = stream;
    let _ = stream.write_all(&answer(&path, &token));
}

fn reply(status: &str, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").into_bytes()
}

fn json(body: &str) -> Vec<u8> {
    reply("200 OK", "application/json; charset=utf-8", body)
}

const MAPPING: &str = r#"
source = "welfare"
agency = "Welfare Office"
keeping = "this_view_only"

[connection]
kind = "http"
address = "${URL}"
token = "file:token"
answer_within = "1 s"
largest_answer = "64 KB"
changes = "/changes?since={cursor}"
next = "/next"
more = "/more"
as_of = "/as_of"
person = "/people/{key}"
document = "/documents/{key}"

[[table]]
name = "people"
items = "/people"
key = "id"
withdrawn = { column = "gone", is = ["true"] }
[[table.entry]]
demographics.given_name = "name/first"
demographics.family_name = "name/last"
demographics.birth_date = "born"
[[table.entry]]
each = "cases"
row = "no"
enrolment.case_number = "no"
enrolment.opened = "opened"
enrolment.office = "../office"
[[table.entry]]
each = "aliases"
demographics.given_name = "/"
demographics.name_use = { value = "alias" }
"#;

fn source_at(address: &str) -> (Folder, Box<dyn Source>) {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let token = folder.write("token", "t0ken\n");
    std::fs::set_permissions(token, std::fs::Permissions::from_mode(0o600)).unwrap();
    let file = folder.write("mapping.toml", MAPPING);
    let address = address.to_owned();
    let variables = move |name: &str| (name == "URL").then(|| address.clone());
    let clock = Arc::new(StandingClock::at("2026-03-05T00:00:00Z".parse().unwrap()));
    let source = sources::open(&file, &Surroundings { variables: &variables, clock }).unwrap();
    (folder, source)
}

fn error(answer: impl Fn(&str, &str) -> Vec<u8> + Send + Sync + 'static) -> String {
    let agency = Agency::new(answer);
    let (_folder, source) = source_at(&agency.address);
    source.deliver(&Request::After(None)).unwrap_err().to_string()
}

fn page(people: &str, next: &str, more: bool) -> Vec<u8> {
    json(&format!(
        "{{\"as_of\":\"2026-03-04T15:20:30Z\",\"people\":[{people}],\"next\":\"{next}\",\"more\":{more}}}"
    ))
}

const ANA: &str = r#"{"id":"A 1","name":{"first":"Ana","last":"Reyes"},"born":"1950-03-04","office":"North","cases":[{"no":7,"opened":"2024-01-01"},{"no":8,"opened":"soon"}],"aliases":["Anita"]}"#;

#[test]
fn pages_are_followed_and_items_become_records() {
    let agency = Agency::new(|path, token| match (path, token) {
        (_, token) if token != "Bearer t0ken" => reply("401 Unauthorized", "text/plain", "no"),
        ("/changes?since=", _) => page(ANA, "c/1", true),
        ("/changes?since=c%2F1", _) => {
            page(r#"{"id":"B","gone":true},{"name":{}},{"id":"C","name":[1]}"#, "c/2", false)
        }
        _ => page("", "c/2", false),
    });
    let (_folder, source) = source_at(&agency.address);
    let (taken, cursor) = take_all(source.as_ref(), None);
    assert_eq!(
        plain(&taken[0].changes),
        ["amended A 1: demographics[people] given_name=Ana family_name=Reyes birth_date=1950-3-4; \
          enrolment[people:cases:7] case_number=7 opened=2024-1-1 office=North; demographics[] given_name=Anita name_use=alias"]
    );
    let told = |number: usize| -> Vec<String> {
        taken[number].rejections.iter().map(|one| format!("{}: {}", one.place, one.reason)).collect()
    };
    assert_eq!(
        told(0),
        [
            "people, line 1, column `cases/1/opened`: is not a date of the form YYYY-MM-DD; correct the row, or add its form to `formats`"
        ]
    );
    assert_eq!(plain(&taken[1].changes), ["withdrawn B", "whole C: "]);
    assert_eq!(
        told(1),
        ["people, line 2, column `id`: is the key of the person and is empty; fill it in at the source"]
    );
    assert_eq!((taken[1].rows, cursor.as_deref()), (3, Some("c/2")));
    assert_eq!(taken[0].as_of.unwrap().to_string(), "2026-03-04T15:20:30Z");
    let again = source.deliver(&Request::Again(taken[0].name.clone())).unwrap();
    assert_eq!(again.changes, taken[0].changes);
    let later = source.deliver(&Request::After(cursor)).unwrap();
    assert!(later.changes.is_empty() && !later.more);
}

#[test]
fn one_person_and_one_document_are_asked_for_live() {
    let agency = Agency::new(|path, _| match path {
        "/people/A%201" => json(ANA),
        "/people/B" => json(ANA),
        "/documents/d%2F1" => reply("200 OK", "image/png", "png"),
        _ => reply("404 Not Found", "application/json", "{}"),
    });
    let (_folder, source) = source_at(&agency.address);
    let within = Duration::from_secs(5);
    let ask = |key: &str| source.answer(&RecordKey(key.to_owned()), within);
    let Ok(Answer::Record(record)) = ask("A 1") else { panic!("no record") };
    assert_eq!((record.entries.len(), record.as_of.to_string().as_str()), (3, "2026-03-05T00:00:00Z"));
    assert!(matches!(ask("none"), Ok(Answer::NoRecord)) && matches!(ask(".."), Ok(Answer::NoRecord)));
    assert_eq!(
        ask("B").unwrap_err().to_string(),
        "Welfare Office answered in a form that its mapping does not describe: it answered about another record than the one asked for"
    );
    let document = source.document("d/1", within).unwrap();
    assert_eq!((document.media_type.as_str(), document.bytes.as_slice()), ("image/png", b"png".as_slice()));
    assert_eq!(
        source.document("other", within).unwrap_err().to_string(),
        "Welfare Office has no such document"
    );
}

#[test]
fn a_lying_server_is_told_from_one_that_is_down() {
    let lies = "Welfare Office answered in a form that its mapping does not describe: ";
    let down = "Welfare Office cannot be reached: ";
    let told = |answer: fn() -> Vec<u8>| error(move |_, _| answer());
    assert_eq!(
        told(|| reply("200 OK", "text/html", "<html>Sign in</html>")),
        format!(
            "{lies}it sent a web page instead of JSON, perhaps a page to sign in; check `address` and `token`"
        )
    );
    assert_eq!(
        told(|| reply("200 OK", "text/csv", "a,b")),
        format!("{lies}it sent `text/csv` instead of JSON")
    );
    assert_eq!(
        told(|| json("{\"people\": [")),
        format!("{lies}broken JSON at line 1, column 12 of its answer")
    );
    assert_eq!(told(|| json("{}")), format!("{lies}its changes have no list at `/people`; check `items`"));
    assert_eq!(
        told(|| json("{\"people\":[]}")),
        format!("{lies}its changes have no cursor at `/next`; check `next`")
    );
    assert_eq!(
        told(|| json("{\"people\":[],\"next\":\"1\",\"more\":false,\"as_of\":\"late\"}")),
        format!("{lies}`/as_of` is not a time; check `as_of`")
    );
    assert_eq!(
        told(|| json("{\"people\":[],\"next\":\"1\",\"more\":7,\"as_of\":\"2026-03-04T15:20:30Z\"}")),
        format!("{lies}`/more` is neither true nor false; check `more`")
    );
    assert_eq!(
        told(|| json(&format!("{{\"x\":\"{}\"}}", "y".repeat(70_000)))),
        format!("{lies}more than 64 KB in one answer; ask for smaller pages, or raise `largest_answer`")
    );
    assert_eq!(
        told(|| json(&"[".repeat(10_000))),
        format!("{lies}broken JSON at line 1, column 128 of its answer")
    );
    assert_eq!(
        told(|| b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:1/\r\nContent-Length: 0\r\n\r\n".to_vec()),
        format!(
            "{lies}it sent us on to another address, which is not followed; put the right one into `address`"
        )
    );
    assert_eq!(
        told(|| reply("401 Unauthorized", "text/plain", "")),
        format!("{down}it refused the token (status 401); check `token` in the mapping")
    );
    assert_eq!(
        told(|| reply("503 Busy", "text/plain", "")),
        format!("{down}it answered with status 503; ask the people who run it")
    );
    assert_eq!(told(|| b"SSH-2.0-nothing\r\n".to_vec()), format!("{lies}an answer that is not HTTP"));
    assert!(told(Vec::new).starts_with(down), "{}", told(Vec::new));
}

#[test]
fn a_cursor_that_never_moves_is_not_followed_for_ever() {
    let agency = Agency::new(|_, _| page(ANA, "same", true));
    let (_folder, source) = source_at(&agency.address);
    let first = source.deliver(&Request::After(None)).unwrap();
    let told = source.deliver(&Request::After(first.cursor)).unwrap_err().to_string();
    assert!(told.ends_with("it sends changes and its cursor does not move on"), "{told}");
    let agency = Agency::new(|_, _| page("", "same", true));
    let (_folder, source) = source_at(&agency.address);
    let told = source.deliver(&Request::After(Some("same".into()))).unwrap_err().to_string();
    assert!(told.ends_with("it says that more is waiting and its cursor does not move on"), "{told}");
}

#[test]
fn a_server_that_hangs_or_never_ends_is_late_or_refused() {
    let told = error(|_, _| {
        std::thread::sleep(Duration::from_secs(3));
        Vec::new()
    });
    assert_eq!(told, "Welfare Office did not answer within 1000 ms");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (_folder, source) = source_at(&format!("http://{}", listener.local_addr().unwrap()));
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[");
        while stream.write_all(&[b' '; 4096]).is_ok() {}
    });
    let told = source.deliver(&Request::After(None)).unwrap_err();
    assert!(matches!(told, SourceError::Nonsense(..)), "{told}");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (_folder, source) = source_at(&format!("http://{free}"));
    let told = source.deliver(&Request::After(None)).unwrap_err().to_string();
    assert!(told.starts_with("Welfare Office cannot be reached: "), "{told}");
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let mapping = MAPPING.replace("${URL}", "http://localhost:9");
    let token = folder.write("token", "t0ken\n");
    std::fs::set_permissions(&token, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(
        faults(&folder, &mapping),
        ["mapping.toml, line 9, column 9: the key file token can be read by others; run `chmod 600 token`"]
    );
    assert_eq!(
        faults(&folder, &mapping.replace("file:token", "t0ken")),
        [
            "mapping.toml, line 9, column 9: a secret does not stand in a mapping; put it into a file and write `token = \"file:PATH\"`"
        ]
    );
    std::fs::set_permissions(&token, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(
        faults(&folder, &mapping.replace("http://localhost:9", "http://agency.example")),
        [
            "mapping.toml, line 6, column 1: `address` must begin with https://; http:// is for this machine only, because others could read along"
        ]
    );
}

#[test]
fn a_check_names_members_that_never_come() {
    let agency = Agency::new(|_, _| {
        page(r#"{"id":"A","name":{"first":"Ana"},"born":null,"office":null,"cases":[]}"#, "1", false)
    });
    let folder = Folder::new();
    let mapping = MAPPING.replace("${URL}", &agency.address).replace("token = \"file:token\"\n", "");
    let file = folder.write("mapping.toml", mapping);
    let told: Vec<String> = sources::check(&file, &Surroundings::none())
        .iter()
        .map(|finding| fixture::short(&folder, finding))
        .collect();
    assert_eq!(
        told,
        [
            "mapping.toml, line 25, column 28: no item of the first page has a member `name/last`; check its name",
            "mapping.toml, line 34, column 8: no item of the first page has a member `aliases`; check its name",
        ]
    );
}
