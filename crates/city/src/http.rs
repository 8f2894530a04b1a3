//! A small HTTP server for one agency: GET with a bearer token, on the loopback address only.

use crate::error::CityError;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A request that was understood.
#[derive(Debug)]
pub(crate) struct Request {
    pub path: String,
    pub query: String,
    pub token: Option<String>,
}

/// What to answer.
pub(crate) struct Answer {
    pub status: u16,
    pub media_type: &'static str,
    pub body: Vec<u8>,
}

/// What a server says to a request; nothing means to close the connection without a word.
pub(crate) type Handler = Arc<dyn Fn(&Request) -> Option<Answer> + Send + Sync>;

/// A server that runs until it is dropped.
pub(crate) struct Server {
    pub address: SocketAddr,
    stopping: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

/// A head longer than this is refused.
const LONGEST_HEAD: u64 = 16 * 1024;
/// A connection without a request for so long is closed.
const PATIENCE: Duration = Duration::from_secs(30);

impl Answer {
    pub fn json(value: &serde_json::Value) -> Self {
        Self { status: 200, media_type: "application/json", body: value.to_string().into_bytes() }
    }

    pub fn error(status: u16, sentence: &str) -> Self {
        let body = serde_json::json!({"error": sentence}).to_string().into_bytes();
        Self { status, media_type: "application/json", body }
    }
}

impl Request {
    /// The value of a query parameter; percent escapes are not used by these agencies.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, v)| v)
    }
}

impl Server {
    /// Listens on a port of the loopback address (0 for any free one).
    pub fn start(port: u16, handler: Handler) -> Result<Self, CityError> {
        let port_error = |cause| CityError::Port { port, cause };
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(port_error)?;
        let address = listener.local_addr().map_err(port_error)?;
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let accept = move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), handler, stop) = (stream, Arc::clone(&handler), Arc::clone(&stop)) else {
                    continue;
                };
                thread::spawn(move || {
                    // A client that goes away in the middle is its own affair.
                    let _ = converse(&stream, &handler, &stop);
                });
            }
        };
        Ok(Self { address, stopping, listener: Some(thread::spawn(accept)) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the listener up so that it sees the flag.
        let _ = TcpStream::connect(self.address);
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

fn converse(stream: &TcpStream, handler: &Handler, stop: &AtomicBool) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while !stop.load(Ordering::SeqCst) {
        let Some((request, close)) = read_request(&mut reader)? else { return Ok(()) };
        let answer = match request {
            Ok(request) => handler(&request),
            Err(answer) => Some(answer),
        };
        let Some(answer) = answer.filter(|_| !stop.load(Ordering::SeqCst)) else { return Ok(()) };
        write_answer(stream, &answer, close)?;
        if close {
            return Ok(());
        }
    }
    Ok(())
}

/// The next request and whether the connection ends after it; nothing when the client has hung up.
fn read_request(reader: &mut impl BufRead) -> io::Result<Option<(Result<Request, Answer>, bool)>> {
    let mut head = reader.take(LONGEST_HEAD);
    let mut first = String::new();
    if head.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let (mut token, mut close, mut body) = (None, false, false);
    loop {
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Ok(Some((Err(Answer::error(431, "The head of the request is too long.")), true)));
        }
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((line.as_str(), ""));
        match (name.to_ascii_lowercase().as_str(), value.trim()) {
            ("authorization", value) => {
                token = value.strip_prefix("Bearer ").map(|token| token.trim().to_owned())
            }
            ("connection", value) => close = value.eq_ignore_ascii_case("close"),
            ("content-length" | "transfer-encoding", value) => body = value != "0",
            _ => {}
        }
    }
    let mut words = first.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    if method != "GET" || body {
        return Ok(Some((Err(Answer::error(405, "Only GET without a body is understood here.")), true)));
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = Request { path: path.to_owned(), query: query.replace("%2E", "."), token };
    Ok(Some((Ok(request), close || words.next() == Some("HTTP/1.0"))))
}

fn write_answer(mut stream: &TcpStream, answer: &Answer, close: bool) -> io::Result<()> {
    let reason = match answer.status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Error",
    };
    let mut bytes = format!(
        "HTTP/1.1 {} {reason}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: {}\r\n\r\n",
        answer.status,
        answer.media_type,
        answer.body.len(),
        if close { "close" } else { "keep-alive" },
    )
    .into_bytes();
    bytes.extend_from_slice(&answer.body);
    stream.write_all(&bytes)
}
