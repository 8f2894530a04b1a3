//! Requests: how a key contact writes a use case down, changes it, and begins a new version of one.

use super::review::Known;
use super::{Door, DoorError};
use audit::{Entry, Kind};
use records::SourceId;
use staff::{DutyKind, Session};
use usecases::{Before, Choices, Draft, Mend, State, UserGroup, day_of};

impl Door {
    /// What can be chosen in a request of an agency's key contact; none when she is not one.
    pub fn request_choices(&self, session: &Session, agency: &str) -> Option<Choices> {
        if !session.account.has(DutyKind::Requester, agency) {
            return None;
        }
        let groups = self.rules().groups().iter().filter(|group| group.agency == agency).cloned().collect();
        Some(Choices { groups, sources: self.kinds() })
    }

    /// A draft to go on with, with the agency that asks and what it is made of; none when there is none for her.
    ///
    /// # Errors
    /// When the database fails.
    pub fn request_draft(
        &self,
        session: &Session,
        id: &str,
        number: i64,
    ) -> Result<Option<(Draft, Before, Choices)>, DoorError> {
        let Some(known) = self.known_use_case(&session.account, id, number)? else { return Ok(None) };
        let Some(version) = known.kept.as_ref().filter(|version| version.state == State::Draft) else {
            return Ok(None);
        };
        let Some(mut choices) = self.request_choices(session, &version.agency) else { return Ok(None) };
        let mut draft = Draft::read(&version.text).map_err(DoorError::Rules)?;
        if let Some(group) = &version.group {
            draft.groups.retain(|id| *id != group.id);
            draft.new_group = group.name.clone();
        }
        // What the version before was for may stay, also where two agencies share it.
        let before = self.version_before(&known)?;
        let shared = before.and_then(|before| before.sheet).map(|sheet| sheet.groups).unwrap_or_default();
        let missing: Vec<UserGroup> = {
            let rules = self.rules();
            let new = shared.iter().filter(|id| !choices.groups.iter().any(|group| group.id == **id));
            new.filter_map(|id| rules.group(id).cloned()).collect()
        };
        choices.groups.extend(missing);
        Ok(Some((draft, version.before(), choices)))
    }

