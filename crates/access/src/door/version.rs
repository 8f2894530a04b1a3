//! One version of a use case, with all that those read who decide on it.

use super::review::{Known, agreed};
use super::{Door, DoorError};
use crate::view::{MyStep, VersionView};
use crate::words::civil_date;
use records::{FieldClass, SectionKind, SourceId};
use staff::Session;
use std::collections::{BTreeMap, BTreeSet};
use usecases::{Before, Change, Names, Sheet, Step, StepKind, UserGroup, day_of};

impl Door {
    /// One version; none when there is no such version for her.
    ///
    /// # Errors
    /// When the database fails.
    pub fn use_case_version(
        &self,
        session: &Session,
        id: &str,
        number: i64,
    ) -> Result<Option<VersionView>, DoorError> {
        let account = &session.account;
        let Some(known) = self.known_use_case(account, id, number)? else { return Ok(None) };
        let history = self.use_cases.history(id)?;
        let line = self.version_line(account, &known, &history, &self.use_cases.kept()?.ends);
        let all = self.known_use_cases()?;
        let earlier = all.iter().filter(|other| other.id == known.id && other.number < known.number);
        let before = earlier.filter(|other| other.sheet.is_some()).max_by_key(|other| other.number);
        let mut steps = self.steps_for(account, &known, &history, line.state);
        if all.iter().any(|other| other.id == known.id && other.number > known.number) {
            steps.retain(|step| *step != MyStep::NewVersion);
        }
        let (barred, changes) =
            (barred(session, &known, &history, &steps), self.changes_since(before, &known));
        let of_this = |step: &&Step| step.version <= known.number;
        let told: Vec<Step> = history.iter().filter(of_this).cloned().collect();
        let findings = match &known.sheet {
            Some(sheet) => sheet.findings(&self.kinds(), day_of(self.now())),
            None => Vec::new(),
        };
        let draft = self.text_of(&known);
        Ok(Some(VersionView {
            before: before_of(&known),
            texts: vec![
                ("Who".to_owned(), draft.who.clone()),
                ("What".to_owned(), draft.what.clone()),
                ("How".to_owned(), draft.how.clone()),
            ],
            purposes: draft.purposes.iter().map(|one| (one.id.clone(), one.words.clone())).collect(),
            groups: self.group_names(&known, &draft.groups),
            search_by: search_words(&draft.search_by),
            opens: known.sheet.as_ref().map(|sheet| self.opens_table(sheet)).unwrap_or_default(),
            counsel: self.counsel_words(&known),
            stewards: self.steward_words(&known, &history)?,
            text: known.kept.as_ref().map_or_else(String::new, |version| version.text.clone()),
            installed: known.kept.is_none(),
            history: self.history_lines(&told)?,
            previous: before.map(|before| before.number),
            changes,
            findings,
            steps,
            barred,
            line,
        }))
    }

    fn text_of(&self, known: &Known) -> usecases::Draft {
        let text = match (&known.kept, &known.sheet) {
            (Some(version), _) => version.text.clone(),
            (None, Some(sheet)) => sheet.plain_text(),
            (None, None) => String::new(),
        };
        usecases::Draft::read(&text).unwrap_or_default()
    }

    fn changes_since(&self, before: Option<&Known>, known: &Known) -> Vec<Change> {
        let sheets = before.and_then(|before| before.sheet.as_ref()).zip(known.sheet.as_ref());
        let Some((old, new)) = sheets else { return Vec::new() };
        let own: Vec<UserGroup> = known.kept.iter().filter_map(|version| version.group.clone()).collect();
        let source = |source: &SourceId| self.short_name(source);
        let group = |id: &str| self.group_name(id, &own);
        usecases::diff(old, new, &Names { source: &source, group: &group, day: &civil_date })
    }

