//! The few facts at the top, and where agencies contradict each other.

use super::Cut;
use crate::view::{Differing, Disagreement, Fact, HouseholdMember, ProgramLine, Shown};
use crate::words;
use casefile::{PersonRecords, Stored};
use jiff::Timestamp;
use records::catalog::{child_welfare, custody, demographics, housing, shelter};
use records::{Field, SectionKind, SourceId};

impl Cut<'_> {
    /// At most five facts: the household, what it receives, and what a worker must not miss.
    pub(crate) fn facts(
        &self,
        records: &PersonRecords,
        household: &[HouseholdMember],
        programs: &[ProgramLine],
    ) -> Vec<Fact> {
        let mut facts: Vec<Fact> = self.household_fact(household).into_iter().collect();
        let urgent = [
            ("In custody", SectionKind::Custody, custody::FACILITY),
            ("Child welfare", SectionKind::ChildWelfare, child_welfare::CW_STATUS),
            ("In shelter", SectionKind::Shelter, shelter::SHELTER_NAME),
            ("Rent owed", SectionKind::Housing, housing::ARREARS),
        ];
        facts.extend(
            urgent.into_iter().filter_map(|(label, kind, field)| self.present(records, label, kind, field)),
        );
        let running: Vec<&ProgramLine> = programs.iter().filter(|line| line.open).collect();
        if let Some(first) = running.first() {
            let mut names: Vec<&str> = running.iter().map(|line| line.program.text()).collect();
            names.sort_unstable();
            names.dedup();
            let value = Shown::words(names.join(", "));
            let (short, as_of) = (first.agency.short.clone(), first.as_of);
            facts.push(Fact { label: "Household receives".to_owned(), value, short, as_of });
        }
        facts.truncate(5);
        facts
    }

    fn household_fact(&self, household: &[HouseholdMember]) -> Option<Fact> {
        let said = household.iter().flat_map(|member| &member.said).max_by_key(|said| said.as_of)?;
        let children = household.iter().filter(|member| member.is_child).count();
        let people =
            if household.len() == 1 { "1 person".to_owned() } else { format!("{} people", household.len()) };
        let with = match children {
            0 => people,
            1 => format!("{people}, 1 of them a child"),
            many => format!("{people}, {many} of them children"),
        };
        let (short, as_of) = (said.agency.short.clone(), said.as_of);
        Some(Fact { label: "Household".to_owned(), value: Shown::words(with), short, as_of })
    }

    /// The newest entry of a kind that is about the present.
    fn present(&self, records: &PersonRecords, label: &str, kind: SectionKind, field: Field) -> Option<Fact> {
        let mut found: Vec<(Shown, &SourceId, Timestamp)> = Vec::new();
        for stored in &records.0 {
            let source = &stored.record.source;
            for entry in stored.record.section(kind).filter(|entry| self.is_current(source, entry)) {
                let shown = self.shown(source, entry, field).filter(|shown| shown.text() != "$0.00");
                let as_of = entry.as_of.unwrap_or(stored.record.as_of);
                let closed =
                    shown.as_ref().is_some_and(|shown| shown.text().to_lowercase().contains("closed"));
                found.extend(shown.filter(|_| !closed).map(|shown| (shown, source, as_of)));
            }
        }
        let (value, source, as_of) = found.into_iter().max_by_key(|(_, _, as_of)| *as_of)?;
        Some(Fact { label: label.to_owned(), value, short: self.agency(source).short, as_of })
    }

    /// Matters on which open records say different things.
    pub(crate) fn disagreements(&self, records: &PersonRecords) -> Vec<Disagreement> {
        let birth =
            |stored: &Stored| self.particulars(stored).birth.map(|birth| words::partial_date(birth.date));
        let ssn = |stored: &Stored| self.particulars(stored).ssn.as_ref().map(words::masked_ssn);
        let sex = |stored: &Stored| {
            let mut entries = stored.record.section(SectionKind::Demographics);
            entries.find_map(|entry| self.shown(&stored.record.source, entry, demographics::SEX))
        };
        let found = [
            self.disagreement("Birth date", records, &birth),
            self.disagreement("Social Security number", records, &ssn),
            self.disagreement("Sex", records, &sex),
        ];
        found.into_iter().flatten().collect()
    }

    fn disagreement(
        &self,
        label: &str,
        records: &PersonRecords,
        said: &dyn Fn(&Stored) -> Option<Shown>,
    ) -> Option<Disagreement> {
        let mut values: Vec<Differing> = Vec::new();
        for stored in &records.0 {
            let Some(value) = said(stored) else { continue };
            let agency = self.agency(&stored.record.source);
            let as_of = stored.record.as_of;
            match values.iter_mut().find(|have| have.value.text().eq_ignore_ascii_case(value.text())) {
                Some(have) => {
                    have.as_of = have.as_of.max(as_of);
                    if !have.agencies.contains(&agency) {
                        have.agencies.push(agency);
                    }
                }
                None => values.push(Differing { value, agencies: vec![agency], as_of }),
            }
        }
        (values.len() > 1).then(|| Disagreement { label: label.to_owned(), values })
    }
}
