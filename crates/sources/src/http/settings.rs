//! What a mapping says about a web interface.

use crate::mapping::Table;
use crate::mapping::book::Section;
use crate::secret::Secret;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the web interface of a system is asked.
#[derive(Clone, Debug)]
pub(crate) struct HttpSettings {
    /// Begins every address; without a closing `/`.
    pub(crate) base: String,
    pub(crate) token: Option<Secret>,
    /// Certificates of authorities to trust instead of the usual ones, in PEM.
    pub(crate) authorities: Option<PathBuf>,
    pub(crate) connect_within: Duration,
    pub(crate) answer_within: Duration,
    /// Most bytes of one answer.
    pub(crate) largest: u64,
    /// Path of the changes, with `{cursor}`.
    pub(crate) changes: Option<String>,
    /// Pointers into an answer of changes.
    pub(crate) next: Vec<String>,
    pub(crate) more: Option<Vec<String>>,
    pub(crate) as_of: Option<Vec<String>>,
    /// The items are all that is known of a person, not only what is new.
    pub(crate) whole: bool,
    /// Path of one person, with `{key}`, and where the person stands in the answer.
    pub(crate) person: Option<String>,
    pub(crate) person_at: Vec<String>,
    /// Path of one document, with `{key}`.
    pub(crate) document: Option<String>,
}

impl HttpSettings {
    pub(crate) fn read(section: &Section, folder: &Path, tables: &[Table]) -> Option<HttpSettings> {
        let base = section.needed("address").trim_end_matches('/').to_owned();
        if section.is_clean() && !is_safe(&base) {
            section.fault("`address` must begin with https://; http:// is for this machine only, because others could read along");
        }
        let token = section.get("token").and_then(|item| Secret::of(&item, folder));
        let authorities = section.text("authorities").map(|path| folder.join(path));
        let seconds = |key: &str, usual: u64| Duration::from_secs(section.seconds(key).unwrap_or(usual));
        let connect_within = seconds("connect_within", 3);
        let answer_within = seconds("answer_within", 30);
        let largest = section.bytes("largest_answer").unwrap_or(8 << 20);
        let changes = template(section, "changes", "{cursor}");
        let person = template(section, "person", "{key}");
        let document = template(section, "document", "{key}");
        let next = pointer(&section.text("next").unwrap_or_else(|| "/next".to_owned()));
        let more = section.text("more").map(|text| pointer(&text));
        let as_of = section.text("as_of").map(|text| pointer(&text));
        let person_at = pointer(&section.text("person_at").unwrap_or_default());
        let whole = match section.text("items_are").as_deref() {
            None | Some("whole") => true,
            Some("amendments") => false,
            Some(_) => {
                section
                    .fault("`items_are` must be \"whole\" (all that is known of a person) or \"amendments\"");
                true
            }
        };
        if changes.is_none() && person.is_none() {
            section.fault("give `changes`, `person` or both: the paths that are asked");
        }
        if tables.len() > 1 {
            section.fault("a web interface has one `[[table]]`; take its lists with `each` in its entries");
        }
        Some(HttpSettings {
            base,
            token,
            authorities,
            connect_within,
            answer_within,
            largest,
            changes,
            next,
            more,
            as_of,
            whole,
            person,
            person_at,
            document,
        })
    }
}

/// The members that a JSON pointer such as `/people/0` names.
pub(crate) fn pointer(text: &str) -> Vec<String> {
    let bare = text.trim_start_matches('/');
    if bare.is_empty() {
        return Vec::new();
    }
    bare.split('/').map(|member| member.replace("~1", "/").replace("~0", "~")).collect()
}

fn template(section: &Section, key: &str, hole: &str) -> Option<String> {
    let item = section.get(key)?;
    let text = item.text()?;
    if !text.starts_with('/') || text.matches(hole).count() != 1 {
        item.fault(format!("`{key}` must be a path that begins with `/` and has `{hole}` once"));
    }
    Some(text)
}

/// TLS, or this very machine.
fn is_safe(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("http://") else { return address.starts_with("https://") };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(""),
        None => authority.split(':').next().unwrap_or(""),
    };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for safe in ["https://a.example", "http://localhost:80", "http://127.0.0.1:9/x", "http://[::1]:9"] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_one in [
            "http://a.example",
            "http://localhost.example",
            "http://127.0.0.1@a.example",
            "ftp://localhost",
            "",
        ] {
            assert!(!is_safe(unsafe_one), "{unsafe_one}");
        }
    }
}
