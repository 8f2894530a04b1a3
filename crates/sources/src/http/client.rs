//! Asks one web interface, with limits on time and size, and tells honestly what went wrong.

use crate::http::settings::HttpSettings;
use records::SourceError;
use std::time::Duration;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error};

/// Asks one system.
pub(crate) struct Client {
    agent: Agent,
    agency: String,
    base: String,
    authorization: Option<zeroize::Zeroizing<String>>,
}

/// An answer of any status that makes sense.
pub(crate) enum Fetched {
    Body { media_type: String, bytes: Vec<u8> },
    NotThere,
}

impl Client {
    /// # Errors
    /// A sentence, when the certificates of the authorities cannot be read.
    pub(crate) fn new(settings: &HttpSettings, agency: &str) -> Result<Client, String> {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_connect(Some(settings.connect_within))
            .timeout_resolve(Some(settings.connect_within))
            .max_idle_age(Duration::from_secs(10))
            .user_agent("throughline");
        if let Some(path) = &settings.authorities {
            let roots = authorities(path)?;
            config = config.tls_config(TlsConfig::builder().root_certs(RootCerts::from(roots)).build());
        }
        let authorization = settings
            .token
            .as_ref()
            .map(|token| zeroize::Zeroizing::new(format!("Bearer {}", token.reveal())));
        let agent = config.build().new_agent();
        Ok(Client { agent, agency: agency.to_owned(), base: settings.base.clone(), authorization })
    }

    /// Fetches a path below the base address.
    ///
    /// # Errors
    /// Late, down, or an answer that is no answer.
    pub(crate) fn fetch(&self, path: &str, within: Duration, largest: u64) -> Result<Fetched, SourceError> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization.as_str());
        }
        let request = request.config().timeout_global(Some(within)).build();
        let mut response = request.call().map_err(|error| self.failed(&error, within, largest))?;
        let status = response.status().as_u16();
        match status {
            200 => {}
            404 | 410 => return Ok(Fetched::NotThere),
            401 | 403 => {
                return Err(self
                    .down(format!("it refused the token (status {status}); check `token` in the mapping")));
            }
            300..=399 => {
                let advice = "it sent us on to another address, which is not followed; put the right one into `address`";
                return Err(self.nonsense(advice.to_owned()));
            }
            429 | 500..=599 => {
                return Err(self.down(format!("it answered with status {status}; ask the people who run it")));
            }
            _ => return Err(self.nonsense(format!("status {status}; check the paths in the mapping"))),
        }
        let media_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        let media_type = media_type.unwrap_or("application/octet-stream").to_owned();
        let read = response.body_mut().with_config().limit(largest).read_to_vec();
        let bytes = read.map_err(|error| self.failed(&error, within, largest))?;
        Ok(Fetched::Body { media_type, bytes })
    }

    /// Fetches JSON.
    ///
    /// # Errors
    /// As for [`Client::fetch`], and when it is no JSON. `Ok(None)` when there is nothing at the path.
    pub(crate) fn json(
        &self,
        path: &str,
        within: Duration,
        largest: u64,
    ) -> Result<Option<serde_json::Value>, SourceError> {
        let Fetched::Body { media_type, bytes } = self.fetch(path, within, largest)? else { return Ok(None) };
        let kind = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if kind == "text/html" {
            let advice =
                "it sent a web page instead of JSON, perhaps a page to sign in; check `address` and `token`";
            return Err(self.nonsense(advice.to_owned()));
        }
        if kind != "application/json" && !kind.ends_with("+json") {
            return Err(self.nonsense(format!("it sent `{}` instead of JSON", safe_kind(&kind))));
        }
        let read = serde_json::from_slice(&bytes);
        read.map(Some).map_err(|fault| {
            self.nonsense(format!(
                "broken JSON at line {}, column {} of its answer",
                fault.line(),
                fault.column()
            ))
        })
    }

    pub(crate) fn nonsense(&self, reason: String) -> SourceError {
        SourceError::Nonsense(self.agency.clone(), reason)
    }

    fn down(&self, reason: String) -> SourceError {
        SourceError::Down(self.agency.clone(), reason)
    }

    fn failed(&self, error: &Error, within: Duration, largest: u64) -> SourceError {
        match error {
            Error::Timeout(_) => SourceError::Late(self.agency.clone(), within.as_millis()),
            Error::Io(cause) if cause.kind() == std::io::ErrorKind::TimedOut => {
                SourceError::Late(self.agency.clone(), within.as_millis())
            }
            Error::BodyExceedsLimit(_) => {
                let reason = format!(
                    "more than {} KB in one answer; ask for smaller pages, or raise `largest_answer`",
                    largest >> 10
                );
                self.nonsense(reason)
            }
            Error::Io(cause) => self.down(format!("the connection broke ({})", cause.kind())),
            Error::HostNotFound => self.down("there is no such host; check `address`".to_owned()),
            Error::ConnectionFailed => self.down("nothing answers at its address".to_owned()),
            Error::Tls(_) | Error::Pem(_) | Error::Rustls(_) => self.down(
                "its certificate is not one that we trust; check `address` and `authorities`".to_owned(),
            ),
            Error::BadUri(_) | Error::Http(_) => {
                self.down("its address cannot be read; check `address`".to_owned())
            }
            _ => self.nonsense("an answer that is not HTTP".to_owned()),
        }
    }
}

/// Writes a text so that it is one piece of a path or query.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn safe_kind(kind: &str) -> String {
    kind.chars().filter(|c| c.is_ascii_alphanumeric() || "/+-.".contains(*c)).take(60).collect()
}

fn authorities(path: &std::path::Path) -> Result<Vec<Certificate<'static>>, String> {
    let shown = path.display();
    let pem =
        std::fs::read(path).map_err(|cause| format!("`authorities`: {shown} cannot be read: {cause}"))?;
    let mut found = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(_) => return Err(format!("`authorities`: {shown} is not a file of certificates in PEM")),
        }
    }
    if found.is_empty() { Err(format!("`authorities`: {shown} holds no certificate")) } else { Ok(found) }
}
