//! The demo's other system: the state's case management, which is told by files and says things by files.

use super::sign_ins::random_token;
use crate::Problem;
use crate::exchange::PartnerSettings;
use crate::front_desk::FrontDeskSettings;
use base64::prelude::{BASE64_STANDARD, Engine};
use std::path::{Path, PathBuf};

const ID: &str = "case-management";

/// Adds it to the settings, unless they have it.
pub(super) fn add(settings: &mut FrontDeskSettings, data: &Path) -> Result<(), Problem> {
    if settings.partner.iter().any(|partner| partner.id == ID) {
        return Ok(());
    }
    let whole = |path: PathBuf| std::path::absolute(path).map_err(Problem::from);
    let folder = |name: &str| -> Result<PathBuf, Problem> {
        let path = whole(data.join(ID).join(name))?;
        std::fs::create_dir_all(&path)
            .map_err(|cause| Problem(format!("`{}` cannot be made ({cause})", path.display())))?;
        Ok(path)
    };
    settings.partner.push(PartnerSettings {
        id: ID.to_owned(),
        name: "State case management".to_owned(),
        key_file: key(&whole(data.join("keys"))?)?,
        knows_private: false,
        says_customers: true,
        says_services: true,
        address: None,
        authorities: None,
        folder: Some(folder("out")?),
        incoming: Some(folder("in")?),
    });
    Ok(())
}

/// What somebody reads who tries it.
pub(super) fn to_try(data: &Path) -> String {
    let folder = data.join(ID);
    format!(
        "Another system: what happens at the front desk appears in {0}/out, and messages dropped into {0}/in are taken (docs/exchange.md).",
        folder.display()
    )
}

fn key(folder: &Path) -> Result<PathBuf, Problem> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let file = folder.join("case-management.key");
    if !file.exists() {
        let random = random_token()?;
        std::fs::create_dir_all(folder)
            .map_err(|cause| Problem(format!("`{}` cannot be made ({cause})", folder.display())))?;
        let text = format!("whsec_{}\n", BASE64_STANDARD.encode(random.as_bytes()));
        std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&file)
            .and_then(|mut opened| opened.write_all(text.as_bytes()))
            .map_err(|cause| Problem(format!("`{}` cannot be written ({cause})", file.display())))?;
    }
    Ok(file)
}
