//! The settings file: where things are, who signs in, which sources there are.

use crate::Problem;
use crate::commands::WithSettings;
use crate::front_desk::FrontDeskSettings;
use ipnet::IpNet;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Values for `${NAME}`.
pub(crate) type Variables = BTreeMap<String, String>;

/// The settings of one installation. Paths are relative to the file's folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The name shown in the page head.
    pub(crate) title: String,
    /// The city's time zone, such as `America/New_York`.
    pub(crate) time_zone: String,
    /// Where the portal listens.
    pub(crate) listen: SocketAddr,
    /// The address that browsers know, when a proxy with TLS stands before the portal: `https://portal.example`.
    #[serde(default)]
    pub(crate) origin: Option<String>,
    /// Networks from which people may work, such as `10.0.0.0/8`; any when left out.
    #[serde(default)]
    pub(crate) networks: Vec<IpNet>,
    /// Proxies that stand before the portal: only their word counts about where a request comes from.
    #[serde(default)]
    pub(crate) proxies: Vec<IpNet>,
    /// The folder of use-case sheets.
    pub(crate) policies: PathBuf,
    /// The folder of mapping files, one for each source.
    pub(crate) sources: PathBuf,
    /// A sentence under the sign-in form; the usual one when left out.
    #[serde(default)]
    pub(crate) notice: String,
    /// Whom to call when nothing else helps.
    #[serde(default)]
    pub(crate) help_desk: String,
    /// How long a page waits for a source.
    #[serde(default = "two_seconds")]
    pub(crate) deadline_milliseconds: u64,
    pub(crate) database: DatabaseSettings,
    /// How state systems tell of private records, one for each source.
    #[serde(default)]
    pub(crate) status: Vec<StatusSettings>,
    /// Job centres, where there are any.
    #[serde(default)]
    pub(crate) frontdesk: Option<FrontDeskSettings>,
    /// The agencies whose staff sign in.
    pub(crate) agency: Vec<AgencySettings>,
}

/// Where the data are: a file, or a server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DatabaseSettings {
    /// An SQLite file.
    #[serde(default)]
    pub(crate) file: Option<PathBuf>,
    /// A file that holds the address of a PostgreSQL server, for it holds a password.
    #[serde(default)]
    pub(crate) address_file: Option<PathBuf>,
    /// The certificate authority of a PostgreSQL server on another machine.
    #[serde(default)]
    pub(crate) authority: Option<PathBuf>,
    /// The key file; made when it is missing and the database is new.
    pub(crate) key: PathBuf,
}

/// How one state system tells which records of a source are private: by files, by signed requests, or both.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatusSettings {
    /// The source whose records are meant.
    pub(crate) source: String,
    /// Where files are dropped.
    #[serde(default)]
    pub(crate) folder: Option<PathBuf>,
    /// The key by which requests are signed.
    #[serde(default)]
    pub(crate) key_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgencySettings {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) short: String,
    /// What to do about a forgotten password at this agency.
    #[serde(default)]
    pub(crate) forgotten_password: Option<String>,
}

fn two_seconds() -> u64 {
    2000
}

impl Settings {
    /// Reads a settings file, with `${NAME}` replaced.
    pub(crate) fn read(path: &Path, variables: &Variables) -> Result<Settings, Problem> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|cause| Problem(format!("the settings file `{shown}` cannot be read ({cause})")))?;
        let text = substituted(&text, variables).map_err(|fault| Problem(format!("{shown}, {fault}")))?;
        let mut settings: Settings = toml::from_str(&text).map_err(|cause| {
            let line =
                cause.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            Problem(format!("{shown}, line {line}: {}", cause.message()))
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        settings.policies = folder.join(&settings.policies);
        settings.sources = folder.join(&settings.sources);
        settings.database.key = folder.join(&settings.database.key);
        for place in [
            &mut settings.database.file,
            &mut settings.database.address_file,
            &mut settings.database.authority,
        ] {
            *place = place.as_ref().map(|place| folder.join(place));
        }
        for status in &mut settings.status {
            status.folder = status.folder.as_ref().map(|place| folder.join(place));
            status.key_file = status.key_file.as_ref().map(|place| folder.join(place));
        }
        if let Some(desk) = &mut settings.frontdesk {
            desk.within(folder);
        }
        settings.checked(&shown.to_string())
    }

    fn checked(self, shown: &str) -> Result<Settings, Problem> {
        let database = &self.database;
        if database.file.is_some() == database.address_file.is_some() {
            return Err(Problem(format!(
                "{shown}: [database] needs `file` (SQLite) or `address_file` (PostgreSQL), and not both"
            )));
        }
        if let Some(file) = &database.file
            && file.parent().is_some_and(|folder| real(&database.key).starts_with(real(folder)))
        {
            return Err(Problem(format!(
                "{shown}: the key file lies in the data folder; keep it elsewhere, so that a copy of the data cannot be read"
            )));
        }
        for (at, status) in self.status.iter().enumerate() {
            let source = &status.source;
            if status.folder.is_none() && status.key_file.is_none() {
                return Err(Problem(format!(
                    "{shown}: [[status]] of `{source}` needs `folder`, `key_file` or both"
                )));
            }
            if self.status[..at].iter().any(|other| other.source == *source) {
                return Err(Problem(format!("{shown}: `{source}` has two [[status]]; write one")));
            }
        }
        Ok(self)
    }

    /// Every mapping file, by name.
    pub(crate) fn mapping_files(&self) -> Result<Vec<PathBuf>, Problem> {
        let shown = self.sources.display();
        let list = std::fs::read_dir(&self.sources).map_err(|cause| {
            Problem(format!("the folder of mapping files `{shown}` cannot be read ({cause})"))
        })?;
        let mut files: Vec<PathBuf> = list
            .filter_map(|file| file.ok().map(|file| file.path()))
            .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
            .collect();
        files.sort();
        if files.is_empty() {
            return Err(Problem(format!("the folder `{shown}` has no mapping file (*.toml)")));
        }
        Ok(files)
    }
}

