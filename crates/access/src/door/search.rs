//! Searching. What was typed never stands in an address: it is kept sealed under a random name and asked from there.

use super::narrowing::narrowing;
use super::question::Question;
use super::searching::Searching;
use super::{Door, DoorError};
use crate::rules::Grants;
use crate::view::{Agency, Hit, Opened, SearchView, Shown};
use crate::words;
use audit::{Entry, Kind};
use identity::{Age, BirthQuery, Found, Kin, NameWord, Permitted, Query, UNLIKE};
use records::{Address, FieldClass, PartialDate, PersonId};
use staff::Session;

/// People on one page of results.
pub(super) const ON_A_PAGE: usize = 20;

/// People that a question leads to, in order, before they are cut.
#[derive(Default)]
pub(super) struct Answered {
    pub(super) hits: Vec<identity::Hit>,
    pub(super) total: usize,
    /// Said of a person before other reasons: what ties her to the one named.
    pub(super) ties: Vec<(PersonId, String)>,
    pub(super) note: Option<String>,
    /// People who were looked at on the way; for the log.
    pub(super) through: Vec<PersonId>,
}

impl Door {
    /// Answers a question by what the use case in force permits.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn answer(&self, session: &Session, question: &Question) -> Result<Opened<SearchView>, DoorError> {
        let decisions = self.deciding(session)?;
        let query = question.query(self.today());
        let searching = Searching::new(self, &decisions)?;
        let query = searching.ask(|asker| self.parts.casefile.placed(&query, asker));
        let answered = match &query.relative {
            Some(relative) => self.by_relative(&searching, &query, relative)?,
            None => self.by_words(&searching, &query)?,
        };
        let mut hits: Vec<Hit> = Vec::with_capacity(answered.hits.len());
        for hit in &answered.hits {
            hits.extend(self.hit(&decisions, hit, &query)?);
        }
        for hit in &mut hits {
            let tied = answered.ties.iter().find(|(person, _)| *person == hit.person);
            if let Some((_, words)) = tied {
                hit.reasons.insert(0, crate::view::Reason { words: words.clone(), agrees: true });
            }
        }
        let ids = |people: &mut dyn Iterator<Item = PersonId>| {
            people.map(|person| person.0.to_string()).collect::<Vec<_>>().join(" ")
        };
        let named = ids(&mut hits.iter().map(|hit| hit.person));
        let through = ids(&mut answered.through.iter().copied());
        let (typed, through) =
            (as_typed(question), if through.is_empty() { through } else { format!(" through {through}") });
        let permitted = searching.permitted();
        let entry = Entry {
            results: hits.len() as u64,
            allowed: permitted.all(),
            policies: searching.open.policies(),
            words: format!("{typed} named {named}{through}"),
            ..Entry::new(Kind::Search)
        };
        self.note(session, entry)?;
        let total = if hits.is_empty() { 0 } else { answered.total.max(hits.len()) as u64 };
        let view = SearchView {
            understood: understood(&query),
            not_used: not_used(&query, permitted),
            unused: query.unused.iter().map(|word| Shown::words(word.clone())).collect(),
            remarks: query.remarks.iter().map(|words| Shown::words(words.clone())).collect(),
            too_little: !can_seek(&query, permitted),
            total,
            narrow: (total > ON_A_PAGE as u64 && query.relative.is_none()).then(|| {
                let spread = searching.ask(|asker| self.parts.casefile.spread(&query, asker, self.today()));
                narrowing(&query, &spread, &self.agencies)
            }),
            note: answered.note.map(Shown::words),
            hits,
            systems: self.systems(&searching.open)?,
        };
        Ok(Opened::Open(Box::new(view)))
    }

    /// Those whom the words themselves mean. Where nobody has all names, they may be two people's who live together.
    pub(super) fn by_words(&self, searching: &Searching<'_>, query: &Query) -> Result<Answered, DoorError> {
        let Found { hits, total, .. } =
            searching.ask(|asker| self.parts.casefile.search(query, asker, ON_A_PAGE));
        let mut answered = Answered { hits, total, ..Answered::default() };
        let unlike = |hit: &identity::Hit| hit.reasons.iter().any(|one| one.words == UNLIKE);
        if answered.hits.first().is_none_or(unlike) {
            self.add_couples(searching, query, &mut answered)?;
        }
        Ok(answered)
    }

    /// Puts households first in which two people live whose names were typed one after the other.
    fn add_couples(
        &self,
        searching: &Searching<'_>,
        query: &Query,
        answered: &mut Answered,
    ) -> Result<(), DoorError> {
        let mut found: Vec<(identity::Couple, Query, Query)> = Vec::new();
        for (one, other) in splits(query) {
            let couples = searching.ask(|asker| self.parts.casefile.together(&one, &other, asker, COUPLES));
            found.extend(couples.into_iter().map(|couple| (couple, one.clone(), other.clone())));
        }
        found.sort_by(|(a, ..), (b, ..)| {
            b.bits.total_cmp(&a.bits).then((a.one, a.other).cmp(&(b.one, b.other)))
        });
        let alone = answered.hits.first().map_or(0.0, |hit| hit.bits);
        found.retain(|(couple, ..)| couple.bits > alone);
        let mut first: Vec<identity::Hit> = Vec::new();
        let mut homes: Vec<Vec<PersonId>> = Vec::new();
        for (couple, one, other) in found.iter().take(COUPLES) {
            if !self.live_together(searching, couple.one, couple.other)? {
                continue;
            }
            add_home(&mut homes, couple.one, couple.other);
            for (query, person) in [(one, couple.one), (other, couple.other)] {
                if first.iter().all(|hit| hit.person != person) {
                    first.extend(searching.ask(|asker| self.parts.casefile.weigh(query, asker, &[person])));
                }
            }
        }
        if !homes.is_empty() {
            let likely = 1.0 / homes.len() as f64;
            first.iter_mut().for_each(|hit| hit.probability = likely);
            let known = |hit: &identity::Hit| first.iter().any(|held| held.person == hit.person);
            let rest: Vec<identity::Hit> = answered.hits.drain(..).filter(|hit| !known(hit)).collect();
            answered.total = answered.total.max(first.len() + rest.len());
            first.extend(rest);
            first.truncate(ON_A_PAGE);
            answered.hits = first;
            answered.note = Some(match homes.len() {
                1 => "Both names live in one household, which comes first.".to_owned(),
                many => format!("Both names live together in {many} households, which come first."),
            });
        }
        Ok(())
    }

    /// The first one's file shows the other in the household.
    fn live_together(
        &self,
        searching: &Searching<'_>,
        one: PersonId,
        other: PersonId,
    ) -> Result<bool, DoorError> {
        let Some((cuts, around)) = searching.decisions.visible(one)? else { return Ok(false) };
        let (household, _) = cuts.household(&around);
        Ok(household.iter().any(|member| member.person == Some(other)))
    }

    fn systems(&self, grants: &Grants) -> Result<Vec<(Agency, bool)>, DoorError> {
        let lines = self.availability()?;
        let open = lines.into_iter().filter(|line| grants.opens_folder(&line.agency.id));
        Ok(open.map(|line| (line.agency, line.available)).collect())
    }
}

