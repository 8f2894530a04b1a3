//! Tells one partner what changed, in order and at least once: by signed requests, or by files in a folder.

use super::PartnerSettings;
use crate::Problem;
use frontdesk::{FrontDesk, FrontDeskError, Outgoing, Partner};
use records::{Clock, SystemClock};
use serde_json::json;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error};

/// So often it is looked whether something changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// So long an answer may take.
const WITHIN: Duration = Duration::from_secs(20);
/// The longest wait after tries without success, in seconds.
const LONGEST_WAIT: u64 = 300;
/// Changes that are told together.
const AT_ONCE: i64 = 200;

/// What tells one partner.
pub(super) struct Telling {
    front_desk: Arc<FrontDesk>,
    partner: String,
    to: To,
}

enum To {
    Address { agent: Agent, address: String },
    Folder(PathBuf),
}

impl Telling {
    /// `None` for a partner that asks by itself.
    pub(super) fn new(
        front_desk: &Arc<FrontDesk>,
        settings: &PartnerSettings,
    ) -> Result<Option<Telling>, Problem> {
        let to = match (&settings.address, &settings.folder) {
            (Some(address), _) => {
                let agent = agent(settings.authorities.as_deref())?;
                To::Address { agent, address: address.clone() }
            }
            (None, Some(folder)) => To::Folder(folder.clone()),
            (None, None) => return Ok(None),
        };
        Ok(Some(Telling { front_desk: front_desk.clone(), partner: settings.id.clone(), to }))
    }

    /// In a thread that ends with the program.
    pub(super) fn start(self) {
        std::thread::spawn(move || {
            let mut tries = 0u32;
            loop {
                match self.tell() {
                    Ok(more) => {
                        if tries > 0 {
                            eprintln!("{}: is told again", self.partner);
                        }
                        tries = 0;
                        if !more {
                            std::thread::sleep(LOOK_EVERY);
                        }
                    }
                    Err(why) => {
                        if tries == 0 {
                            eprintln!("{}: cannot be told: {why}", self.partner);
                        }
                        tries = tries.saturating_add(1);
                        let wait = 1u64.checked_shl(tries).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
                        std::thread::sleep(Duration::from_secs(wait));
                    }
                }
            }
        });
    }

    /// Tells what changed since the last time; whether there is more. The error is a sentence.
    pub(super) fn tell(&self) -> Result<bool, String> {
        let done = self.told();
        if let Err(why) = &done {
            // Nothing depends on the note; what failed is tried again in any case.
            drop(self.front_desk.was_not_told(&self.partner, why));
        }
        done
    }

    fn told(&self) -> Result<bool, String> {
        let here = |cause: FrontDeskError| format!("the front desk failed ({cause})");
        let partner = self.front_desk.partner(&self.partner).ok_or("there is no such partner")?;
        let sent = self.front_desk.partner_state(&self.partner).map_err(here)?.sent;
        let outgoing = self.front_desk.messages_for(partner, sent, AT_ONCE).map_err(here)?;
        if outgoing.next == sent {
            return Ok(false);
        }
        if !outgoing.messages.is_empty() {
            match &self.to {
                To::Address { agent, address } => send(partner, agent, address, &outgoing)?,
                To::Folder(folder) => put(folder, sent, &outgoing)?,
            }
        }
        self.front_desk.was_told(&self.partner, outgoing.next).map_err(here)?;
        Ok(outgoing.more)
    }
}

fn agent(authorities: Option<&Path>) -> Result<Agent, Problem> {
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(WITHIN))
        .user_agent("throughline");
    if let Some(path) = authorities {
        let unfit = |why: String| Problem(format!("the certificates in `{}` {why}", path.display()));
        let bytes = std::fs::read(path).map_err(|cause| unfit(format!("cannot be read ({cause})")))?;
        let mut roots: Vec<Certificate<'static>> = Vec::new();
        for item in parse_pem(&bytes) {
            match item {
                Ok(PemItem::Certificate(certificate)) => roots.push(certificate),
                Ok(_) => {}
                Err(cause) => return Err(unfit(format!("cannot be read ({cause})"))),
            }
        }
        if roots.is_empty() {
            return Err(unfit("are none; a PEM file is needed".to_owned()));
        }
        config = config.tls_config(TlsConfig::builder().root_certs(RootCerts::from(roots)).build());
    }
    Ok(config.build().new_agent())
}

fn send(partner: &Partner, agent: &Agent, address: &str, outgoing: &Outgoing) -> Result<(), String> {
    let body = json!({ "messages": outgoing.messages, "next": outgoing.next, "more": outgoing.more });
    let body = body.to_string();
    let id = format!("up-to-{}", outgoing.next);
    let signed = partner.key.sign(&id, SystemClock.now(), body.as_bytes());
    let answer = agent
        .post(address)
        .header("content-type", "application/json")
        .header("webhook-id", &signed.id)
        .header("webhook-timestamp", &signed.timestamp)
        .header("webhook-signature", &signed.signature)
        .send(body.as_bytes());
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("it answered with status {}", answer.status().as_u16())),
        Err(Error::Timeout(_)) => Err("it did not answer in time".to_owned()),
        Err(Error::Tls(_) | Error::Pem(_) | Error::Rustls(_)) => {
            Err("its certificate is not one that we trust; check `address` and `authorities`".to_owned())
        }
        Err(Error::BadUri(_) | Error::HostNotFound) => {
            Err("its address leads nowhere; check `address`".to_owned())
        }
        Err(_) => Err("nothing answers at its address".to_owned()),
    }
}

/// A file that is whole when it has its name. A try that was interrupted is made again under the same name or the next.
fn put(folder: &Path, after: i64, outgoing: &Outgoing) -> Result<(), String> {
    let name = format!("{:012}-{:012}.jsonl", after + 1, outgoing.next);
    let (part, whole) = (folder.join(format!(".{name}.part")), folder.join(&name));
    let mut text = String::new();
    for message in &outgoing.messages {
        text.push_str(&message.to_string());
        text.push('\n');
    }
    let open = OpenOptions::new().write(true).create(true).truncate(true).mode(0o640).open(&part);
    let written = open
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, &whole))
        .and_then(|()| File::open(folder)?.sync_all());
    written.map_err(|cause| format!("`{}` cannot be written ({cause})", whole.display()))
}
