//! Known answers, asked before a set of rules is used.

use super::request::{Asked, Situation, said};
use super::{Grants, Rules};
use jiff::civil::Date;
use privacy::Level;
use records::{FieldClass, SectionKind, Sensitivity, SourceId};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use usecases::Sheet;

/// Each of these sheets opens something for its own group and nothing for a stranger, for another purpose, without a purpose, after
/// its last day, from outside, without the agreement, or of a hidden folder; of a private person only basics outside
/// the care team; of a sealed person nothing but to who is named; and never the whole SSN without a reason.
pub(super) fn self_test(rules: &Rules, of: &[String]) -> Result<(), String> {
    for sheet in of.iter().filter_map(|id| rules.sheets.get(id)) {
        test_sheet(rules, sheet)?;
    }
    Ok(())
}

fn test_sheet(rules: &Rules, sheet: &Sheet) -> Result<(), String> {
    let named = sheet.opens.iter().flat_map(|opens| opens.sources.iter());
    let sources: BTreeSet<SourceId> = named.map(|source| SourceId::new(source)).collect();
    let (nothing, hidden) = (BTreeSet::new(), sources.clone());
    let sources: Vec<(SourceId, Vec<SectionKind>)> =
        sources.into_iter().map(|source| (source, SectionKind::ALL.to_vec())).collect();
    let (stranger, inside) = (["nobody's group".to_owned()], rules.inside_address());
    let base = Asked {
        account: 0,
        agency: "",
        groups: &sheet.groups,
        privileged: true,
        agreed: rules.agreements.user_version(),
        use_case: &sheet.id,
        purpose: &sheet.purpose[0].id,
        now: noon(sheet.valid_from)?,
        address: inside,
        confirmed_seconds: 0,
        reason: "",
        hidden: &nothing,
    };
    let day_after = sheet.valid_until.tomorrow().map_err(said)?;
    let open = Situation::OPEN;
    let private = Situation { level: Level::Private, cares: false, named: true };
    let sealed = Situation { level: Level::Sealed, cares: true, named: false };
    let everything = |grants: &Grants| grants.all_bits() != 0;
    let none = |grants: &Grants| grants.all_bits() == 0;
    let basics = |grants: &Grants| grants.all_bits() & !bits(|class| class == Sensitivity::Basics) == 0;
    let no_ssn = |grants: &Grants| grants.all_bits() & FieldClass::SsnFull.bit() == 0;
    let far = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    let unless_far = |grants: &Grants| rules.is_inside(far) || grants.all_bits() == 0;
    let careless = Asked { privileged: false, ..base };
    let cared_for = Situation { level: Level::Private, cares: true, named: false };
    type Expected<'a> = &'a dyn Fn(&Grants) -> bool;
    let cases: [(&str, Asked<'_>, Situation, Expected<'_>); 13] = [
        ("opens something", base, open, &everything),
        ("never the whole SSN", base, open, &no_ssn),
        ("a stranger", Asked { groups: &stranger, ..base }, open, &none),
        ("another purpose", Asked { purpose: "not a purpose", ..base }, open, &none),
        ("no purpose", Asked { purpose: "", ..base }, open, &none),
        ("after the last day", Asked { now: noon(day_after)?, ..base }, open, &none),
        ("without the agreement", Asked { agreed: base.agreed - 1, ..base }, open, &none),
        ("from outside", Asked { address: far, ..base }, open, &unless_far),
        ("a hidden folder", Asked { hidden: &hidden, ..base }, open, &none),
        ("a private person", base, private, &basics),
        ("a private person in her care, without the capability", careless, cared_for, &basics),
        ("a sealed person", base, sealed, &none),
        ("a private person in her care", base, cared_for, &everything),
    ];
    for (what, asked, situation, expected) in cases {
        if !expected(&rules.decide(&asked, situation, &sources, false)?) {
            return Err(format!(
                "the self-test of use case `{}` failed ({what}): the rules are not used",
                sheet.id
            ));
        }
    }
    Ok(())
}

fn bits(wanted: impl Fn(Sensitivity) -> bool) -> u64 {
    FieldClass::ALL.iter().filter(|class| wanted(class.sensitivity())).fold(0, |sum, class| sum | class.bit())
}

fn noon(day: Date) -> Result<jiff::Timestamp, String> {
    day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).map(|at| at.timestamp()).map_err(said)
}
