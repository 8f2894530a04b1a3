//! The reviewed use cases, turned into policies that decide every field.
//!
//! A sheet is what counsel reads and approves; the policy is built from it as data, never by joining text. The guards stand
//! beside the sheets, are part of the program and cannot be edited.

mod acts;
mod decide;
mod policy;
mod reasons;
mod request;
mod schema;
mod self_test;
mod slice;
mod trial;
mod written;

pub use acts::{Act, Guarding, NotPermitted, Serving};
pub use decide::{Grants, SEARCHED, classes_of, searchable};
pub use reasons::reason_in_words;
pub use trial::{Place, Trial};
pub use written::Written;

pub(crate) use reasons::guard_in_words;
pub(crate) use request::{Asked, Situation};

use crate::view::UseCaseCard;
use cedar_policy::{PolicySet, Schema};
use ipnet::IpNet;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::net::IpAddr;
use usecases::{Agreements, Faults, Folder, Sheet, UserGroup};

/// All use cases in force, each with the policies that can permit anything under it.
#[derive(Clone)]
pub struct Rules {
    schema: Schema,
    vocabulary: request::Vocabulary,
    /// Guards and the policies of one use case: the slice that a session needs.
    slices: BTreeMap<String, slice::Slice>,
    /// What stands above every sheet.
    guards: PolicySet,
    /// Guards and what duties permit.
    duties: PolicySet,
    /// Guards beside a policy that permits everything: what the self-test asks, and nothing else.
    bare_guards: PolicySet,
    sheets: BTreeMap<String, Sheet>,
    groups: Vec<UserGroup>,
    agreements: Agreements,
    networks: Vec<IpNet>,
}

impl Rules {
    /// Builds and tests the policies of everything that is in force. `networks` are those from which people may work; none
    /// means any.
    ///
    /// # Errors
    /// With one sentence for each fault; then no part of it may be used.
    pub fn new(in_force: Folder, networks: &[IpNet]) -> Result<Rules, Faults> {
        let one = |cause| Faults(vec![cause]);
        let schema = schema::schema().map_err(one)?;
        let guards = policy::guards(networks).map_err(one)?;
        let empty = Rules {
            vocabulary: request::Vocabulary::new().map_err(one)?,
            duties: policy::duties(&guards, &schema).map_err(one)?,
            bare_guards: policy::bare(&guards).map_err(one)?,
            guards,
            schema,
            slices: BTreeMap::new(),
            sheets: BTreeMap::new(),
            groups: Vec::new(),
            agreements: Agreements::default(),
            networks: networks.to_vec(),
        };
        empty.renewed(in_force)
    }

    /// The rules for another set of use cases. Each is decided by its own policies alone, so only those that are new or
    /// different are built and tested.
    pub(crate) fn renewed(&self, in_force: Folder) -> Result<Rules, Faults> {
        let one = |cause| Faults(vec![cause]);
        let Folder { groups, sheets, agreements } = in_force;
        let stays = |id: &String, sheet: &Sheet| {
            agreements == self.agreements && self.sheets.get(id).is_some_and(|known| known == sheet)
        };
        let (mut slices, mut new) = (BTreeMap::new(), Vec::new());
        for (id, sheet) in &sheets {
            let known = self.slices.get(id).filter(|_| stays(id, sheet));
            let slice = match known {
                Some(known) => known.clone(),
                None => {
                    new.push(id.clone());
                    policy::use_case(sheet, &self.guards, &self.schema)
                        .and_then(|set| slice::Slice::new(&set, &self.schema))
                        .map_err(|cause| Faults(vec![format!("use case `{id}`: {cause}")]))?
                }
            };
            slices.insert(id.clone(), slice);
        }
        let rules = Rules { slices, sheets, groups, agreements, ..self.clone() };
        self_test::self_test(&rules, &new).map_err(one)?;
        Ok(rules)
    }

    /// The same without the use cases that were ended, each up to a version; nothing of them is granted any more.
    pub(crate) fn without(&self, ends: &BTreeMap<String, i64>) -> Rules {
        let mut rest = self.clone();
        rest.sheets.retain(|id, sheet| ends.get(id).is_none_or(|end| i64::from(sheet.version) > *end));
        rest.slices.retain(|id, _| rest.sheets.contains_key(id));
        rest
    }

    /// The same with nothing in force.
    pub(crate) fn shut(&self) -> Rules {
        Rules { slices: BTreeMap::new(), sheets: BTreeMap::new(), ..self.clone() }
    }

