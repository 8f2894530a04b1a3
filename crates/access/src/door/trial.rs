//! Tries out what a worker would be shown, for those who run the program. Nothing of anybody's data is read.

use super::{Door, DoorError};
use crate::rules::{Place, Situation, Trial, reason_in_words};
use audit::{Entry, Kind};
use privacy::Level;
use records::PersonId;
use staff::{Account, Session};

impl Door {
    /// Whether a worker would be shown a class of a section under a use case and purpose, now and from inside, and the
    /// reasons in words. With a `person`, her or his marks count; the log remembers that somebody asked.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn would_show(
        &self,
        account: Account,
        (use_case, purpose): (&str, &str),
        place: Place<'_>,
        person: Option<PersonId>,
    ) -> Result<(bool, Vec<String>), DoorError> {
        let rules = self.rules();
        let session = Session {
            id: Vec::new(),
            account,
            use_case: use_case.to_owned(),
            purpose: purpose.to_owned(),
            ends_at: 0,
            confirmed_at: 0,
            address: rules.inside_address(),
        };
        let (source, kind, class) = place;
        self.parts.audit.append(&Entry {
            subject: person,
            source: source.0.clone(),
            use_case: use_case.to_owned(),
            purpose: purpose.to_owned(),
            words: format!("account {}: {}.{}", session.account.id, kind.name(), class.name()),
            ..Entry::new(Kind::Tried)
        })?;
        let situation = match person {
            Some(person) => self.need_to_know(&session)?.situation(person),
            None => Situation::OPEN,
        };
        let trial = Trial {
            agency: session.account.agency.clone(),
            groups: session.account.groups.clone(),
            privileged: session.account.privileged,
            agreed: session.account.agreed,
            use_case: session.use_case,
            purpose: session.purpose,
            now: self.now(),
            address: session.address,
            confirmed_seconds: i64::MAX,
            reason: String::new(),
            hidden: std::collections::BTreeSet::new(),
            level: situation.level,
            cares: situation.cares,
            named: situation.named,
        };
        let (shown, policies) = rules.would_show_one(&trial, place).map_err(DoorError::Rules)?;
        let mut why: Vec<String> = policies.iter().map(|policy| reason_in_words(policy)).collect();
        if !shown {
            // Guards forbid whether or not a use case opens it; without them it shows whether one does.
            let unguarded =
                Trial { level: Level::Open, reason: "tried".to_owned(), confirmed_seconds: 0, ..trial };
            let (opened, by) = rules.would_show_one(&unguarded, place).map_err(DoorError::Rules)?;
            if !opened && !by.iter().any(|guard| policies.contains(guard)) {
                why.push(rules.why_not(&unguarded, place));
            }
        }
        Ok((shown, why))
    }
}
