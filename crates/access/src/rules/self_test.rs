//! Known answers, asked before a set of rules is used.

use super::request::{Asked, Situation, said};
use super::{Act, Grants, Guarding, Rules, Serving, classes_of};
use jiff::civil::Date;
use privacy::Level;
use records::{FieldClass, SectionKind, Sensitivity, SourceId};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::panic::resume_unwind;
use std::thread;
use usecases::Sheet;

/// Each of these sheets opens something for its own group and nothing for a stranger, for another purpose, without a purpose, after
/// its last day, from outside, without the agreement, or of a hidden folder; of a private person only basics outside
/// the care team; of a sealed person nothing but to who is named; and never the whole SSN without a reason.
pub(super) fn self_test(rules: &Rules, of: &[String]) -> Result<(), String> {
    test_guards(rules)?;
    let sheets: Vec<&Sheet> = of.iter().filter_map(|id| rules.sheets.get(id)).collect();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let parts: Vec<_> = sheets
            .chunks(sheets.len().div_ceil(threads).max(1))
            .map(|part| scope.spawn(move || part.iter().try_for_each(|sheet| test_sheet(rules, sheet))))
            .collect();
        parts.into_iter().try_for_each(|part| part.join().unwrap_or_else(|cause| resume_unwind(cause)))
    })
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
        active: true,
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