/// Households of two people that are looked at.
const COUPLES: usize = 6;

/// Couples that share somebody are of one household.
fn add_home(homes: &mut Vec<Vec<PersonId>>, one: PersonId, other: PersonId) {
    let shares = |home: &Vec<PersonId>| home.contains(&one) || home.contains(&other);
    let (of_them, others): (Vec<_>, Vec<_>) = homes.drain(..).partition(shares);
    *homes = others;
    homes.push(of_them.into_iter().flatten().chain([one, other]).collect());
}

/// The names of a question as those of two people: `rosa ortega luis ortega`, `rosa and luis ortega`.
fn splits(query: &Query) -> Vec<(Query, Query)> {
    let names = &query.names;
    if !(3..=6).contains(&names.len()) {
        return Vec::new();
    }
    let only = |words: &[&NameWord]| Query {
        names: words.iter().map(|word| (*word).clone()).collect(),
        only: query.only.clone(),
        ..Query::default()
    };
    let mut splits: Vec<(Query, Query)> = (1..names.len())
        .map(|at| {
            (only(&names[..at].iter().collect::<Vec<_>>()), only(&names[at..].iter().collect::<Vec<_>>()))
        })
        .collect();
    if let [one, two, family] = names.as_slice() {
        splits.push((only(&[one, family]), only(&[two, family])));
    }
    splits
}

fn understood(query: &Query) -> Vec<Shown> {
    let mut parts = particulars(query);
    if let Some(relative) = &query.relative {
        let of = particulars(&relative.of).join(", ");
        parts.push(match relative.kin {
            Kin::Household => format!("lives with: {of}"),
            kin => format!("{} of: {of}", kin.words(relative.sex)),
        });
    }
    parts.into_iter().map(Shown::words).collect()
}

