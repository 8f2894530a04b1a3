//! How a question is put to the policy engine: who asks, about whom, under which circumstances, checked against the schema.

use super::Rules;
use super::schema::{find, see};
use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression,
};
use jiff::Timestamp;
use privacy::Level;
use records::{FieldClass, SectionKind, SourceId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::IpAddr;
use std::str::FromStr;

/// Who asks, under which statement and circumstances.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) account: i64,
    pub(crate) agency: &'a str,
    pub(crate) groups: &'a [String],
    pub(crate) active: bool,
    pub(crate) privileged: bool,
    /// The newest version of the user responsibility policy that she accepted.
    pub(crate) agreed: i64,
    pub(crate) use_case: &'a str,
    pub(crate) purpose: &'a str,
    pub(crate) now: Timestamp,
    pub(crate) address: IpAddr,
    /// Seconds since she typed her password last.
    pub(crate) confirmed_seconds: i64,
    /// The reason she gave, for what asks for one.
    pub(crate) reason: &'a str,
    /// Sources whose folder a steward took out of use.
    pub(crate) hidden: &'a BTreeSet<SourceId>,
}

/// How a person stands to the one who asks. Everybody in the same situation is decided alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Situation {
    pub(crate) level: Level,
    /// The asker belongs to the care team of every mark.
    pub(crate) cares: bool,
    /// The asker is named for every seal.
    pub(crate) named: bool,
}

impl Situation {
    /// Nobody marked the person.
    pub(crate) const OPEN: Situation = Situation { level: Level::Open, cares: false, named: false };
}

/// Names of entities and actions, made once: a page asks several hundred questions.
#[derive(Clone)]
pub(super) struct Vocabulary {
    pub(super) see: BTreeMap<FieldClass, EntityUid>,
    pub(super) find: BTreeMap<FieldClass, EntityUid>,
    pub(super) approve: EntityUid,
    pub(super) change_membership: EntityUid,
    pub(super) guard_private: EntityUid,
    pub(super) serve_front_desk: EntityUid,
    pub(super) review_links: EntityUid,
    user: EntityTypeName,
    group: EntityTypeName,
    system: EntityTypeName,
    section: EntityTypeName,
    pub(super) use_case: EntityTypeName,
    pub(super) membership: EntityTypeName,
    pub(super) private_records: EntityTypeName,
    pub(super) front_desk: EntityTypeName,
    pub(super) link_review: EntityTypeName,
    person: EntityUid,
}

impl Vocabulary {
    pub(super) fn new() -> Result<Vocabulary, String> {
        let action = named("Action")?;
        let mut actions = (BTreeMap::new(), BTreeMap::new());
        for class in FieldClass::ALL {
            actions.0.insert(*class, uid(&action, &see(*class)));
            actions.1.insert(*class, uid(&action, &find(*class)));
        }
        Ok(Vocabulary {
            see: actions.0,
            find: actions.1,
            approve: uid(&action, "approve_use_case"),
            change_membership: uid(&action, "change_membership"),
            guard_private: uid(&action, "guard_private"),
            serve_front_desk: uid(&action, "serve_front_desk"),
            review_links: uid(&action, "review_links"),
            user: named("User")?,
            group: named("UserGroup")?,
            system: named("System")?,
            section: named("Section")?,
            use_case: named("UseCase")?,
            membership: named("Membership")?,
            private_records: named("PrivateRecords")?,
            front_desk: named("FrontDesk")?,
            link_review: named("LinkReview")?,
            person: uid(&named("Person")?, "subject"),
        })
    }

    pub(super) fn user(&self, account: i64) -> EntityUid {
        uid(&self.user, &account.to_string())
    }

    pub(super) fn system(&self, source: &SourceId) -> EntityUid {
        uid(&self.system, &source.0)
    }

    pub(super) fn section(&self, source: &SourceId, kind: SectionKind) -> EntityUid {
        uid(&self.section, &format!("{}/{}", source.0, kind.name()))
    }
}

