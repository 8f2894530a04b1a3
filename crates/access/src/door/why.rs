//! "Why can I see this, and why not that?": for every kind of content of one folder, the use case that opens it or the rule
//! that hides it, and who can help.

use super::{Door, DoorError};
use crate::rules::{Asked, Place, Rules, Situation, classes_of, guard_in_words};
use crate::view::{Opened, WhyGroup, WhyView};
use audit::{Entry, Kind};
use records::{PersonId, SourceId};
use staff::{Duty, DutyKind, Session};
use std::collections::BTreeSet;

/// How the person stands to the asker, and whose marks make it so.
struct Hider {
    situation: Situation,
    marked_by: Vec<SourceId>,
}

impl Door {
    /// Explains one folder. It says nothing about the person but whether a mark hides something: all kinds of content that the
    /// agency can have are listed, whether it has them of this person or not.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn why(
        &self,
        session: &Session,
        person: PersonId,
        source: &SourceId,
    ) -> Result<Opened<WhyView>, DoorError> {
        let decisions = self.deciding(session)?;
        let Some((cuts, around)) = decisions.visible(person)? else {
            return self.refuse(session, person, source);
        };
        let cut = cuts.of(around.person);
        let Some(agency) = self.source(source).filter(|_| cut.grants.opens_folder(source)) else {
            return self.refuse(session, person, source);
        };
        let need = &decisions.need;
        let by = Hider { situation: need.situation(around.person), marked_by: need.marked_by(around.person) };
        let (mut shown, mut hidden) = (Vec::new(), Vec::new());
        for kind in &agency.profile().sections {
            for class in classes_of(*kind) {
                let (is_shown, because) = self.explained(session, &by, (source, *kind, class))?;
                let groups = if is_shown { &mut shown } else { &mut hidden };
                WhyGroup::add(groups, because, kind.title(), class.words());
            }
        }
        self.note(session, Entry { source: source.0.clone(), ..Entry::about(Kind::Why, around.person) })?;
        let bar = self.bar(&cut, around.person, &around.people[&around.person]);
        Ok(Opened::Open(Box::new(WhyView { bar, agency: cut.agency(source), shown, hidden })))
    }

    fn explained(
        &self,
        session: &Session,
        by: &Hider,
        place: Place<'_>,
    ) -> Result<(bool, String), DoorError> {
        let current = self.current()?;
        let rules = &current.rules;
        let asked = self.asked(session, &session.account, "", &current.hidden);
        let (is_shown, policies) = rules.why(&asked, by.situation, place).map_err(DoorError::Rules)?;
        let because = if is_shown {
            opened_by(rules, &policies)
        } else if self.would_be_open(rules, &asked, place)? {
            self.hidden_by(&policies, &by.marked_by)?
        } else {
            self.not_opened(rules, &asked, place)?
        };
        Ok((is_shown, because))
    }

    /// The use case opens it, and only a guard hides it.
    fn would_be_open(&self, rules: &Rules, asked: &Asked<'_>, place: Place<'_>) -> Result<bool, DoorError> {
        let nothing = BTreeSet::new();
        let confirmed =
            Asked { confirmed_seconds: 0, reason: "asked in general", hidden: &nothing, ..*asked };
        let (open, _) = rules.why(&confirmed, Situation::OPEN, place).map_err(DoorError::Rules)?;
        Ok(open)
    }

    fn hidden_by(&self, guards: &[String], marked_by: &[SourceId]) -> Result<String, DoorError> {
        let by = |id: &str| guards.iter().any(|guard| guard == id);
        if by("guard.private") {
            let mut who = Vec::new();
            for source in marked_by {
                who.extend(self.parts.staff.having(&Duty::new(DutyKind::Specialist, &source.0))?);
            }
            who.dedup();
            let names: Vec<String> = who.iter().map(staff::Contact::in_words).collect();
            let ask = match names.is_empty() {
                true => "its data specialist assigns who may".to_owned(),
                false => format!("{} assigns who may", names.join(" or ")),
            };
            return Ok(format!("this record is private: only its care team sees this; {ask}"));
        }
        Ok(if by("guard.ssn-step-up") {
            "shown on its own page, after you type your password again and give a reason".to_owned()
        } else if by("guard.hidden-folder") {
            "the agency has taken its folder out of use for now".to_owned()
        } else {
            let known = guards.iter().find_map(|guard| guard_in_words(guard));
            known.unwrap_or("a guard of the program hides it").to_owned()
        })
    }

    /// No permit of the use case in force names it: perhaps another one of hers does.
    fn not_opened(&self, rules: &Rules, asked: &Asked<'_>, place: Place<'_>) -> Result<String, DoorError> {
        for sheet in rules.open_to(asked.groups, asked.now) {
            let Some(purpose) = sheet.purpose.first() else { continue };
            let other = Asked { use_case: &sheet.id, purpose: &purpose.id, ..*asked };
            if sheet.id != asked.use_case && self.would_be_open(rules, &other, place)? {
                return Ok(format!(
                    "your use case {} ({}) opens it: change your purpose, if that is what you are here to do",
                    sheet.id, sheet.title
                ));
            }
        }
        Ok(format!("{} does not open it, and no other use case of your groups does", asked.use_case))
    }
}

/// `UC-001.v1/opens-1/benefits-intake` in words.
fn opened_by(rules: &Rules, policies: &[String]) -> String {
    let mut named: Vec<String> = policies
        .iter()
        .filter_map(|policy| {
            let mut parts = policy.split('/');
            let (id, version) = parts.next()?.rsplit_once(".v")?;
            let title = rules.sheet(id).map_or("", |sheet| sheet.title.as_str());
            let group = rules.group(parts.next_back()?).map_or("your group", |group| group.name.as_str());
            Some(format!("{id} ({title}), version {version}, opens it to {group}"))
        })
        .collect();
    named.dedup();
    named.join("; ")
}