    /// What the rules were made from.
    pub(crate) fn folder(&self) -> Folder {
        let (groups, agreements) = (self.groups.clone(), self.agreements.clone());
        Folder { groups, sheets: self.sheets.clone(), agreements }
    }

    /// The use cases that one of these groups may choose at `now`.
    pub fn open_to(&self, groups: &[String], now: Timestamp) -> Vec<&Sheet> {
        self.sheets.values().filter(|sheet| sheet.in_force(now) && sheet.is_for(groups)).collect()
    }

    /// Every use case, by id.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        self.sheets.values()
    }

    /// A use case by its id.
    pub fn sheet(&self, id: &str) -> Option<&Sheet> {
        self.sheets.get(id)
    }

    /// A user group by its settings name.
    pub fn group(&self, id: &str) -> Option<&UserGroup> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// All user groups.
    pub fn groups(&self) -> &[UserGroup] {
        &self.groups
    }

    /// The texts that people accept.
    pub fn agreements(&self) -> &Agreements {
        &self.agreements
    }

    /// People may work from there.
    pub fn is_inside(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.is_empty() || self.networks.iter().any(|network| network.contains(&address))
    }

    /// An address from which people may work.
    pub fn inside_address(&self) -> IpAddr {
        self.networks.first().map_or(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), IpNet::addr)
    }
}

