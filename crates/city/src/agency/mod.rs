//! The five agencies, each with its own way of writing down what it believes.

pub(crate) mod benefits;
pub(crate) mod children;
pub(crate) mod finance;
pub(crate) mod housing;
pub(crate) mod shelter;

use crate::chance::mix;
use crate::clan::{Clan, Kin};
use crate::names::without_accents;
use jiff::civil::Date;

/// What a member of a household is to its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Head,
    Spouse,
    Partner,
    Child,
    Parent,
    Grandchild,
    Sibling,
    Kin,
    Unrelated,
}

/// The code lists for [`Relation`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Style {
    Numbers,
    Words,
    Letters,
    Joined,
}

impl Relation {
    /// The code of an agency's list.
    pub fn code(self, style: Style) -> &'static str {
        let codes = match self {
            Self::Head => ["01", "head", "H", "Head"],
            Self::Spouse => ["02", "spouse", "S", "Spouse"],
            Self::Partner => ["03", "partner", "P", "Partner"],
            Self::Child => ["04", "child", "C", "Child"],
            Self::Parent => ["05", "parent", "PA", "Parent"],
            Self::Grandchild => ["06", "grandchild", "GC", "Grandchild"],
            Self::Sibling => ["07", "sibling", "SI", "Sibling"],
            Self::Kin => ["08", "kin", "K", "OtherKin"],
            Self::Unrelated => ["09", "unrelated", "L", "Unrelated"],
        };
        match style {
            Style::Numbers => codes[0],
            Style::Words => codes[1],
            Style::Letters => codes[2],
            Style::Joined => codes[3],
        }
    }
}

/// The head of a household: the oldest who lives there (or lived there last), but in every third household with three
/// generations somebody of the middle one.
pub(crate) fn head(clan: &Clan, household: usize) -> Option<usize> {
    let mut lived: Vec<(bool, Date, usize)> = clan
        .people
        .iter()
        .enumerate()
        .filter_map(|(place, person)| {
            let stint = person.lived.iter().rev().find(|stint| stint.household == household)?;
            Some((stint.to.is_some(), person.born, place))
        })
        .collect();
    lived.sort_unstable();
    let (gone, oldest, first) = *lived.first()?;
    let members = lived.iter().filter(|(left, _, _)| *left == gone);
    let youngest = members.clone().next_back().map_or(oldest, |(_, born, _)| *born);
    let number = clan.households.get(household).map_or(0, |household| household.id);
    if !mix(number).is_multiple_of(3) {
        return Some(first);
    }
    let mut middle = members.filter(|(_, born, _)| {
        born.year() >= oldest.year() + 18
            && (born.year() + 18 <= youngest.year() || born.year() <= oldest.year() + 40)
    });
    middle.next().map(|(_, _, place)| *place).or(Some(first))
}

/// What a person is to the head of a household.
pub(crate) fn to_head(clan: &Clan, household: usize, place: usize) -> Relation {
    let Some(head) = head(clan, household) else { return Relation::Unrelated };
    between(clan, head, place)
}

/// What a person is to a head who is known.
pub(crate) fn between(clan: &Clan, head: usize, place: usize) -> Relation {
    if head == place {
        return Relation::Head;
    }
    match clan.kin(head, place) {
        Some(Kin::Spouse) => Relation::Spouse,
        Some(Kin::Partner) => Relation::Partner,
        Some(Kin::Child) => Relation::Child,
        Some(Kin::Mother | Kin::Father) => Relation::Parent,
        Some(Kin::Grandchild) => Relation::Grandchild,
        Some(Kin::Sibling | Kin::HalfSibling) => Relation::Sibling,
        Some(Kin::Grandparent | Kin::AuntOrUncle | Kin::NieceOrNephew) => Relation::Kin,
        Some(Kin::FormerPartner) | None => Relation::Unrelated,
    }
}

/// Ten digits of a telephone.
pub(crate) fn digits(phone: u64) -> String {
    format!("{phone:010}")
}

/// Upper case without accents, as old systems keep text.
pub(crate) fn upper(text: &str) -> String {
    without_accents(text).to_uppercase()
}
