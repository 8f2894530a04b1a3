//! What a kiosk could not send, brought on a stick: the same batches, signed by the device, so that nobody can edit them.

use super::{DeskRefusal, Settled, refused};
use crate::{Batch, FrontDesk, FrontDeskError, Refused, Verdict};
use access::Session;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// What became of a file.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct HandedIn {
    /// Events that were taken.
    pub applied: usize,
    /// Events that had come before.
    pub duplicate: usize,
    /// Events that somebody must look at.
    pub held: usize,
    /// Events that can never be taken; they are kept all the same.
    pub rejected: usize,
}

/// One batch, as a kiosk wrote it down.
#[derive(Deserialize)]
struct Exported {
    throughline_kiosk_export: i64,
    device: String,
    body: String,
    time: String,
    signature: String,
}

/// The longest file taken.
const LONGEST: usize = 16 * 1024 * 1024;
/// What the device signed it as.
const SIGNED: (&str, &str) = ("POST", "/kiosk/v1/events");

impl FrontDesk {
    /// Takes what a kiosk of a site could not send. All batches are checked before the first is taken.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; handed in again, nothing counts twice.
    pub fn hand_in(
        &self,
        session: &Session,
        area: &str,
        site: &str,
        file: &[u8],
    ) -> Result<Settled<HandedIn>, FrontDeskError> {
        let words = "hands in what a kiosk could not send, of";
        let Some((_, site)) = self.own_site(session, area, site, words)? else { return Ok(None) };
        if file.len() > LONGEST {
            return Ok(refused("file", "the file is longer than 16 MiB; no kiosk saves so much"));
        }
        let Ok(batches) = serde_json::from_slice::<Vec<Exported>>(file) else {
            return Ok(refused(
                "file",
                "this is no file of a kiosk; take the one that “Save what was not sent” made",
            ));
        };
        let mut checked = Vec::new();
        for (at, exported) in batches.iter().enumerate() {
            match self.checked(&site.id, at + 1, exported)? {
                Ok(ready) => checked.push(ready),
                Err(refusal) => return Ok(Some(Err(refusal))),
            }
        }
        let mut sums = HandedIn::default();
        for (kiosk, batch) in checked {
            for verdict in self.desk.take(&kiosk, &batch)?.verdicts {
                match verdict {
                    Verdict::Applied => sums.applied += 1,
                    Verdict::Duplicate => sums.duplicate += 1,
                    Verdict::Held(_) => sums.held += 1,
                    Verdict::Rejected(_) => sums.rejected += 1,
                }
            }
        }
        Ok(Some(Ok(sums)))
    }

    fn checked(
        &self,
        site: &str,
        number: usize,
        exported: &Exported,
    ) -> Result<Result<(crate::KioskId, Batch), DeskRefusal>, FrontDeskError> {
        let no = |words: String| Ok(Err(DeskRefusal { field: "file", words }));
        if exported.throughline_kiosk_export != 1 {
            return no(format!(
                "part {number} of the file was made by a newer kiosk; update this server first"
            ));
        }
        let signed = (SIGNED.0, SIGNED.1, exported.time.as_str());
        let kiosk =
            self.desk.known_kiosk(&exported.device, &exported.signature, signed, exported.body.as_bytes())?;
        // Whoever hands the file in holds the kiosk in her hands, also one that was taken out of use before it could send.
        let kiosk = match kiosk {
            Ok(kiosk) | Err(Refused::Revoked(kiosk)) if kiosk.site() == site => kiosk,
            Ok(_) | Err(Refused::Revoked(_)) => {
                return no(format!(
                    "part {number} of the file is of a kiosk at another site; hand it in there"
                ));
            }
            Err(Refused::Unknown) => {
                return no(format!(
                    "part {number} of the file was changed, or comes from a kiosk that is not enrolled here; nothing was taken"
                ));
            }
        };
        let body = serde_json::from_str::<Value>(&exported.body).ok();
        let Some((Value::Array(events), said)) = body.map(|mut body| (body["events"].take(), body)) else {
            return no(format!("part {number} of the file holds no events"));
        };
        let sent = said["sent"].as_str().and_then(|sent| sent.parse::<Timestamp>().ok());
        let batch = Batch {
            sent: sent.map(Timestamp::as_millisecond),
            boot: said["boot"].as_str().unwrap_or_default().to_owned(),
            mono: said["mono"].as_i64().unwrap_or(0),
            events,
            handed_in: true,
        };
        Ok(Ok((kiosk, batch)))
    }
}
