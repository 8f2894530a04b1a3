//! The embedded style sheet, script, icons and fonts.
//!
//! Addresses carry a hash of the content, so a browser may keep them for ever.

/// Which assets this program was built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The web build was there: USWDS styles, fonts, icons and the small script.
    Full,
    /// Only our own style sheet: everything works, without script, fonts or icons.
    Fallback,
}

/// One embedded file.
#[derive(Clone, Copy)]
pub struct Asset {
    logical: &'static str,
    served: &'static str,
    path: &'static str,
    /// Its content type, with the character set for text.
    pub content_type: &'static str,
    /// A strong entity tag, quotes included.
    pub etag: &'static str,
    /// The file itself.
    pub bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Address of the asset that templates know as `name`, such as `app.css`.
#[must_use]
pub fn path(name: &str) -> Option<&'static str> {
    ASSETS.iter().find(|asset| asset.logical == name).map(|asset| asset.path)
}

/// The asset served as `/assets/{file}`.
#[must_use]
pub fn find(file: &str) -> Option<Asset> {
    ASSETS.iter().find(|asset| asset.served == file).copied()
}

/// Every asset with its file name, for those who write pages to a folder.
pub fn all() -> impl Iterator<Item = (&'static str, Asset)> {
    ASSETS.iter().map(|asset| (asset.served, *asset))
}

/// The kiosk's file under `/kiosk/`; its page has no name.
#[must_use]
pub fn kiosk(file: &str) -> Option<Asset> {
    KIOSK.iter().find(|asset| asset.served == file).copied()
}

impl State {
    /// One word for `--version` and health checks.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            State::Full => "full",
            State::Fallback => "fallback",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_is_always_there_and_found_by_its_address() {
        assert_eq!(path("app.css"), Some(STYLE));
        let asset = find(STYLE.trim_start_matches("/assets/")).expect("the style sheet");
        assert!(asset.content_type.starts_with("text/css"));
        assert!(asset.bytes.len() > 10_000);
    }

    #[test]
    fn an_unknown_file_is_not_found() {
        assert!(find("nothing.css").is_none());
        assert!(find("../Cargo.toml").is_none());
        assert!(path("-").is_none() || STATE == State::Full);
    }

    #[test]
    fn the_fallback_has_no_script() {
        assert_eq!(SCRIPT.is_some(), STATE == State::Full);
        assert_eq!(SPRITE.is_some(), STATE == State::Full);
    }

    #[test]
    fn no_asset_names_another_host_or_an_inline_address() {
        for (name, asset) in all().filter(|(_, asset)| asset.content_type.starts_with("text/css")) {
            let text = String::from_utf8_lossy(asset.bytes);
            assert!(!text.contains("url(data:"), "{name}");
            assert!(!text.contains("url(http"), "{name}");
            assert!(!text.contains("url(//"), "{name}");
        }
    }
}