impl WithSettings {
    /// The settings and variables of a command.
    pub(crate) fn read(&self) -> Result<(Settings, Variables), Problem> {
        let mut variables: Variables = std::env::vars().collect();
        for set in &self.set {
            let (name, value) = set
                .split_once('=')
                .ok_or_else(|| Problem(format!("`--set {set}` has no `=`; write it as NAME=VALUE")))?;
            variables.insert(name.to_owned(), value.to_owned());
        }
        Ok((Settings::read(&self.settings, &variables)?, variables))
    }
}

/// A path without `..` and symbolic links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut known = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    loop {
        if let Ok(real) = known.canonicalize() {
            return missing.iter().rev().fold(real, |path, part| path.join(part));
        }
        match (known.file_name().map(ToOwned::to_owned), known.parent().map(Path::to_owned)) {
            (Some(part), Some(parent)) => {
                missing.push(part);
                known = parent;
            }
            // `..` after something that does not exist: take the part before it away.
            (None, Some(parent)) => known = parent.parent().map_or(parent.clone(), Path::to_owned),
            _ => return path.to_owned(),
        }
    }
}

fn substituted(text: &str, variables: &Variables) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.lines().enumerate() {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("${") {
            let fault = |what: String| format!("line {}: {what}", at + 1);
            let (name, tail) = after.split_once('}').ok_or_else(|| fault("`${` has no `}`".to_owned()))?;
            let value = variables.get(name).ok_or_else(|| {
                fault(format!(
                    "`${{{name}}}` has no value; give it with `--set {name}=VALUE` or in the environment"
                ))
            })?;
            out.push_str(before);
            out.push_str(value);
            rest = tail;
        }
        out.push_str(rest);
        out.push('\n');
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.toml");
        std::fs::write(&path, text).unwrap();
        let variables = Variables::from([("DATA".to_owned(), "/var/t".to_owned())]);
        Settings::read(&path, &variables).map_err(|problem| problem.to_string())
    }

    const GOOD: &str = "title = \"T\"\ntime_zone = \"UTC\"\nlisten = \"127.0.0.1:0\"\npolicies = \"p\"\nsources = \"s\"\nagency = []\n[database]\nfile = \"${DATA}/t.db\"\nkey = \"/etc/t/key\"\n";

    #[test]
    fn variables_are_filled_in_and_a_missing_one_is_named_with_its_line() {
        assert_eq!(read(GOOD).unwrap().database.file.unwrap(), Path::new("/var/t/t.db"));
        let fault = read(&GOOD.replace("DATA", "DATTA")).unwrap_err();
        assert!(
            fault.contains("line 8: `${DATTA}` has no value; give it with `--set DATTA=VALUE`"),
            "{fault}"
        );
    }

    #[test]
    fn a_key_in_the_data_folder_two_databases_and_a_misspelt_setting_are_refused() {
        let key = read(&GOOD.replace("/etc/t/key", "/var/t/key")).unwrap_err();
        assert!(key.contains("the key file lies in the data folder"), "{key}");
        let hidden = read(&GOOD.replace("/etc/t/key", "/var/keys/../t/key")).unwrap_err();
        assert!(hidden.contains("the key file lies in the data folder"), "{hidden}");
        let two = read(&format!("{GOOD}address_file = \"a\"\n")).unwrap_err();
        assert!(two.contains("and not both"), "{two}");
        let status = read(&format!("{GOOD}[[status]]\nsource = \"s\"\n")).unwrap_err();
        assert!(status.contains("needs `folder`, `key_file` or both"), "{status}");
        let misspelt = read(&GOOD.replace("title", "titel")).unwrap_err();
        assert!(misspelt.contains("line 1: unknown field `titel`"), "{misspelt}");
    }
}
