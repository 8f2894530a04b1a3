//! Searching. What was typed never stands in an address: it is kept sealed under a random name and asked from there.

use super::decisions::Decisions;
use super::{Door, DoorError};
use crate::rules::{Grants, Situation};
use crate::view::{Agency, Band, Hit, Line, Opened, Reason, SearchView, Shown};
use crate::{tables, words};
use audit::{Entry, Kind};
use database::Cell;
use identity::{BirthQuery, Found, Permitted, Query, Role};
use records::{Address, FieldClass, PartialDate, SectionKind, Sex, Ssn};
use serde::{Deserialize, Serialize};
use staff::{LONGEST_HOURS, Session};

/// What somebody typed: one box that takes everything, and fields for who likes them better. All may be empty.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// The one box.
    pub text: String,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Birth date or a part of it.
    pub birth: String,
    /// Age in years.
    pub age: String,
    /// Sex.
    pub sex: String,
    /// SSN or its last four digits.
    pub ssn: String,
    /// Phone.
    pub phone: String,
    /// Street and house number, present or former.
    pub address: String,
    /// Case, client or card number.
    pub number: String,
}

/// People on one page of results.
const ON_A_PAGE: usize = 20;
/// From this probability on a hit counts as likely the person meant.
const LIKELY: f64 = 0.5;

impl Question {
    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        let fields = [
            &self.text,
            &self.first,
            &self.last,
            &self.birth,
            &self.age,
            &self.ssn,
            &self.phone,
            &self.address,
            &self.number,
        ];
        fields.iter().all(|field| field.trim().is_empty())
    }

    fn query(&self, today: jiff::civil::Date) -> Query {
        let mut query = Query::parse(&self.text, today);
        query.add_names(&self.first, Role::Given);
        query.add_names(&self.last, Role::Family);
        if !self.birth.trim().is_empty() {
            query.set_birth(&self.birth);
        }
        if !self.age.trim().is_empty() {
            let told = Query::parse(&format!("age {}", self.age.trim()), today);
            query.age = told.age.or(query.age);
        }
        query.sex = Sex::read(&self.sex).or(query.sex);
        query.ssn = Ssn::read(&self.ssn).or(query.ssn);
        query.phones.extend(Some(self.phone.trim().to_owned()).filter(|phone| !phone.is_empty()));
        query.numbers.extend(Some(self.number.trim().to_owned()).filter(|number| !number.is_empty()));
        if !self.address.trim().is_empty() {
            query.address = Some(Address { street: self.address.trim().to_owned(), ..Address::default() });
        }
        query
    }
}

