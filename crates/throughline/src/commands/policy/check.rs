//! `policy check`: every use case is in order, or is said what is wrong with it.

use crate::commands::WithSettings;
use crate::settings::Settings;
use crate::{Problem, front_desk, house};
use ipnet::IpNet;
use jiff::civil::Date;
use records::{Clock, SectionKind, SourceId, SystemClock};
use std::path::Path;
use std::sync::Arc;
use usecases::{Folder, Kept, Sheet, Store, day_of};

pub(super) fn check(with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let today = day_of(clock.now());
    let opened = house::open_sources(&settings, &variables, &clock)?;
    let profiles = opened.iter().map(|source| source.profile());
    let desk = front_desk::profile(&settings);
    let sources: Vec<(SourceId, Vec<SectionKind>)> =
        profiles.chain(&desk).map(|profile| (profile.id.clone(), profile.sections.clone())).collect();
    let kept = kept(&settings, &clock)?;
    let (notes, faults) = judged(&settings.policies, &settings.networks, &kept, &sources, today);
    notes.iter().chain(&faults).for_each(|line| println!("{line}"));
    match faults.len() {
        0 => {
            println!("{}: the use cases are in order", settings.policies.display());
            Ok(())
        }
        1 => Err(Problem("one thing is to be mended, see above".to_owned())),
        many => Err(Problem(format!("{many} things are to be mended, see above"))),
    }
}

/// What is in force with what is odd about it, and everything that is to be mended.
fn judged(
    policies: &Path,
    networks: &[IpNet],
    kept: &Kept,
    sources: &[(SourceId, Vec<SectionKind>)],
    today: Date,
) -> (Vec<String>, Vec<String>) {
    let ids: Vec<SourceId> = sources.iter().map(|(id, _)| id.clone()).collect();
    let whole = Folder::read(policies, &ids).and_then(|folder| folder.with(kept, &ids, today));
    let folder = match whole {
        Ok(whole) => whole.folder,
        Err(faults) => return (Vec::new(), faults.0),
    };
    let notes = folder.sheets.values().flat_map(|sheet| said(sheet, sources, today)).collect();
    // The policies made of them are built and asked their known answers, as at a start.
    (notes, access::Rules::new(folder, networks).err().map(|faults| faults.0).unwrap_or_default())
}

fn said(sheet: &Sheet, sources: &[(SourceId, Vec<SectionKind>)], today: Date) -> Vec<String> {
    let Sheet { id, version, title, valid_from, valid_until, .. } = sheet;
    let mut lines = vec![format!("{id} version {version}, {title}: {valid_from} – {valid_until}")];
    lines.extend(sheet.findings(sources, today).into_iter().map(|finding| format!("  note: {finding}")));
    lines
}

/// What the database keeps; nothing when there is no database yet.
fn kept(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Kept, Problem> {
    if settings.database.file.as_ref().is_some_and(|file| !file.exists()) {
        println!("there is no database yet, so only the folder is read");
        return Ok(Kept::default());
    }
    let (database, sealer) = house::open_database(settings)?;
    let kept = Store::new(database, sealer, clock.clone()).kept().map_err(Problem::from)?;
    let hidden: Vec<&str> = kept.hidden.iter().map(|source| source.0.as_str()).collect();
    if !hidden.is_empty() {
        println!("hidden by their stewards now: {}", hidden.join(", "));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(change: impl Fn(&Path)) -> (String, String) {
        let folder = tempfile::tempdir().unwrap();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/policies");
        for name in ["groups.toml", "uc-006-rent-freeze.toml"] {
            std::fs::copy(example.join(name), folder.path().join(name)).unwrap();
        }
        change(folder.path());
        let filled = |name: &str, kinds: &[SectionKind]| (SourceId::new(name), kinds.to_vec());
        let sources = [filled("housing", &[SectionKind::Demographics]), filled("finance", SectionKind::ALL)];
        let today = "2027-12-01".parse().unwrap();
        let (notes, faults) = judged(folder.path(), &[], &Kept::default(), &sources, today);
        (notes.join("\n"), faults.join("\n"))
    }

    fn sheet(folder: &Path) -> String {
        std::fs::read_to_string(folder.join("uc-006-rent-freeze.toml")).unwrap()
    }

    #[test]
    fn what_is_in_order_is_listed_with_what_is_odd_about_it() {
        let (notes, faults) = judge(|folder| {
            let text = sheet(folder)
                + "\n[[opens]]\nsources = [\"housing\"]\nclasses = [\"custody\"]\nsections = [\"custody\"]\n";
            std::fs::write(folder.join("uc-006-rent-freeze.toml"), text).unwrap();
        });
        assert_eq!(faults, "");
        for expected in ["UC-006 version 1", "30 days left", "the source `housing` has no section `custody`"]
        {
            assert!(notes.contains(expected), "{expected}: {notes}");
        }
    }

    #[test]
    fn everything_that_is_to_be_mended_is_said_with_its_file() {
        let (_, faults) = judge(|folder| {
            let text = sheet(folder);
            std::fs::write(folder.join("twin.toml"), &text).unwrap();
            let purpose = "\n[[purpose]]\nid = \"eligibility\"\nwords = \"Again\"\n[[purpose]]\nid = \"two words\"\nwords = \"x\"\n";
            let bad =
                text.replace("UC-006", "UC 9").replace("\"rent-freeze-examiners\"", "\"nobody\"") + purpose;
            std::fs::write(folder.join("bad.toml"), bad).unwrap();
            let bare = text.split("[counsel]").next().unwrap().replace("UC-006", "UC-010");
            std::fs::write(folder.join("bare.toml"), bare).unwrap();
        });
        for expected in [
            "the id `UC-006` stands on another sheet too",
            "bad.toml: the id `UC 9` may have letters",
            "the user group `nobody` does not exist",
            "the purpose id `eligibility` is given twice",
            "the purpose id `two words` may have letters",
            "bare.toml",
        ] {
            assert!(faults.contains(expected), "{expected}: {faults}");
        }
    }
}