/// Every guard denies by itself, were everything else permitted: so none can be lost or turned around unseen.
fn test_guards(rules: &Rules) -> Result<(), String> {
    let (groups, nothing) = ([], BTreeSet::new());
    let source = SourceId::new("any");
    let hidden = BTreeSet::from([source.clone()]);
    let base = Asked {
        account: 1,
        agency: "",
        groups: &groups,
        active: true,
        privileged: true,
        agreed: rules.agreements.user_version(),
        use_case: "any",
        purpose: "any",
        now: jiff::Timestamp::UNIX_EPOCH,
        address: rules.inside_address(),
        confirmed_seconds: 300,
        reason: "any",
        hidden: &nothing,
    };
    let far = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    let (open, private) = (Situation::OPEN, Situation { level: Level::Private, cares: true, named: true });
    let sealed = Situation { level: Level::Sealed, cares: true, named: true };
    let (name, income, ssn) = (FieldClass::Name, FieldClass::Income, FieldClass::SsnFull);
    let cases: [(&str, Asked<'_>, Situation, FieldClass, bool); 19] = [
        ("guards permit", base, open, income, true),
        ("guards permit", base, open, ssn, true),
        ("guards permit", base, private, income, true),
        ("guards permit", base, sealed, income, true),
        ("guard.account", Asked { active: false, ..base }, open, name, false),
        ("guard.account", Asked { agreed: base.agreed - 1, ..base }, open, name, false),
        ("guard.purpose-stated", Asked { use_case: "", ..base }, open, name, false),
        ("guard.purpose-stated", Asked { purpose: "", ..base }, open, name, false),
        ("guard.private", base, Situation { cares: false, ..private }, income, false),
        ("guard.private", base, Situation { cares: false, ..private }, name, true),
        ("guard.private", Asked { privileged: false, ..base }, private, income, false),
        ("guard.private", base, Situation { named: false, ..sealed }, income, false),
        ("guard.sealed", base, Situation { named: false, ..sealed }, name, false),
        ("guard.sealed", Asked { privileged: false, ..base }, sealed, name, false),
        ("guard.hidden-folder", Asked { hidden: &hidden, ..base }, open, name, false),
        ("guard.ssn-step-up", Asked { confirmed_seconds: 301, ..base }, open, ssn, false),
        ("guard.ssn-step-up", Asked { reason: " ", ..base }, open, ssn, false),
        ("guard.ssn-step-up", Asked { reason: "", confirmed_seconds: 301, ..base }, open, name, true),
        ("guard.network", Asked { address: far, ..base }, open, name, rules.is_inside(far)),
    ];
    for (guard, asked, situation, class, expected) in cases {
        let place = (&source, kind_with(class), class);
        if rules.why_in(&rules.bare_guards, &asked, situation, place)?.0 != expected {
            return Err(format!("the self-test of {guard} failed: the rules are not used"));
        }
    }
    test_acts(rules, &base)
}

fn test_acts(rules: &Rules, base: &Asked<'_>) -> Result<(), String> {
    let approve = |author, approved, approvers| Act::Approve { author, approved, approvers };
    let change = |member, provisioners, agreed| Act::ChangeMembership { member, provisioners, agreed };
    let guard = |member, holders| Act::Guard { step: Guarding::Assign, member, holders };
    let link = |first, holders| Act::Link { first, holders };
    let serve = |member, holders| Act::Serve { step: Serving::Greet, member, holders };
    let cases = [
        ("duty.guardian", guard(Some(2), &[1]), true),
        ("duty.guardian", guard(None, &[1]), true),
        ("duty.guardian", guard(Some(2), &[3]), false),
        ("guard.no-self-care", guard(Some(1), &[1]), false),
        ("duty.link-steward", link(None, &[1]), true),
        ("duty.link-steward", link(Some(2), &[1]), true),
        ("duty.link-steward", link(None, &[3]), false),
        ("guard.no-self-confirm", link(Some(1), &[1]), false),
        ("duty.front-desk", serve(None, &[1]), true),
        ("duty.front-desk", serve(Some(2), &[1]), true),
        ("duty.front-desk", serve(None, &[3]), false),
        ("guard.no-self-post", serve(Some(1), &[1]), false),
        ("duty.approver", approve(2, &[3], &[1]), true),
        ("duty.approver", approve(2, &[3], &[4]), false),
        ("guard.two-persons", approve(1, &[3], &[1]), false),
        ("guard.two-persons", approve(2, &[1], &[1]), false),
        ("duty.provisioner", change(2, &[1], true), true),
        ("duty.provisioner", change(2, &[3], true), false),
        ("duty.provisioner", change(2, &[1], false), false),
        ("guard.no-self-grant", change(1, &[1], true), false),
    ];
    for (rule, act, expected) in cases {
        if rules.act(base, act)?.is_ok() != expected {
            return Err(format!("the self-test of {rule} failed: the rules are not used"));
        }
    }
    Ok(())
}

/// A kind of section that has fields of the class.
fn kind_with(class: FieldClass) -> SectionKind {
    let has = |kind: &&SectionKind| classes_of(**kind).contains(&class);
    SectionKind::ALL.iter().find(has).copied().unwrap_or(SectionKind::Demographics)
}

fn bits(wanted: impl Fn(Sensitivity) -> bool) -> u64 {
    FieldClass::ALL.iter().filter(|class| wanted(class.sensitivity())).fold(0, |sum, class| sum | class.bit())
}

fn noon(day: Date) -> Result<jiff::Timestamp, String> {
    day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).map(|at| at.timestamp()).map_err(said)
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;
    use cedar_policy::PolicyId;

    #[test]
    fn no_guard_and_no_duty_can_be_lost_unseen() {
        let mut rules = example();
        let all: Vec<PolicyId> = rules.duties.policies().map(|policy| policy.id().clone()).collect();
        assert_eq!(all.len(), 17, "{all:?}");
        for lost in all {
            let policy = rules.duties.policy(&lost).unwrap().clone();
            let (duties, guards) = (rules.duties.clone(), rules.bare_guards.clone());
            rules.duties.remove_static(lost.clone()).unwrap();
            // What duties permit is not among the bare guards.
            drop(rules.bare_guards.remove_static(lost.clone()));
            assert!(test_guards(&rules).is_err(), "{lost}: {policy}");
            (rules.duties, rules.bare_guards) = (duties, guards);
        }
        test_guards(&rules).unwrap();
    }

    #[test]
    fn an_error_of_the_engine_denies_everything_and_is_told() {
        let mut rules = example();
        let erring = "forbid (principal, action, resource) when { context.confirmedSeconds * 9223372036854775807 > 1 };";
        for slice in rules.slices.values_mut() {
            slice.add_to_all(&cedar_policy::Policy::parse(Some(PolicyId::new("erring")), erring).unwrap());
        }
        let nothing = BTreeSet::new();
        let groups = ["benefits-intake".to_owned()];
        let asked = Asked {
            account: 1,
            agency: "benefits",
            groups: &groups,
            active: true,
            privileged: false,
            agreed: 1_000,
            use_case: "UC-001",
            purpose: "application",
            now: "2026-06-01T12:00:00Z".parse().unwrap(),
            address: "10.0.0.1".parse().unwrap(),
            confirmed_seconds: 2,
            reason: "",
            hidden: &nothing,
        };
        let benefits = [(SourceId::new("benefits"), vec![SectionKind::Demographics])];
        let erred = rules.decide(&asked, Situation::OPEN, &benefits, true).err().unwrap();
        assert!(erred.starts_with("the policy engine erred"), "{erred}");
        let calm = Asked { confirmed_seconds: 0, ..asked };
        assert!(!rules.decide(&calm, Situation::OPEN, &benefits, true).unwrap().is_empty());
        // A group that the engine was not told of opens nothing.
        let unknown = rules.decide(&Asked { groups: &[], ..calm }, Situation::OPEN, &benefits, true).unwrap();
        assert!(unknown.is_empty());
    }
}