impl Door {
    /// Keeps a question and gives the name by which its answer is asked for.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ask(&self, session: &Session, question: &Question) -> Result<String, DoorError> {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random)
            .map_err(|_| DoorError::Rules("the system has no randomness".to_owned()))?;
        let id: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let plain = serde_json::to_vec(question).map_err(|cause| DoorError::Rules(cause.to_string()))?;
        let body = self.parts.sealer.seal(body_cell(&id), &plain)?;
        let now = self.now().as_millisecond();
        self.parts.database.write(|t| {
            tables::forget_questions(t, now - LONGEST_HOURS * 3_600_000)?;
            tables::keep_question(t, &id, &session.id, now, &body)
        })?;
        Ok(id)
    }

    /// The question by its name, for the session that asked it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn question(&self, session: &Session, id: &str) -> Result<Option<Question>, DoorError> {
        let Some(row) = self.parts.database.read(|t| tables::question(t, id))? else { return Ok(None) };
        if row.session != session.id {
            return Ok(None);
        }
        let plain = self.parts.sealer.open(body_cell(id), &row.body)?;
        Ok(serde_json::from_slice(&plain).ok())
    }

    /// Answers a question by what the use case in force permits.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn answer(&self, session: &Session, question: &Question) -> Result<Opened<SearchView>, DoorError> {
        let decisions = self.deciding(session)?;
        let query = question.query(self.today());
        let grants = decisions.searching(Situation::OPEN)?;
        let permitted = self.permitted(&grants);
        let found = self.found(&decisions, &query, &permitted)?;
        let mut hits = Vec::with_capacity(found.hits.len());
        for hit in &found.hits {
            hits.extend(self.hit(&decisions, hit)?);
        }
        let named: Vec<String> = hits.iter().map(|hit| hit.person.0.to_string()).collect();
        let shown = format!("{} named {}", as_typed(question), named.join(" "));
        let entry = Entry {
            results: hits.len() as u64,
            allowed: permitted.all(),
            policies: grants.policies(),
            words: shown,
            ..Entry::new(Kind::Search)
        };
        self.note(session, entry)?;
        let total = (found.total as u64).max(hits.len() as u64);
        let view = SearchView {
            understood: understood(&query),
            not_used: not_used(&query, &permitted),
            total,
            narrow: (total > ON_A_PAGE as u64).then(|| narrowing(&query)),
            hits,
            systems: self.systems(&grants)?,
        };
        Ok(Opened::Open(Box::new(view)))
    }

    /// Looks through the people of each situation by what is permitted of them: an address must not find somebody whose
    /// address is hidden, and who is sealed changes no count and no order.
    fn found(
        &self,
        decisions: &Decisions<'_>,
        query: &Query,
        permitted: &Permitted,
    ) -> Result<Found, DoorError> {
        let among = |situation: Situation, permitted: &Permitted| {
            let wanted = |person| decisions.need.situation(person) == situation;
            self.parts.casefile.find(query, permitted, ON_A_PAGE, &wanted)
        };
        let mut found = among(Situation::OPEN, permitted);
        for situation in decisions.need.special() {
            let grants = decisions.searching(situation)?;
            let permitted = self.permitted(&grants);
            if permitted.all() != 0 {
                let more = among(situation, &permitted);
                found.total += more.total;
                found.hits.extend(more.hits);
            }
        }
        found.hits.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.person.cmp(&b.person)));
        found.hits.truncate(ON_A_PAGE);
        Ok(found)
    }

    /// Only sources whose names are open can name anybody.
    fn permitted(&self, grants: &Grants) -> Permitted {
        let sources = self.agencies.iter().map(|agency| &agency.id);
        let named = sources.filter(|id| grants.opens(id, SectionKind::Demographics, FieldClass::Name));
        named.fold(Permitted::nothing(), |sum, id| sum.and(id.clone(), grants.find_mask(id)))
    }

    fn systems(&self, grants: &Grants) -> Result<Vec<(Agency, bool)>, DoorError> {
        let lines = self.availability()?;
        let open = lines.into_iter().filter(|line| grants.opens_folder(&line.agency.id));
        Ok(open.map(|line| (line.agency, line.available)).collect())
    }

    fn hit(&self, decisions: &Decisions<'_>, hit: &identity::Hit) -> Result<Option<Hit>, DoorError> {
        let Some((cuts, around)) = decisions.visible(hit.person)? else { return Ok(None) };
        let (cut, own) = (cuts.of(around.person), &around.people[&around.person]);
        let contacts = cut.contacts(own);
        let bar = cut.bar(around.person, own, &contacts);
        let (household, _) = cuts.household(&around);
        let others = household.into_iter().filter(|member| !member.is_subject);
        let with_age = |name: Shown, age: Option<Shown>| match age {
            Some(age) => Shown::words(format!("{name}, {age}")),
            None => name,
        };
        let birth = match (bar.birth, bar.age) {
            (Some(birth), Some(age)) => Some(Shown::words(format!("{birth} ({age})"))),
            (birth, _) => birth,
        };
        let known = |agency: &&Agency| own.0.iter().any(|stored| stored.record.source == agency.id);
        Ok(bar.name.map(|name| Hit {
            person: around.person,
            name,
            private: bar.private.map(|note| note.mark),
            other_names: bar.other_names,
            birth,
            ssn: bar.ssn,
            address: bar.address.or_else(|| former_address(&contacts)),
            band: if hit.probability >= LIKELY { Band::Likely } else { Band::Possible },
            reasons: reasons(hit),
            agencies: self
                .agencies
                .iter()
                .filter(known)
                .filter(|agency| cut.grants.opens_folder(&agency.id))
                .cloned()
                .collect(),
            household: others.filter_map(|member| Some(with_age(member.name?, member.age))).collect(),
        }))
    }
}

