//! Puts together what is in force: the folder of the operator, and the versions that were approved on pages.

use crate::{Faults, Folder, Kept, Sheet, UserGroup, Version};
use jiff::civil::Date;
use records::SourceId;

/// What is in force on a day.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Groups, sheets and texts to accept.
    pub folder: Folder,
    /// The next day on which a version takes the place of another; none when none waits.
    pub until: Option<Date>,
}

impl Folder {
    /// The folder with what the database keeps: a higher version takes the place of a lower one from its first day on. An ended
    /// use case is in it no more.
    ///
    /// # Errors
    /// With one sentence for each fault; then no part of it may be used.
    pub fn with(&self, kept: &Kept, sources: &[SourceId], today: Date) -> Result<InForce, Faults> {
        let mut folder = self.clone();
        let mut faults = Vec::new();
        let mut until: Option<Date> = None;
        folder.sheets.retain(|id, sheet| !is_ended(kept, id, i64::from(sheet.version)));
        for group in kept.approved.iter().filter_map(|version| version.group.as_ref()) {
            add_group(&mut folder.groups, group, &mut faults);
        }
        for version in kept.approved.iter().filter(|one| !is_ended(kept, &one.use_case, one.version)) {
            let sheet = match self.sheet_of(version) {
                Ok(sheet) => sheet,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            let own = sheet.faults(&folder.groups, sources);
            faults.extend(own.into_iter().map(|fault| format!("{}: {fault}", called(version))));
            let present = folder.sheets.get(&sheet.id);
            let waits = sheet.valid_from > today;
            if waits {
                until = Some(until.map_or(sheet.valid_from, |day| day.min(sheet.valid_from)));
            }
            if present.is_none_or(|present| present.version < sheet.version && !waits) {
                folder.sheets.insert(sheet.id.clone(), sheet);
            }
        }
        if faults.is_empty() { Ok(InForce { folder, until }) } else { Err(Faults(faults)) }
    }

    fn sheet_of(&self, version: &Version) -> Result<Sheet, String> {
        let sheet = version.sheet().map_err(|fault| format!("{}, {fault}", called(version)))?;
        let twin = self.sheets.get(&sheet.id).filter(|twin| twin.version == sheet.version);
        if twin.is_some_and(|twin| twin.plain_text() != sheet.plain_text()) {
            return Err(format!(
                "{}: the folder of policies has the same version with another text; give the file a new version, or take it away",
                called(version)
            ));
        }
        Ok(sheet)
    }
}

fn is_ended(kept: &Kept, use_case: &str, version: i64) -> bool {
    kept.ends.get(use_case).is_some_and(|end| version <= *end)
}

fn add_group(groups: &mut Vec<UserGroup>, new: &UserGroup, faults: &mut Vec<String>) {
    match groups.iter().find(|group| group.id == new.id) {
        None => groups.push(new.clone()),
        Some(group) if group.agency != new.agency => faults.push(format!(
            "the user group `{}` is described twice, for the agencies `{}` and `{}`; take one of them away",
            new.id, group.agency, new.agency
        )),
        // The operator may have given it a better name since.
        Some(_) => {}
    }
}

fn called(version: &Version) -> String {
    format!("use case {}, version {} (kept in the database)", version.use_case, version.version)
}