    /// What a sheet opens, as far as the agencies have such content.
    fn opens_table(&self, sheet: &Sheet) -> Vec<(String, Vec<(String, String)>)> {
        let filled: BTreeMap<SourceId, Vec<SectionKind>> = self.kinds().into_iter().collect();
        let mut table: BTreeMap<SourceId, BTreeMap<SectionKind, BTreeSet<FieldClass>>> = BTreeMap::new();
        for (source, kind, class) in sheet.opened() {
            if filled.get(&source).is_none_or(|kinds| kinds.contains(&kind)) {
                table.entry(source).or_default().entry(kind).or_default().insert(class);
            }
        }
        let words = |classes: BTreeSet<FieldClass>| listed(classes);
        let rows = |kinds: BTreeMap<SectionKind, BTreeSet<FieldClass>>| {
            kinds.into_iter().map(|(kind, classes)| (kind.title().to_owned(), words(classes))).collect()
        };
        table.into_iter().map(|(source, kinds)| (self.short_name(&source), rows(kinds))).collect()
    }

    pub(super) fn group_name(&self, id: &str, more: &[UserGroup]) -> String {
        let rules = self.rules();
        let found = rules.group(id).or_else(|| more.iter().find(|group| group.id == id));
        found.map_or_else(|| id.to_owned(), |group| group.name.clone())
    }

    fn group_names(&self, known: &Known, ids: &[String]) -> Vec<(String, bool)> {
        let own: Vec<UserGroup> = known.kept.iter().filter_map(|version| version.group.clone()).collect();
        let is_new = |id: &String| own.iter().any(|group| group.id == *id);
        ids.iter().map(|id| (self.group_name(id, &own), is_new(id))).collect()
    }

    fn counsel_words(&self, known: &Known) -> String {
        let approved = known.sheet.as_ref().map(|sheet| &sheet.counsel);
        let given = approved.filter(|counsel| !counsel.reference.is_empty());
        given.map_or_else(String::new, |counsel| {
            let day = civil_date(counsel.approved_on);
            format!("{} by {}, reference {}", day, counsel.approved_by, counsel.reference)
        })
    }

    fn steward_words(&self, known: &Known, history: &[Step]) -> Result<Vec<(String, String)>, DoorError> {
        let Some(version) = &known.kept else { return Ok(Vec::new()) };
        let agreed = agreed(known, history);
        let mut all = Vec::new();
        for source in known.sources() {
            let step = history.iter().rev().find(|step| {
                step.version == version.version
                    && step.kind == StepKind::Agreed
                    && step.office == source.0
                    && agreed.contains(&source.0)
            });
            let who = step.map_or_else(|| Ok(String::new()), |step| self.staff_name(step.account))?;
            all.push((self.short_name(&source), who));
        }
        Ok(all)
    }
}

fn before_of(known: &Known) -> Before {
    let number = known.number;
    known.kept.as_ref().map_or_else(
        || {
            let digest = known.sheet.as_ref().map_or_else(String::new, |sheet| sheet.digest.clone());
            Before { use_case: known.id.clone(), version: number, digest }
        },
        usecases::Version::before,
    )
}

fn search_words(classes: &[String]) -> String {
    listed(classes.iter().filter_map(|name| FieldClass::named(name)))
}

/// The words of some classes have commas of their own.
fn listed(classes: impl IntoIterator<Item = FieldClass>) -> String {
    classes.into_iter().map(FieldClass::words).collect::<Vec<_>>().join("; ")
}

/// Why the step of her office is another person's to take.
fn barred(session: &Session, known: &Known, history: &[Step], steps: &[MyStep]) -> String {
    let approves = |step: &MyStep| matches!(step, MyStep::Review | MyStep::Approve | MyStep::Agree(_));
    if !steps.iter().any(approves) {
        return String::new();
    }
    let hers =
        history.iter().filter(|step| step.account == session.account.id && step.version == known.number);
    let round = known.kept.as_ref().map_or(0, |version| version.round);
    for step in hers {
        if matches!(step.kind, StepKind::Saved | StepKind::Submitted) {
            return "You wrote this text, so somebody else must decide on it.".to_owned();
        }
        if step.is_approval() && step.round == round {
            return "You have approved this version for another office already; a second person must decide here."
                .to_owned();
        }
    }
    String::new()
}