fn particulars(query: &Query) -> Vec<String> {
    let mut parts = Vec::new();
    let names: Vec<&str> = query.names.iter().map(|word| word.text.as_str()).collect();
    if !names.is_empty() {
        parts.push(format!("name “{}”", names.join(" ")));
    }
    parts.extend(birth_words(query.birth));
    parts.extend(query.age.as_ref().map(age_words));
    parts.extend(query.sex.map(|sex| format!("{sex:?}").to_lowercase()));
    parts.extend(query.ssn.as_ref().map(|ssn| match ssn.reveal_digits().len() {
        4 => format!("SSN ending in {}", ssn.last_four()),
        _ => format!("whole SSN, ending in {}", ssn.last_four()),
    }));
    parts.extend(query.phones.iter().map(|phone| format!("phone {phone}")));
    parts.extend(query.emails.iter().map(|email| format!("e-mail {email}")));
    parts.extend(query.address.as_ref().map(|address| format!("address “{}”", address.line())));
    parts.extend(query.numbers.iter().map(|number| format!("number {number}")));
    parts
}

fn age_words(age: &Age) -> String {
    match (age.years, age.to) {
        (0, 0) => "under 1 year old".to_owned(),
        (from, to) if from < to => format!("{from} to {to} years old"),
        (years, _) if age.spread > 2.0 => format!("about {years} years old"),
        (years, _) => format!("{years} years old"),
    }
}

fn birth_words(birth: BirthQuery) -> Option<String> {
    match birth {
        BirthQuery { year: Some(year), month, day } => {
            Some(format!("born {}", words::partial_date(PartialDate { year, month, day: month.and(day) })))
        }
        BirthQuery { year: None, month: Some(month), day: Some(day) } => {
            Some(format!("born on {month}/{day}"))
        }
        _ => None,
    }
}

/// Some part of a question leads to people, and may be used; sex alone and a flat alone do not lead to anybody.
fn can_seek(query: &Query, permitted: &Permitted) -> bool {
    let placed = |address: &Address| {
        [&address.street, &address.city, &address.zip].iter().any(|part| !part.is_empty())
    };
    let may = |class: FieldClass| permitted.anywhere(class);
    !query.names.is_empty() && may(FieldClass::Name)
        || (query.birth != BirthQuery::default() || query.age.is_some()) && may(FieldClass::BirthDate)
        || query.ssn.is_some() && may(FieldClass::SsnLastFour)
        || !(query.phones.is_empty() && query.emails.is_empty()) && may(FieldClass::Phone)
        || query.address.as_ref().is_some_and(placed) && may(FieldClass::Address)
        || !query.numbers.is_empty() && may(FieldClass::RecordNumber)
        || query.relative.is_some() && (may(FieldClass::Relatives) || may(FieldClass::Household))
}

/// The parts of a question that the use case does not let anybody search by, and what to do about it.
fn not_used(query: &Query, permitted: &Permitted) -> Vec<String> {
    let asked = [
        (!query.names.is_empty(), FieldClass::Name, "a name"),
        (
            query.birth != BirthQuery::default() || query.age.is_some(),
            FieldClass::BirthDate,
            "a birth date or age",
        ),
        (query.sex.is_some(), FieldClass::PersonDetail, "sex"),
        (query.ssn.is_some(), FieldClass::SsnLastFour, "a Social Security number"),
        (!query.phones.is_empty() || !query.emails.is_empty(), FieldClass::Phone, "a phone or e-mail"),
        (query.address.is_some(), FieldClass::Address, "an address"),
        (!query.numbers.is_empty(), FieldClass::RecordNumber, "a case or client number"),
    ];
    let mut asked = asked.to_vec();
    if let Some(relative) = &query.relative {
        // What members of a household are to its head tells of many ties.
        let kin = if permitted.anywhere(FieldClass::Household) {
            FieldClass::Household
        } else {
            FieldClass::Relatives
        };
        let home = (true, FieldClass::Household, "who lives together");
        asked.push(if relative.kin == Kin::Household { home } else { (true, kin, "relatives") });
    }
    let whole = query.ssn.as_ref().is_some_and(|ssn| ssn.reveal_digits().len() == 9);
    let cut =
        whole && permitted.anywhere(FieldClass::SsnLastFour) && !permitted.anywhere(FieldClass::SsnFull);
    let kin = query.relative.as_ref().is_some_and(|relative| relative.kin != Kin::Household);
    let halved =
        kin && permitted.anywhere(FieldClass::Household) && !permitted.anywhere(FieldClass::Relatives);
    let only_home = "Your use case does not let you search by relatives; only who lives together was used.";
    let only_four = "Your use case lets you search by the last four digits of an SSN only; they were used.";
    let refused = asked
        .iter()
        .filter(|(given, class, _)| *given && !permitted.anywhere(*class))
        .map(|(_, _, what)| format!("Your use case does not let you search by {what}; it was not used."));
    refused.chain(cut.then(|| only_four.to_owned())).chain(halved.then(|| only_home.to_owned())).collect()
}

/// What was typed, for the sealed part of the audit entry.
fn as_typed(question: &Question) -> String {
    serde_json::to_string(question).unwrap_or_default()
}