impl Rules {
    pub(super) fn context(&self, asked: &Asked<'_>) -> Result<Context, String> {
        let now = RestrictedExpression::new_datetime(asked.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        let text = |value: &str| RestrictedExpression::new_string(value.to_owned());
        let pairs = [
            ("useCase", text(asked.use_case)),
            ("purpose", text(asked.purpose)),
            ("now", now),
            ("address", RestrictedExpression::new_ip(asked.address.to_canonical().to_string())),
            ("agreementRequired", RestrictedExpression::new_long(self.agreements.user_version())),
            ("confirmedSeconds", RestrictedExpression::new_long(asked.confirmed_seconds)),
            ("reason", text(asked.reason.trim())),
        ];
        Context::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value))).map_err(said)
    }

    pub(super) fn request(
        &self,
        asked: &Asked<'_>,
        action: &EntityUid,
        resource: &EntityUid,
        context: &Context,
    ) -> Result<Request, String> {
        let principal = self.vocabulary.user(asked.account);
        Request::new(principal, action.clone(), resource.clone(), context.clone(), Some(&self.schema))
            .map_err(said)
    }

    /// The asker with all her groups.
    pub(super) fn asker(&self, asked: &Asked<'_>) -> Result<Vec<Entity>, String> {
        let groups: HashSet<EntityUid> =
            asked.groups.iter().map(|group| uid(&self.vocabulary.group, group)).collect();
        let facts = HashMap::from([
            ("agency".to_owned(), RestrictedExpression::new_string(asked.agency.to_owned())),
            ("active".to_owned(), RestrictedExpression::new_bool(asked.active)),
            ("agreed".to_owned(), RestrictedExpression::new_long(asked.agreed)),
            ("privileged".to_owned(), RestrictedExpression::new_bool(asked.privileged)),
        ]);
        let mut all: Vec<Entity> =
            groups.iter().map(|group| Entity::new_no_attrs(group.clone(), HashSet::new())).collect();
        all.push(Entity::new(self.vocabulary.user(asked.account), facts, groups).map_err(said)?);
        Ok(all)
    }

    /// The asker, the person in this situation, and every resource: a slice that misses one of them would decide wrongly
    /// in silence. Of a care team only the asker's own place in it is told: no rule can ask for anybody else's.
    pub(super) fn entities(
        &self,
        asked: &Asked<'_>,
        situation: Situation,
        sources: &[(SourceId, Vec<SectionKind>)],
    ) -> Result<Entities, String> {
        let words = &self.vocabulary;
        let team = |is_in: bool| {
            let asker = RestrictedExpression::new_entity_uid(words.user(asked.account));
            RestrictedExpression::new_set(Some(asker).filter(|_| is_in))
        };
        let person = HashMap::from([
            ("privacy".to_owned(), RestrictedExpression::new_string(situation.level.name().to_owned())),
            ("careTeam".to_owned(), team(situation.cares)),
            ("named".to_owned(), team(situation.named)),
        ]);
        let mut all = self.asker(asked)?;
        all.push(Entity::new(words.person.clone(), person, HashSet::new()).map_err(said)?);
        for (source, kinds) in sources {
            let facts = || {
                HashMap::from([
                    ("subject".to_owned(), RestrictedExpression::new_entity_uid(words.person.clone())),
                    ("source".to_owned(), RestrictedExpression::new_string(source.0.clone())),
                    ("hidden".to_owned(), RestrictedExpression::new_bool(asked.hidden.contains(source))),
                ])
            };
            all.push(Entity::new(words.system(source), facts(), HashSet::new()).map_err(said)?);
            for kind in kinds {
                let mut facts = facts();
                facts.insert("kind".to_owned(), RestrictedExpression::new_string(kind.name().to_owned()));
                all.push(Entity::new(words.section(source, *kind), facts, HashSet::new()).map_err(said)?);
            }
        }
        Entities::from_entities(all, Some(&self.schema)).map_err(said)
    }
}

pub(super) fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn named(kind: &str) -> Result<EntityTypeName, String> {
    EntityTypeName::from_str(&format!("Throughline::{kind}")).map_err(said)
}

pub(super) fn said(cause: impl std::fmt::Display) -> String {
    format!("the policy engine refused its input: {cause}")
}
