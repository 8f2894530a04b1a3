//! Child welfare: reports about families, and children placed out of their home.

use crate::chance::Chance;
use crate::city::City;
use crate::clan::{Clan, Kin};
use crate::days::later;
use crate::lives::next_id;
use jiff::civil::Date;

/// The part someone has in a child-welfare case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A child of the case.
    Child,
    /// A parent not alleged to have done anything.
    Parent,
    /// The adult of whom something is alleged.
    Subject,
    /// Another adult of the home.
    Other,
    /// Kin who looks after a child.
    Caregiver,
}

/// A child-welfare case.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Number in the truth.
    pub id: u64,
    /// Position in the list of allegations.
    pub allegation: u8,
    /// First day.
    pub opened: Date,
    /// Last day, open while it lasts.
    pub closed: Option<Date>,
    /// Who belongs to it, as what.
    pub parts: Vec<(usize, Part)>,
    /// The field office's position in the list of places.
    pub unit: u8,
}

/// Where a placed child lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlacementKind {
    /// With kin.
    Kinship,
    /// With foster parents of a provider.
    Foster,
    /// In a group home of a provider.
    Group,
}

/// A child placed out of the home.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Number in the truth.
    pub id: u64,
    /// The case, by its number in the truth.
    pub report: u64,
    /// Place of the child.
    pub child: usize,
    /// Kind.
    pub kind: PlacementKind,
    /// The provider's position in the list of places.
    pub provider: u8,
    /// Kin who took the child in.
    pub caregiver: Option<usize>,
    /// First day.
    pub from: Date,
    /// Last day, open while it lasts.
    pub to: Option<Date>,
}

/// Allegations, as positions in this list.
pub(crate) const ALLEGATIONS: [&str; 6] = [
    "neglect",
    "lack-of-supervision",
    "educational-neglect",
    "physical-abuse",
    "parental-substance-use",
    "inadequate-shelter",
];

/// Lets a report come in about some households with children.
pub(crate) fn reported(city: &City, clan: &mut Clan, household: usize, chance: &mut Chance) {
    let today = city.today();
    let age = |clan: &Clan, place: usize| clan.people.get(place).map_or(0, |person| person.age_on(today));
    let members: Vec<usize> = clan.members(household).collect();
    let (children, adults): (Vec<usize>, Vec<usize>) =
        members.iter().partition(|&&place| age(clan, place) < 18);
    if children.is_empty() || adults.is_empty() || !chance.percent(7.5) {
        return;
    }
    let parent =
        children.iter().filter_map(|&child| clan.people.get(child)?.mother).find(|p| adults.contains(p));
    let subject = parent.unwrap_or(adults.first().copied().unwrap_or(0));
    let mut parts: Vec<(usize, Part)> = children.iter().map(|&child| (child, Part::Child)).collect();
    parts.push((subject, Part::Subject));
    parts.extend(adults.iter().filter(|&&adult| adult != subject).map(|&adult| (adult, Part::Other)));
    for &child in &children {
        let Some(person) = clan.people.get(child) else { continue };
        for parent in [person.mother, person.father].into_iter().flatten() {
            if !parts.iter().any(|(place, _)| *place == parent) {
                parts.push((parent, Part::Parent));
            }
        }
    }
    let opened = later(today, -chance.between(8, 1_900));
    let closed = later(opened, chance.between(40, 800));
    let closed = (closed < today).then_some(closed);
    let id = next_id(clan, clan.lives.reports.len());
    let unit = city.places().draw("unit", chance);
    let allegation = chance.weighted(&[36, 18, 14, 9, 15, 8]) as u8;
    clan.lives.reports.push(Report { id, allegation, opened, closed, parts, unit });
    if chance.percent(22.0) {
        for child in children {
            place_child(city, clan, child, later(opened, 5), chance);
        }
    }
}

/// Places a child of the last case out of the home, with kin when there is any elsewhere.
pub(crate) fn place_child(city: &City, clan: &mut Clan, child: usize, from: Date, chance: &mut Chance) {
    let Some(report) = clan.lives.reports.iter().rposition(|r| r.parts.contains(&(child, Part::Child)))
    else {
        return;
    };
    let kin = (0..clan.people.len()).find(|&other| {
        let close = matches!(clan.kin(child, other), Some(Kin::Grandparent | Kin::AuntOrUncle));
        close
            && !clan.live_together(child, other)
            && clan.people.get(other).is_some_and(|p| p.age_on(from) >= 21)
    });
    let caregiver = kin.filter(|_| chance.percent(60.0));
    let kind = match caregiver {
        Some(_) => PlacementKind::Kinship,
        None if chance.percent(82.0) => PlacementKind::Foster,
        None => PlacementKind::Group,
    };
    let to = later(from, chance.between(60, 1_100));
    let to = (to < city.today()).then_some(to);
    let id = next_id(clan, clan.lives.placements.len());
    let provider = city.places().draw("provider", chance);
    let Some(report) = clan.lives.reports.get_mut(report) else { return };
    if to.is_none() {
        report.closed = None;
    }
    if let Some(kin) = caregiver.filter(|kin| !report.parts.iter().any(|(place, _)| place == kin)) {
        report.parts.push((kin, Part::Caregiver));
    }
    let report = report.id;
    clan.lives.placements.push(Placement { id, report, child, kind, provider, caregiver, from, to });
}