/// The use case as a page shows it.
pub(crate) fn card(sheet: &Sheet) -> UseCaseCard {
    UseCaseCard {
        id: sheet.id.clone(),
        title: sheet.title.clone(),
        who: sheet.text.who.clone(),
        what: sheet.text.what.clone(),
        how: sheet.text.how.clone(),
        purposes: sheet.purpose.iter().map(|purpose| (purpose.id.clone(), purpose.words.clone())).collect(),
        valid_until: crate::words::civil_date(sheet.valid_until),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use privacy::Level;
    use records::{FieldClass, SectionKind, SourceId, catalog::income};
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::sync::LazyLock;

    /// The rules of the example, built once: without optimisation that takes seconds.
    pub(super) fn example() -> Rules {
        EXAMPLE.clone()
    }

    static EXAMPLE: LazyLock<Rules> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/new_york/policies");
        let sources = ["benefits", "children", "housing", "finance", "shelter", "centers"].map(SourceId::new);
        Rules::new(Folder::read(&folder, &sources).unwrap(), &["10.0.0.0/8".parse().unwrap()]).unwrap()
    });

    static NONE: BTreeSet<SourceId> = BTreeSet::new();

    pub(super) fn asked<'a>(
        groups: &'a [String],
        use_case: &'a str,
        purpose: &'a str,
        now: &str,
    ) -> Asked<'a> {
        Asked {
            account: 1,
            agency: "benefits",
            groups,
            active: true,
            privileged: true,
            agreed: 1_000,
            use_case,
            purpose,
            now: now.parse().unwrap(),
            address: "10.1.2.3".parse().unwrap(),
            confirmed_seconds: 0,
            reason: "",
            hidden: &NONE,
        }
    }

    fn everything() -> Vec<(SourceId, Vec<SectionKind>)> {
        ["benefits", "children"].map(|name| (SourceId::new(name), SectionKind::ALL.to_vec())).to_vec()
    }

    #[test]
    fn a_use_case_opens_what_its_sheet_says_and_no_more() {
        let rules = example();
        let groups = ["benefits-intake".to_owned()];
        let in_force = asked(&groups, "UC-001", "application", "2026-06-01T12:00:00Z");
        let grants = rules.decide(&in_force, Situation::OPEN, &everything(), true).unwrap();
        let (benefits, children) = (SourceId::new("benefits"), SourceId::new("children"));
        assert!(grants.shows(&benefits, income::INCOME_AMOUNT));
        assert!(!grants.opens(&benefits, SectionKind::Custody, FieldClass::Custody));
        assert!(!grants.opens_folder(&children));
        assert_eq!(grants.find_mask(&children), 0);
        assert_ne!(grants.find_mask(&benefits) & FieldClass::Name.bit(), 0);
        assert_eq!(grants.find_mask(&benefits) & FieldClass::Income.bit(), 0);
        assert!(grants.policies().contains("UC-001.v1/opens-1/benefits-intake"));
    }

    #[test]
    fn a_stranger_a_wrong_purpose_and_a_late_day_open_nothing() {
        let rules = example();
        let (own, other) = (["benefits-intake".to_owned()], ["shelter-intake".to_owned()]);
        let cases = [
            asked(&other, "UC-001", "application", "2026-06-01T12:00:00Z"),
            asked(&own, "UC-001", "curiosity", "2026-06-01T12:00:00Z"),
            asked(&own, "UC-001", "", "2026-06-01T12:00:00Z"),
            asked(&own, "UC-001", "application", "2028-01-01T00:00:00Z"),
            asked(&own, "UC-001", "application", "2025-12-31T23:59:59Z"),
            asked(&own, "UC-999", "application", "2026-06-01T12:00:00Z"),
        ];
        for case in cases {
            assert_eq!(rules.decide(&case, Situation::OPEN, &everything(), true).unwrap().all_bits(), 0);
        }
    }

    #[test]
    fn a_private_person_shows_basics_outside_the_care_team_and_a_sealed_one_nothing() {
        let rules = example();
        let groups = ["benefits-intake".to_owned()];
        let in_force = asked(&groups, "UC-001", "application", "2026-06-01T12:00:00Z");
        let benefits = SourceId::new("benefits");
        let decide = |level, cares, named| {
            rules.decide(&in_force, Situation { level, cares, named }, &everything(), true).unwrap()
        };
        let private = decide(Level::Private, false, false);
        assert!(private.opens(&benefits, SectionKind::Demographics, FieldClass::Name));
        assert!(!private.shows(&benefits, income::INCOME_AMOUNT));
        assert_eq!(
            private.find_mask(&benefits) & FieldClass::Address.bit(),
            0,
            "an address must not find her"
        );
        assert_ne!(private.find_mask(&benefits) & FieldClass::Name.bit(), 0);
        assert!(decide(Level::Private, true, false).shows(&benefits, income::INCOME_AMOUNT));
        let sealed = decide(Level::Sealed, true, false);
        assert_eq!((sealed.all_bits(), sealed.find_mask(&benefits)), (0, 0));
        assert!(decide(Level::Sealed, false, true).shows(&benefits, income::INCOME_AMOUNT));
    }

    #[test]
    fn why_names_the_policy_that_shows_and_the_guard_that_hides() {
        let rules = example();
        let groups = ["benefits-intake".to_owned()];
        let in_force = asked(&groups, "UC-001", "application", "2026-06-01T12:00:00Z");
        let benefits = SourceId::new("benefits");
        let why = |level, kind, class| {
            let situation = Situation { level, cares: false, named: false };
            rules.why(&in_force, situation, (&benefits, kind, class)).unwrap()
        };
        let (shown, by) = why(Level::Open, SectionKind::Income, FieldClass::Income);
        assert!(shown && by[0].starts_with("UC-001.v1/"), "{by:?}");
        let (shown, by) = why(Level::Private, SectionKind::Income, FieldClass::Income);
        assert_eq!((shown, by), (false, vec!["guard.private".to_owned()]));
        assert_eq!(why(Level::Open, SectionKind::Custody, FieldClass::Custody), (false, Vec::new()));
    }

    #[test]
    fn nobody_approves_her_own_text_nor_gives_herself_access() {
        let rules = example();
        let groups = ["benefits-intake".to_owned()];
        let asker = asked(&groups, "", "", "2026-06-01T12:00:00Z");
        let act = |act: Act<'_>| rules.act(&asker, act).unwrap().map_err(|no| no.0);
        let approve = |author, approved: &[i64]| act(Act::Approve { author, approved, approvers: &[1, 2] });
        assert_eq!(approve(2, &[]), Ok(()));
        assert!(approve(1, &[]).unwrap_err().contains("two persons"));
        assert!(approve(2, &[1]).unwrap_err().contains("two persons"));
        let change = |member, provisioners: &[i64], agreed| {
            act(Act::ChangeMembership { member, provisioners, agreed })
        };
        assert_eq!(change(9, &[1], true), Ok(()));
        assert!(change(1, &[1], true).unwrap_err().contains("nobody gives access to herself"));
        assert!(change(9, &[2], true).unwrap_err().contains("not a provisioner"));
        assert!(change(9, &[1], false).unwrap_err().contains("account management policy"));
        let guard = |step, member, holders: &[i64]| act(Act::Guard { step, member, holders });
        assert_eq!(guard(Guarding::Assign, Some(9), &[1]), Ok(()));
        assert_eq!(guard(Guarding::Read, None, &[1]), Ok(()));
        assert!(guard(Guarding::Assign, Some(1), &[1]).unwrap_err().contains("nobody gives herself access"));
        assert!(guard(Guarding::Seal, None, &[2]).unwrap_err().contains("for the steward"));
    }
}
