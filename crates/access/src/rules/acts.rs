//! Acts of duty: approving a use case, changing who belongs to a group. Decided by the same engine, under the same guards.

use super::request::{said, uid};
use super::{Asked, Rules};
use cedar_policy::{Authorizer, Decision, Entities, Entity, RestrictedExpression};
use staff::DutyKind;
use std::collections::{HashMap, HashSet};

/// What somebody wants to do by duty.
#[derive(Clone, Copy, Debug)]
pub enum Act<'a> {
    /// To approve a use case, for the office whose members are `approvers`.
    Approve {
        /// Who wrote the text.
        author: i64,
        /// Who approved this version already.
        approved: &'a [i64],
        /// Who may approve at this step.
        approvers: &'a [i64],
    },
    /// To add somebody to a group or remove her.
    ChangeMembership {
        /// Whose membership.
        member: i64,
        /// The group's provisioners.
        provisioners: &'a [i64],
        /// She accepted the newest account management policy.
        agreed: bool,
    },
    /// To do something where private records are guarded.
    Guard {
        /// What.
        step: Guarding,
        /// Whose access changes by it; none when nobody's does.
        member: Option<i64>,
        /// Who holds a duty for it.
        holders: &'a [i64],
    },
    /// To decide about links of records, or to confirm what somebody else decided.
    Link {
        /// Whose decision is confirmed; none when it is her own first word.
        first: Option<i64>,
        /// Who holds a duty for it at one of the sources.
        holders: &'a [i64],
    },
    /// To do something at a job center's front desk.
    Serve {
        /// What.
        step: Serving,
        /// Whose post changes by it; none when nobody's does.
        member: Option<i64>,
        /// Who holds a duty for it at the place.
        holders: &'a [i64],
    },
}

/// What is done at a front desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Serving {
    /// To register and greet customers, make cards, run group activities.
    Greet,
    /// To see what one customer did, and confirm services that staff delivered.
    Counsel,
    /// To read the reports of a place, correct its visits, close its day.
    Manage,
    /// To set up sites, kiosks, services and staff.
    SetUp,
    /// To make the state's reports.
    Report,
}

/// What is done where private records are guarded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guarding {
    /// To read the desk.
    Read,
    /// To mark a record private.
    Mark,
    /// To seal a record, or to take a mark of staff away.
    Seal,
    /// To assign a record to somebody.
    Assign,
    /// To name somebody for a sealed record.
    Name,
    /// To say who may see private records at all.
    Admit,
    /// To take a step about what disagrees.
    Settle,
}

/// Why an act is refused: the guard or missing duty, in a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotPermitted(pub String);

impl Rules {
    /// Whether the asker may do it.
    ///
    /// # Errors
    /// `Err` when the engine erred: nothing may be done then. The inner one when she may not.
    pub(crate) fn act(&self, asked: &Asked<'_>, act: Act<'_>) -> Result<Result<(), NotPermitted>, String> {
        let words = &self.vocabulary;
        let users = |accounts: &[i64]| {
            let each =
                accounts.iter().map(|account| RestrictedExpression::new_entity_uid(words.user(*account)));
            RestrictedExpression::new_set(each)
        };
        let user = |account: i64| RestrictedExpression::new_entity_uid(words.user(account));
        let (action, resource, facts, others) = match act {
            Act::Approve { author, approved, approvers } => (
                &words.approve,
                uid(&words.use_case, "submitted"),
                vec![
                    ("author", user(author)),
                    ("approved", users(approved)),
                    ("approvers", users(approvers)),
                ],
                [&[author], approved, approvers].concat(),
            ),
            Act::ChangeMembership { member, provisioners, agreed } => (
                &words.change_membership,
                uid(&words.membership, "asked for"),
                vec![
                    ("member", user(member)),
                    ("provisioners", users(provisioners)),
                    ("provisionerAgreed", RestrictedExpression::new_bool(agreed)),
                ],
                [&[member], provisioners].concat(),
            ),
            Act::Guard { step: _, ref member, holders } => (
                &words.guard_private,
                uid(&words.private_records, "guarded"),
                vec![("member", users(member.as_slice())), ("holders", users(holders))],
                [member.as_slice(), holders].concat(),
            ),
            Act::Link { ref first, holders } => (
                &words.review_links,
                uid(&words.link_review, "case"),
                vec![("first", users(first.as_slice())), ("holders", users(holders))],
                [first.as_slice(), holders].concat(),
            ),
            Act::Serve { step: _, ref member, holders } => (
                &words.serve_front_desk,
                uid(&words.front_desk, "place"),
                vec![("member", users(member.as_slice())), ("holders", users(holders))],
                [member.as_slice(), holders].concat(),
            ),
        };
        let mut all = self.asker(asked)?;
        for other in others.into_iter().collect::<HashSet<_>>() {
            if other != asked.account {
                all.extend(self.asker(&Asked { account: other, groups: &[], ..*asked })?);
            }
        }
        let facts: HashMap<String, RestrictedExpression> =
            facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        all.push(Entity::new(resource.clone(), facts, HashSet::new()).map_err(said)?);
        let entities = Entities::from_entities(all, Some(&self.schema)).map_err(said)?;
        let request = self.request(asked, action, &resource, &self.context(asked)?)?;
        let answer = Authorizer::new().is_authorized(&request, &self.duties, &entities);
        if let Some(fault) = answer.diagnostics().errors().next() {
            return Err(format!("the policy engine erred: {fault}"));
        }
        if answer.decision() == Decision::Allow {
            return Ok(Ok(()));
        }
        let guards: Vec<String> = answer.diagnostics().reason().map(ToString::to_string).collect();
        Ok(Err(NotPermitted(in_words(&guards, act).to_owned())))
    }
}

