//! Which people of a clan an agency has on file, and under which keys.

use crate::chance::Chance;
use crate::city::City;
use crate::clan::Clan;
use crate::keys::{Agency, RecordId};
use crate::lives::IncomeKind;

/// A record of an agency and the place of its person in the clan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OnFile {
    pub place: usize,
    pub record: RecordId,
}

/// All records that an agency has about a clan.
pub(crate) fn on_file(city: &City, clan: &Clan, agency: Agency) -> Vec<OnFile> {
    let known = match agency {
        Agency::Benefits => in_benefits(city, clan),
        Agency::Children => in_children(clan),
        Agency::Housing => in_housing(city, clan),
        Agency::Finance => in_finance(city, clan),
        Agency::Shelter => in_shelter(clan),
    };
    let twice = match agency {
        Agency::Benefits => 3.0,
        Agency::Children => 2.5,
        Agency::Housing => 0.0,
        Agency::Finance => 1.2,
        Agency::Shelter => 7.0,
    };
    let mut records = Vec::new();
    for (place, person) in
        clan.people.iter().enumerate().filter(|(place, _)| known.get(*place) == Some(&true))
    {
        records.push(OnFile { place, record: RecordId { person: person.id, copy: 0 } });
        let mut chance = Chance::of(city.seed() ^ (agency as u64), "second record", person.id);
        if chance.percent(twice) {
            records.push(OnFile { place, record: RecordId { person: person.id, copy: 1 } });
        }
    }
    records
}

fn mark(known: &mut [bool], place: usize) {
    if let Some(mark) = known.get_mut(place) {
        *mark = true;
    }
}

fn in_benefits(city: &City, clan: &Clan) -> Vec<bool> {
    let mut known = vec![false; clan.people.len()];
    for case in &clan.lives.cases {
        for &member in &case.members {
            mark(&mut known, member);
            // An absent parent is on file when support was asked of him.
            let father = clan.people.get(member).and_then(|person| person.father);
            if let Some(father) = father.filter(|&father| !clan.live_together(father, member)) {
                let id = clan.id(father);
                if Chance::of(city.seed(), "absent parent", id).percent(45.0) {
                    mark(&mut known, father);
                }
            }
        }
    }
    known
}

fn in_children(clan: &Clan) -> Vec<bool> {
    let mut known = vec![false; clan.people.len()];
    for (place, _) in clan.lives.reports.iter().flat_map(|report| &report.parts) {
        mark(&mut known, *place);
    }
    for custody in &clan.lives.custody {
        if clan.children(custody.person).any(|child| clan.live_together(child, custody.person)) {
            mark(&mut known, custody.person);
        }
    }
    known
}

fn in_housing(city: &City, clan: &Clan) -> Vec<bool> {
    let mut known = vec![false; clan.people.len()];
    for (place, person) in clan.people.iter().enumerate() {
        let public = person.lived.iter().any(|stint| {
            let homes = clan.households.get(stint.household).map_or(&[][..], |household| &household.homes);
            homes.iter().filter(|home| home.address.development.is_some()).any(|home| {
                stint.to.is_none_or(|to| to >= home.from) && home.to.is_none_or(|to| to >= stint.from)
            })
        });
        // Some live there without being on the lease.
        if public && !Chance::of(city.seed(), "not on the lease", person.id).percent(6.0) {
            mark(&mut known, place);
        }
    }
    known
}

fn in_finance(city: &City, clan: &Clan) -> Vec<bool> {
    let mut known = vec![false; clan.people.len()];
    for income in &clan.lives.incomes {
        let declared = !matches!(income.kind, IncomeKind::Supplemental | IncomeKind::ChildSupport);
        if declared && !Chance::of(city.seed(), "undeclared", clan.id(income.person)).percent(8.0) {
            mark(&mut known, income.person);
        }
    }
    for freeze in &clan.lives.freezes {
        mark(&mut known, freeze.person);
    }
    known
}

fn in_shelter(clan: &Clan) -> Vec<bool> {
    let mut known = vec![false; clan.people.len()];
    for &place in clan.lives.stays.iter().flat_map(|stay| &stay.people) {
        mark(&mut known, place);
    }
    known
}