/// Where the person lived last, said as such.
fn former_address(contacts: &[Line]) -> Option<Shown> {
    let last = contacts.iter().find(|line| line.label == "Address")?;
    Some(Shown::words(format!("formerly {}", last.value)))
}

/// The three strongest agreements and everything that speaks against.
fn reasons(hit: &identity::Hit) -> Vec<Reason> {
    let reason =
        |reason: &identity::Reason| Reason { words: reason.words.to_owned(), agrees: reason.bits > 0.0 };
    let mut all: Vec<Reason> = hit.reasons.iter().filter(|one| one.bits > 0.0).take(3).map(reason).collect();
    all.extend(hit.reasons.iter().filter(|one| one.bits < 0.0).map(reason));
    all.dedup();
    all
}

fn understood(query: &Query) -> Vec<Shown> {
    let mut parts = Vec::new();
    let names: Vec<&str> = query.names.iter().map(|word| word.text.as_str()).collect();
    if !names.is_empty() {
        parts.push(format!("name “{}”", names.join(" ")));
    }
    parts.extend(birth_words(query.birth));
    if let Some(age) = &query.age {
        parts.push(if age.spread > 2.0 {
            format!("about {} years old", age.years)
        } else {
            format!("{} years old", age.years)
        });
    }
    parts.extend(query.sex.map(|sex| format!("{sex:?}").to_lowercase()));
    parts.extend(query.ssn.as_ref().map(|ssn| match ssn.reveal_digits().len() {
        4 => format!("SSN ending in {}", ssn.last_four()),
        _ => format!("whole SSN, ending in {}", ssn.last_four()),
    }));
    parts.extend(query.phones.iter().map(|phone| format!("phone {phone}")));
    parts.extend(query.emails.iter().map(|email| format!("e-mail {email}")));
    parts.extend(query.address.as_ref().map(|address| format!("address “{}”", address.line())));
    parts.extend(query.numbers.iter().map(|number| format!("number {number}")));
    parts.into_iter().map(Shown::words).collect()
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
    let whole = query.ssn.as_ref().is_some_and(|ssn| ssn.reveal_digits().len() == 9);
    let cut =
        whole && permitted.anywhere(FieldClass::SsnLastFour) && !permitted.anywhere(FieldClass::SsnFull);
    let only_four = "Your use case lets you search by the last four digits of an SSN only; they were used.";
    let refused = asked
        .iter()
        .filter(|(given, class, _)| *given && !permitted.anywhere(*class))
        .map(|(_, _, what)| format!("Your use case does not let you search by {what}; it was not used."));
    refused.chain(cut.then(|| only_four.to_owned())).collect()
}

/// The question that narrows most: what is missing, in the order in which it parts people.
fn narrowing(query: &Query) -> String {
    let no_birth = query.birth == BirthQuery::default();
    if no_birth && query.age.is_none() {
        "Ask for the birth date, or about how old the person is.".to_owned()
    } else if query.names.len() < 2 {
        "Ask for the last name, or how it sounds.".to_owned()
    } else if no_birth {
        "Ask for the birth date.".to_owned()
    } else {
        "Ask for a street where the person lives or lived, or the last four digits of the SSN.".to_owned()
    }
}

/// What was typed, for the sealed part of the audit entry.
fn as_typed(question: &Question) -> String {
    serde_json::to_string(question).unwrap_or_default()
}

fn body_cell(id: &str) -> Cell<'_> {
    Cell { table: "question", column: "body", row: id.as_bytes() }
}
