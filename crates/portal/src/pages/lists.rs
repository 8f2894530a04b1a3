//! The lists of a case file, put in the order in which they are read.

use crate::{Sheet, Times};
use access::view::{
    Agency, FileView, FolderView, HouseholdMember, IncomeLine, Line, ProgramLine, Relative, RowView,
    SectionView, Shown, ShownKind, SourceState,
};
use jiff::Timestamp;
use records::SectionKind;

/// What agencies say alike of a member of a household.
pub(crate) struct Says<'a> {
    /// Relation to the head of household.
    pub relation: Option<&'a Shown>,
    /// Since when.
    pub since: Option<&'a Shown>,
    /// Until when.
    pub until: Option<&'a Shown>,
    /// Who says so.
    pub agencies: Vec<&'a Agency>,
    /// As of when the newest of them says so.
    pub as_of: Timestamp,
}

/// Past rows of a folder's section that stand open.
const PAST_IN_A_FOLDER: usize = 3;

/// What is said of a member: one line for each different word.
pub(crate) fn says(member: &HouseholdMember) -> Vec<Says<'_>> {
    let mut lines: Vec<Says<'_>> = Vec::new();
    for said in &member.said {
        let (relation, since, until) = (said.relation.as_ref(), said.since.as_ref(), said.until.as_ref());
        match lines
            .iter_mut()
            .find(|have| (have.relation, have.since, have.until) == (relation, since, until))
        {
            Some(have) => {
                have.agencies.push(&said.agency);
                have.as_of = have.as_of.max(said.as_of);
            }
            None => {
                lines.push(Says { relation, since, until, agencies: vec![&said.agency], as_of: said.as_of })
            }
        }
    }
    lines
}

pub(crate) fn household<'a>(people: &'a [HouseholdMember], times: &Times) -> Sheet<'a, HouseholdMember> {
    let newest = |member: &HouseholdMember| member.said.iter().map(|said| said.as_of).max();
    let mut sheet = Sheet::cut(people, people.len(), times, |_| true, |one| newest(one).unwrap_or_default());
    // One "as of" for all only when it is true of every word, not just of each member's newest.
    let mut words = people.iter().flat_map(|one| &one.said).map(|said| times.as_of(&said.as_of).words);
    let first = words.next();
    sheet.as_of = sheet.as_of.filter(|_| words.all(|other| Some(&other) == first.as_ref()));
    sheet
}

pub(crate) fn relatives<'a>(people: &'a [Relative], times: &Times) -> Sheet<'a, Relative> {
    Sheet::cut(people, 0, times, |_| true, |one| one.as_of)
}

pub(crate) fn programs<'a>(lines: &'a [ProgramLine], times: &Times) -> Sheet<'a, ProgramLine> {
    Sheet::cut(lines, 0, times, |line| line.open, |line| line.as_of)
}

pub(crate) fn incomes<'a>(lines: &'a [IncomeLine], times: &Times) -> Sheet<'a, IncomeLine> {
    Sheet::cut(lines, 0, times, |line| line.current, |line| line.as_of)
}

pub(crate) fn contacts<'a>(lines: &'a [Line], times: &Times) -> Sheet<'a, Line> {
    Sheet::cut(lines, 0, times, |line| line.current, |line| line.as_of)
}

pub(crate) fn rows<'a>(section: &'a SectionView, times: &Times) -> Sheet<'a, RowView> {
    let dates_matter = section.kind != SectionKind::Documents;
    let past = if dates_matter { PAST_IN_A_FOLDER } else { 8 };
    Sheet::cut(&section.rows, past, times, |row| row.current && dates_matter, |row| row.as_of)
}

/// Whether a column stands to the right: its values are amounts or counts.
pub(crate) fn is_number(section: &SectionView, column: &usize) -> bool {
    let first = section.rows.iter().find_map(|row| row.cells.get(*column)?.as_ref());
    first.is_some_and(|shown| matches!(shown.kind(), ShownKind::Money | ShownKind::Number))
}

/// What a row is about, for links that say only "View document".
pub(crate) fn row_name(row: &RowView) -> &str {
    let words = row.cells.iter().flatten().find(|shown| *shown.kind() == ShownKind::Words);
    words.map_or("document", Shown::text)
}

/// A document's form as people call it, where the agency gives the name that machines use.
pub(crate) fn form_words(value: &Shown) -> Option<&'static str> {
    match value.text() {
        "image/png" | "image/jpeg" | "image/tiff" => Some("Picture"),
        "application/pdf" => Some("PDF"),
        _ => None,
    }
}

/// The last word of the style class `tl-state--…`.
pub(crate) fn state_class(state: &SourceState) -> &'static str {
    match state {
        SourceState::Fresh => "fresh",
        SourceState::AsOf => "as-of",
        SourceState::Slow => "slow",
        SourceState::Down => "down",
        SourceState::NotPermitted => "refused",
        SourceState::NoRecord => "none",
    }
}

/// A word or two on how a folder stands. Never is "did not answer" shown as "no record".
pub(crate) fn state_words(folder: &FolderView, times: &Times) -> String {
    match (folder.state, &folder.as_of) {
        (SourceState::Fresh, None) => "Up to date".to_owned(),
        (SourceState::Fresh | SourceState::AsOf, Some(at)) => format!("As of {}", times.as_of(at).words),
        (SourceState::AsOf, None) => "Said before".to_owned(),
        (SourceState::Slow, _) => "No answer yet".to_owned(),
        (SourceState::Down, _) => "Not answering".to_owned(),
        (SourceState::NotPermitted, _) => "Not included".to_owned(),
        (SourceState::NoRecord, _) => "No record".to_owned(),
    }
}

/// Where a folder is asked for by itself.
pub(crate) fn folder_address(person: &i64, folder: &FolderView) -> String {
    format!("/people/{person}/folders/{}", folder.agency.id)
}

/// Where a folder's documents are.
pub(crate) fn documents_address(person: &i64, folder: &FolderView) -> String {
    format!("/people/{person}/documents/{}", folder.agency.id)
}

/// Whether it helps to ask again.
pub(crate) fn can_ask_again(folder: &FolderView) -> bool {
    matches!(folder.state, SourceState::Slow | SourceState::Down)
}

/// What the reader must know of an empty folder whose system was not heard.
pub(crate) fn may_know_more(folder: &FolderView) -> bool {
    can_ask_again(folder) && folder.sections.is_empty()
}

/// The names of agencies in a row.
pub(crate) fn shorts<'a>(agencies: impl IntoIterator<Item = &'a Agency>) -> String {
    agencies.into_iter().map(|agency| agency.short.as_str()).collect::<Vec<_>>().join(", ")
}

/// What the whole file says in one line under a disagreement or a member: agencies that do not count somebody in.
pub(crate) fn silent_on(member: &HouseholdMember) -> Option<String> {
    (!member.not_said.is_empty()).then(|| shorts(&member.not_said))
}

/// The folders that answer at this moment and are worth asking.
pub(crate) fn live(file: &FileView) -> usize {
    file.folders.iter().filter(|folder| folder.live).count()
}
/// Words that begin in the middle, as a sentence of their own.
pub(crate) fn sentence(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", rest.as_str())
}