    /// Begins a request. The inner `Err` says what is to be mended; none when she may not ask for this agency.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn begin_request(
        &self,
        session: &Session,
        agency: &str,
        draft: &Draft,
    ) -> Result<Option<Result<Before, Vec<Mend>>>, DoorError> {
        if self.request_choices(session, agency).is_none() {
            return Ok(None);
        }
        if let Some(refused) = self.draft_refused(session, draft, agency)? {
            return Ok(Some(Err(refused)));
        }
        loop {
            let id = self.next_id()?;
            self.note(session, written(&id, 1, "began"))?;
            if self.use_cases.begin(&id, 1, agency, session.account.id, draft)? {
                let begun = self.use_cases.version(&id, 1)?;
                return Ok(begun.map(|version| Ok(version.before())));
            }
        }
    }

    /// Changes a draft. The inner `Err` says what is to be mended; none when there is no such draft for her.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn save_draft(
        &self,
        session: &Session,
        before: &Before,
        draft: &Draft,
    ) -> Result<Option<Result<Before, Vec<Mend>>>, DoorError> {
        let known = self.known_use_case(&session.account, &before.use_case, before.version)?;
        let Some(agency) = known.and_then(|known| known.kept).map(|version| version.agency) else {
            return Ok(None);
        };
        if let Some(refused) = self.draft_refused(session, draft, &agency)? {
            return Ok(Some(Err(refused)));
        }
        self.note(session, written(&before.use_case, before.version, "changed"))?;
        match self.use_cases.save(before, session.account.id, draft) {
            Ok(version) => Ok(Some(Ok(version.before()))),
            Err(usecases::UseCaseError::Unfit(words)) => Ok(Some(Err(vec![at_top(&words)]))),
            Err(other) => Err(other.into()),
        }
    }

    /// Begins the next version of a use case, with the text of its newest one. The number of the draft: of the one that is
    /// open already, when there is one. None when there is no such use case for her.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn new_version(&self, session: &Session, id: &str) -> Result<Option<Before>, DoorError> {
        let all = self.known_use_cases()?;
        let Some(newest) = all.iter().filter(|known| known.id == id).max_by_key(|known| known.number) else {
            return Ok(None);
        };
        let hers = newest.agencies.iter().find(|agency| session.account.has(DutyKind::Requester, agency));
        let Some(agency) = hers else { return Ok(None) };
        if let Some(version) =
            newest.kept.as_ref().filter(|one| one.state == State::Draft || one.is_under_review())
        {
            return Ok(Some(version.before()));
        }
        let Some(sheet) = &newest.sheet else { return Ok(None) };
        if self
            .draft_refused(session, &Draft { title: sheet.title.clone(), ..Draft::default() }, agency)?
            .is_some()
        {
            return Ok(None);
        }
        let draft = Draft::read(&sheet.plain_text()).map_err(DoorError::Rules)?;
        let number = newest.number + 1;
        self.note(session, written(id, number, "began"))?;
        self.use_cases.begin(id, number, agency, session.account.id, &draft)?;
        Ok(self.use_cases.version(id, number)?.map(|version| version.before()))
    }

    /// What keeps a draft from being handed in: at the form's fields first, then of the whole.
    pub(super) fn submit_faults(&self, session: &Session, known: &Known) -> Result<Vec<Mend>, DoorError> {
        let Some((draft, before, choices)) = self.request_draft(session, &known.id, known.number)? else {
            return Ok(vec![at_top("It is no draft any more.")]);
        };
        let faults = draft.faults(&choices, day_of(self.now()));
        if !faults.is_empty() {
            return Ok(faults);
        }
        let version = self.use_cases.version(&before.use_case, before.version)?;
        let Some(version) = version else { return Ok(vec![at_top("There is no such version.")]) };
        let groups: Vec<UserGroup> = version.group.clone().into_iter().collect();
        let trial = match version.sheet() {
            Ok(sheet) => self.trial(sheet, &groups).map(drop).map_err(|faults| faults.0),
            Err(fault) => Err(vec![fault]),
        };
        let words = "It was tried out, and the policies made of it are not in order";
        Ok(trial.err().unwrap_or_default().iter().map(|fault| at_top(&format!("{words}: {fault}"))).collect())
    }

    /// Guards that hold for every act, and days that cannot be read.
    fn draft_refused(
        &self,
        session: &Session,
        draft: &Draft,
        agency: &str,
    ) -> Result<Option<Vec<Mend>>, DoorError> {
        if let Err(no) = self.may_by_duty(session, DutyKind::Requester, agency)? {
            return Ok(Some(vec![at_top(&no.0)]));
        }
        let unreadable = draft.unreadable();
        Ok((!unreadable.is_empty()).then_some(unreadable))
    }

    fn version_before(&self, known: &Known) -> Result<Option<Known>, DoorError> {
        let all = self.known_use_cases()?.into_iter();
        let earlier = all.filter(|other| other.id == known.id && other.number < known.number);
        Ok(earlier.filter(|other| other.sheet.is_some()).max_by_key(|other| other.number))
    }

    /// One more than the highest number of any use case.
    fn next_id(&self) -> Result<String, DoorError> {
        let number = |known: &Known| known.id.rsplit('-').next()?.parse::<u32>().ok();
        let highest = self.known_use_cases()?.iter().filter_map(number).max().unwrap_or(0);
        Ok(format!("UC-{:03}", highest + 1))
    }

    /// Every source, as choices name it.
    pub fn source_name(&self, source: &SourceId) -> String {
        self.source_agency(source).short
    }
}

fn written(id: &str, version: i64, what: &str) -> Entry {
    Entry { words: format!("{id} version {version}: {what}"), ..Entry::new(Kind::UseCase) }
}

pub(super) fn at_top(words: &str) -> Mend {
    Mend { field: "title".to_owned(), words: words.to_owned() }
}
