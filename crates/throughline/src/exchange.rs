//! Other systems that messages are exchanged with: who they are, and the threads that tell them and take what they say.

mod telling;

use crate::Problem;
use crate::watched::{Folder, name_of};
use frontdesk::{FrontDesk, Heard, Partner, PartnerKey, Way};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use telling::Telling;

/// Another system.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartnerSettings {
    /// Small letters, digits and hyphens; stands in its address.
    pub(crate) id: String,
    /// As people call it.
    pub(crate) name: String,
    /// The key by which both sides sign.
    pub(crate) key_file: PathBuf,
    /// It knows private people anyway, because it belongs to the system that marks them.
    #[serde(default)]
    pub(crate) knows_private: bool,
    /// What it says of customers is taken.
    #[serde(default)]
    pub(crate) says_customers: bool,
    /// What it says that its staff delivered is taken.
    #[serde(default)]
    pub(crate) says_services: bool,
    /// Where it is told by signed requests.
    #[serde(default)]
    pub(crate) address: Option<String>,
    /// The certificates of the authorities that vouch for its address, where the usual ones do not.
    #[serde(default)]
    pub(crate) authorities: Option<PathBuf>,
    /// Where files with messages for it are put.
    #[serde(default)]
    pub(crate) folder: Option<PathBuf>,
    /// Where it drops files with messages.
    #[serde(default)]
    pub(crate) incoming: Option<PathBuf>,
}

impl PartnerSettings {
    /// The same with paths relative to the folder of the settings file.
    pub(crate) fn within(&mut self, folder: &Path) {
        self.key_file = folder.join(&self.key_file);
        for place in [&mut self.authorities, &mut self.folder, &mut self.incoming] {
            *place = place.as_ref().map(|place| folder.join(place));
        }
    }

    fn read(&self) -> Result<Partner, Problem> {
        let wrong = |words: String| Problem(format!("[[frontdesk.partner]] `{}`: {words}", self.id));
        let known = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if self.id.is_empty() || self.id.len() > 40 || !self.id.chars().all(known) {
            return Err(wrong("an id has small letters, digits and hyphens, at most 40".to_owned()));
        }
        if let Some(address) = &self.address
            && !address.starts_with("https://")
            && !is_loopback(address)
        {
            return Err(wrong(
                "`address` begins with https://; customers' data do not go over a line that others can read"
                    .to_owned(),
            ));
        }
        let way = match (&self.address, &self.folder) {
            (Some(_), Some(_)) => {
                return Err(wrong("write `address` or `folder`; one of them tells it everything".to_owned()));
            }
            (Some(_), None) => Way::Webhook,
            (None, Some(_)) => Way::Folder,
            (None, None) => Way::Asks,
        };
        Ok(Partner {
            id: self.id.clone(),
            name: self.name.clone(),
            way,
            key: PartnerKey::read(&self.key_file).map_err(wrong)?,
            knows_private: self.knows_private,
            says_customers: self.says_customers,
            says_services: self.says_services,
        })
    }
}

/// The same machine: for tests, and for a proxy that stands beside.
fn is_loopback(address: &str) -> bool {
    let rest = address.strip_prefix("http://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    !rest.contains('@') && matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

/// Every partner of the settings, or what is wrong with one.
pub(crate) fn read(settings: &[PartnerSettings]) -> Result<Vec<Partner>, Problem> {
    let mut partners: Vec<Partner> = Vec::with_capacity(settings.len());
    for one in settings {
        let partner = one.read()?;
        if partners.iter().any(|other| other.id == partner.id) {
            return Err(Problem(format!("[[frontdesk.partner]]: `{}` stands there twice", partner.id)));
        }
        partners.push(partner);
    }
    Ok(partners)
}

/// Starts the threads: one for each partner that is told, one for each folder.
pub(crate) fn start(front_desk: &Arc<FrontDesk>, settings: &[PartnerSettings]) -> Result<(), Problem> {
    for one in settings {
        if let Some(telling) = Telling::new(front_desk, one)? {
            telling.start();
        }
        if let Some(folder) = &one.incoming {
            watched(front_desk, &one.id, folder).watch();
        }
    }
    Ok(())
}

fn watched(front_desk: &Arc<FrontDesk>, partner: &str, folder: &Path) -> Folder {
    let (front_desk, id, results) = (front_desk.clone(), partner.to_owned(), folder.join("results"));
    let take = move |name: &str, bytes: &[u8]| {
        let taken = match take_bytes(&front_desk, &id, bytes) {
            Ok(Ok(taken)) => taken,
            Ok(Err(words)) => return Ok(Err(words)),
            Err(problem) => return Err(problem.to_string()),
        };
        let written = std::fs::create_dir_all(&results)
            .and_then(|()| std::fs::write(results.join(name), taken.lines.as_bytes()));
        match written {
            Ok(()) => Ok(Ok(taken.in_words())),
            Err(cause) => Err(format!("`{}` cannot be written ({cause})", results.display())),
        }
    };
    Folder::new((partner, "files with messages"), &[".jsonl"], folder, Box::new(take))
}

/// What a file brought.
pub(crate) struct TakenFile {
    /// One result for each line, as JSON.
    pub(crate) lines: String,
    counts: [usize; 4],
}

impl TakenFile {
    /// The counts as people read them.
    pub(crate) fn in_words(&self) -> String {
        let [applied, duplicate, held, refused] = self.counts;
        format!(
            "{applied} applied, {duplicate} duplicate, {held} held for somebody to decide, {refused} refused"
        )
    }
}

/// Takes one file, and leaves it where it is.
pub(crate) fn take_file(front_desk: &FrontDesk, partner: &str, file: &Path) -> Result<TakenFile, Problem> {
    let bytes = std::fs::read(file)
        .map_err(|cause| Problem(format!("`{}` cannot be read ({cause})", file.display())))?;
    take_bytes(front_desk, partner, &bytes)?.map_err(|words| Problem(format!("{}: {words}", name_of(file))))
}

/// Takes a message from each line. The inner error is a sentence for whoever wrote the file.
fn take_bytes(
    front_desk: &FrontDesk,
    partner: &str,
    bytes: &[u8],
) -> Result<Result<TakenFile, String>, Problem> {
    let Some(partner) = front_desk.partner(partner) else {
        let known: Vec<&str> = front_desk.partners().iter().map(|one| one.id.as_str()).collect();
        return Err(Problem(format!(
            "there is no partner `{partner}`; the settings have: {}",
            known.join(", ")
        )));
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Ok(Err("the file is not written in UTF-8; write it again".to_owned()));
    };
    let mut taken = TakenFile { lines: String::new(), counts: [0; 4] };
    for (line, number) in text.lines().zip(1usize..).filter(|(line, _)| !line.trim().is_empty()) {
        let heard = match serde_json::from_str(line) {
            Ok(message) => front_desk.hear(partner, &[message]).map_err(Problem::from)?.pop(),
            Err(cause) => {
                let why = format!("line {number} is no JSON (column {})", cause.column());
                Some((String::new(), Heard::Refused(why)))
            }
        };
        let Some((id, heard)) = heard else { continue };
        taken.counts[match &heard {
            Heard::Applied(_) => 0,
            Heard::Duplicate(_) => 1,
            Heard::Held(_) => 2,
            Heard::Refused(_) => 3,
        }] += 1;
        taken.lines.push_str(&heard.in_json(&id));
        taken.lines.push('\n');
    }
    Ok(Ok(taken))
}

#[cfg(test)]
mod tests;
