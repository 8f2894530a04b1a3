//! The manifest beside a dropped file: how many rows, which content, as of when.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use toml::Value;

/// Largest manifest that is read.
pub(crate) const LARGEST: u64 = 64 * 1024;

/// What a manifest says about its file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Manifest {
    /// Rows without the header.
    pub(crate) rows: Option<u64>,
    /// Hex digits, lower case.
    pub(crate) sha256: Option<String>,
    pub(crate) as_of: Timestamp,
    /// The file holds everybody, not only what changed.
    pub(crate) full: bool,
    /// Last change of a file that has no manifest.
    pub(crate) changed: Option<Timestamp>,
}

impl Manifest {
    /// Reads `file`, `rows`, `sha256`, `as_of`, `full`.
    ///
    /// # Errors
    /// A sentence that follows on the name of the manifest.
    pub(crate) fn read(text: &str, file: &str, zone: &TimeZone) -> Result<Manifest, String> {
        let table: toml::Table = text.parse().map_err(|fault: toml::de::Error| {
            format!("is not TOML ({}); write it again", fault.message().replace('\n', "; "))
        })?;
        let known = ["file", "rows", "sha256", "as_of", "full"];
        if let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(format!(
                "has the key `{key}`; a manifest has `file`, `rows`, `sha256`, `as_of` and `full`"
            ));
        }
        if table.get("file").and_then(Value::as_str) != Some(file) {
            return Err(format!("must name its file: `file = \"{file}\"`"));
        }
        let rows = table.get("rows").and_then(Value::as_integer).and_then(|rows| u64::try_from(rows).ok());
        let Some(rows) = rows else {
            return Err("must say how many rows the file has without its header: `rows = 1000`".to_owned());
        };
        let hash = table.get("sha256").and_then(Value::as_str).map(str::to_lowercase);
        let Some(sha256) =
            hash.filter(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
        else {
            return Err(
                "must give the SHA-256 of the whole file in 64 hex digits: `sha256 = \"...\"`".to_owned()
            );
        };
        let Some(as_of) = table.get("as_of").and_then(|value| instant(value, zone)) else {
            return Err("must say when the data were true: `as_of = \"2026-03-04T15:20:30Z\"`".to_owned());
        };
        let Some(full) = table.get("full").and_then(Value::as_bool) else {
            return Err(
                "must say whether the file holds everybody (`full = true`) or changes only (`full = false`)"
                    .to_owned(),
            );
        };
        Ok(Manifest { rows: Some(rows), sha256: Some(sha256), as_of, full, changed: None })
    }
}

fn instant(value: &Value, zone: &TimeZone) -> Option<Timestamp> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Datetime(time) => time.to_string(),
        _ => return None,
    };
    crate::mapping::dates::Dates::default().instant(&text, zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        Manifest::read(text, "a.csv", &TimeZone::UTC).unwrap_err()
    }

    #[test]
    fn what_is_missing_is_told_with_an_example() {
        let hash = "a".repeat(64);
        assert_eq!(fault("file = \"b.csv\""), "must name its file: `file = \"a.csv\"`");
        assert_eq!(
            fault("file = \"a.csv\""),
            "must say how many rows the file has without its header: `rows = 1000`"
        );
        assert!(fault("row = 1").contains("has the key `row`"));
        assert!(fault("file = ").starts_with("is not TOML"));
        let good = format!(
            "file = \"a.csv\"\nrows = 3\nsha256 = \"{hash}\"\nas_of = 2026-03-04T15:20:30Z\nfull = true"
        );
        assert_eq!(Manifest::read(&good, "a.csv", &TimeZone::UTC).unwrap().rows, Some(3));
        assert!(fault(&good.replace("full = true", "")).contains("`full = true`"));
    }
}
