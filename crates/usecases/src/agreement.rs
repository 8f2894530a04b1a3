//! The texts that everybody who signs in accepts, again at each new version.

use serde::Deserialize;

/// The texts of `agreements.toml`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreements {
    /// The user responsibility policy; none when the city has none.
    pub user: Option<Agreement>,
    /// The account management policy that provisioners accept besides.
    pub provisioner: Option<Agreement>,
}

/// One text in one version.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Counted from 1; a higher number asks everybody to accept again.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// Its paragraphs, in order.
    pub paragraphs: Vec<String>,
    /// What changed since the last version, for those who accepted that; may be empty.
    #[serde(default)]
    pub changed: String,
}

impl Agreements {
    /// The version of the user responsibility policy that is asked for; 0 when there is none.
    pub fn user_version(&self) -> i64 {
        self.user.as_ref().map_or(0, |text| text.version)
    }

    pub(crate) fn faults(&self) -> Vec<String> {
        let texts = [("user", &self.user), ("provisioner", &self.provisioner)];
        let mut faults = Vec::new();
        for (name, text) in texts {
            let Some(text) = text else { continue };
            if text.version < 1 {
                faults.push(format!("agreements.toml: the version of [{name}] must be 1 or more"));
            }
            if text.paragraphs.iter().all(|paragraph| paragraph.trim().is_empty()) {
                faults.push(format!("agreements.toml: [{name}] has no text"));
            }
        }
        faults
    }
}