fn in_words(guards: &[String], act: Act<'_>) -> &'static str {
    let by = |id: &str| guards.iter().any(|guard| guard == id);
    if by("guard.account") {
        "accept the responsibility policy first"
    } else if by("guard.network") {
        "this can be done only from the city's network"
    } else if by("guard.two-persons") {
        "two persons are needed: you wrote this text, or have approved it for another office already"
    } else if by("guard.no-self-grant") {
        "nobody gives access to herself or takes it from herself; ask another provisioner of the group"
    } else if by("guard.no-self-post") {
        "nobody gives herself a post or takes it from herself; ask another administrator of the area"
    } else if by("guard.no-self-care") {
        "nobody gives herself access to private records or takes it from herself; ask another specialist or the steward"
    } else if by("guard.no-self-confirm") {
        "two persons are needed: you spoke first here, so somebody else confirms it"
    } else {
        match act {
            Act::Approve { .. } => "you do not hold the duty that this approval needs",
            Act::ChangeMembership { agreed: false, .. } => "accept the account management policy first",
            Act::ChangeMembership { .. } => "you are not a provisioner of this group",
            Act::Guard { step, .. } => step.whose(),
            Act::Link { .. } => "this is for the stewards of one of the agencies concerned",
            Act::Serve { step, .. } => step.whose(),
        }
    }
}

impl Serving {
    /// The duties that let somebody do it.
    pub(crate) fn duties(self) -> &'static [DutyKind] {
        match self {
            Serving::Greet => &[DutyKind::Greeter, DutyKind::CaseManager, DutyKind::CentreManager],
            Serving::Counsel => &[DutyKind::CaseManager, DutyKind::CentreManager],
            Serving::Manage => &[DutyKind::CentreManager],
            Serving::SetUp => &[DutyKind::AreaAdministrator],
            Serving::Report => &[DutyKind::StateReporter],
        }
    }

    fn whose(self) -> &'static str {
        match self {
            Serving::Greet => "this is for the front-desk staff of the site",
            Serving::Counsel => "this is for the case managers of the site",
            Serving::Manage => "this is for the manager of the site or area",
            Serving::SetUp => "this is for the administrator of the area",
            Serving::Report => "this is for those who make the state's reports",
        }
    }
}

impl Guarding {
    fn whose(self) -> &'static str {
        match self {
            Guarding::Read => "you do not guard private records of this agency",
            Guarding::Mark | Guarding::Assign | Guarding::Admit | Guarding::Settle => {
                "this is for the data specialist and the steward of the agency"
            }
            Guarding::Seal | Guarding::Name => "this is for the steward of the agency's data",
        }
    }
}
