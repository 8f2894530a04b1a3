//! What somebody is told about her own access: whom to ask, what is open to her and why, what she agreed to.

use super::membership::days;
use super::{Door, DoorError};
use crate::rules::{self, Rules};
use crate::view::{OpenedBy, OwnAccess, OwnUseCase};
use audit::{Entry, Kind};
use jiff::Timestamp;
use records::{FieldClass, SectionKind};
use staff::{AgreementKind, CodeUse, Duty, Scope, Session};
use std::collections::BTreeMap;
use usecases::Sheet;

impl Door {
    /// What she is told about her own access.
    ///
    /// # Errors
    /// When the database fails.
    pub fn own_access(&self, session: &Session) -> Result<OwnAccess, DoorError> {
        let rules = self.rules();
        let today = self.today();
        let own = |sheet: &&Sheet| OwnUseCase {
            card: rules::card(sheet),
            opens: self.opened_by(sheet),
            days_left: days(today, sheet.valid_until),
        };
        let accepted = self.parts.staff.acceptances(session.account.id)?;
        let texts = rules.agreements();
        let accepted = accepted.into_iter().map(|one| {
            let text = match AgreementKind::User.name() == one.kind {
                true => &texts.user,
                false => &texts.provisioner,
            };
            let title = text
                .as_ref()
                .map_or_else(|| "A text that is no longer used".to_owned(), |text| text.title.clone());
            (title, one.version, Timestamp::from_millisecond(one.at).unwrap_or_default())
        });
        Ok(OwnAccess {
            units: self.units(session)?,
            use_cases: rules.open_to(&session.account.groups, self.now()).iter().map(own).collect(),
            duties: session.account.duties.iter().map(|duty| self.duty_in_words(&rules, duty)).collect(),
            accepted: accepted.collect(),
        })
    }

    /// Sets a password with a one-time code; anybody may try. The try is written down, and that it came to nothing.
    ///
    /// # Errors
    /// When the database or the log fails.
    pub fn use_code(
        &self,
        agency: &str,
        user_name: &str,
        code: &str,
        password: &str,
    ) -> Result<CodeUse, DoorError> {
        let words = format!("{agency}/{user_name}");
        let account = self.parts.staff.find(agency, user_name)?;
        self.parts.audit.append(&Entry { account, words, ..Entry::new(Kind::PasswordSet) })?;
        let used = self.parts.staff.use_code(agency, user_name, code, password)?;
        if !matches!(used, CodeUse::Done(_)) {
            let words = format!("the password of {agency}/{user_name} was not set");
            self.parts.audit.append(&Entry { account, words, ..Entry::new(Kind::Denied) })?;
        }
        Ok(used)
    }

    /// What a sheet opens, agency by agency, in the order of the settings.
    fn opened_by(&self, sheet: &Sheet) -> Vec<OpenedBy> {
        let mut opened: Vec<OpenedBy> = Vec::new();
        for agency in &self.agencies {
            // Each class with the sections in which it is open; none for all of them.
            let mut classes: BTreeMap<FieldClass, Option<Vec<SectionKind>>> = BTreeMap::new();
            for opens in sheet.opens.iter().filter(|opens| opens.sources.contains(&agency.id.0)) {
                let sections: Vec<SectionKind> =
                    opens.sections.iter().filter_map(|name| SectionKind::named(name)).collect();
                for class in opens.classes() {
                    let known = classes.entry(class).or_insert_with(|| Some(Vec::new()));
                    match known {
                        Some(list) if !opens.sections.is_empty() => list.extend(&sections),
                        _ => *known = None,
                    }
                }
            }
            if classes.is_empty() {
                continue;
            }
            let kinds: Vec<String> =
                classes.into_iter().map(|(class, sections)| in_words(class, sections)).collect();
            match opened.iter_mut().find(|other| other.kinds == kinds) {
                Some(other) => other.agencies.push(agency.clone()),
                None => opened.push(OpenedBy { agencies: vec![agency.clone()], kinds }),
            }
        }
        opened
    }

    fn duty_in_words(&self, rules: &Rules, duty: &Duty) -> String {
        let scope = match duty.kind.scope() {
            Scope::Place => format!("for {}", duty.scope),
            Scope::City => "for the whole city".to_owned(),
            Scope::Agency => format!("for {}", self.employer(&duty.scope).name),
            Scope::Source => {
                let source = self.agencies.iter().find(|agency| agency.id.0 == duty.scope);
                format!("for {}", source.map_or(duty.scope.as_str(), |agency| &agency.name))
            }
            Scope::Group => {
                format!("for {}", rules.group(&duty.scope).map_or(duty.scope.as_str(), |group| &group.name))
            }
        };
        format!("{} {scope}", duty.kind.words())
    }
}

fn in_words(class: FieldClass, sections: Option<Vec<SectionKind>>) -> String {
    let Some(mut sections) = sections.filter(|list| !list.is_empty()) else {
        return class.words().to_owned();
    };
    sections.dedup();
    let titles: Vec<&str> = sections.iter().map(|kind| kind.title()).collect();
    format!("{} (only under {})", class.words(), titles.join(", "))
}
