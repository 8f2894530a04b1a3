use super::groups::{MATTERS, counts, matters, must_provide};
use super::{FieldError, Frame, group_name};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::times::When;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Changed, GroupView};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use staff::Member;
use std::sync::Arc;

/// One group of a provisioner: who belongs to it, and what can be done about it.
#[derive(Template)]
#[template(path = "group.html")]
pub struct GroupPage {
    /// Around the page.
    pub frame: Frame,
    /// The group.
    pub group: GroupView,
    /// The account of whoever looks.
    pub own: i64,
    /// Which members are wanted, by the name in the address; empty for all.
    pub show: String,
    /// What was done just now; empty when nothing was.
    pub done: String,
    /// What was not done, and beside which field it stands.
    pub problem: Option<FieldError>,
    /// What was typed: user name, name, contact, and whether a new account was wanted.
    pub typed: (String, String, String, bool),
    /// The list that was pasted and refused.
    pub list: String,
}

/// One-time codes, shown this once.
#[derive(Template)]
#[template(path = "codes.html")]
pub struct Codes {
    /// Around the page.
    pub frame: Frame,
    /// The group.
    pub group: GroupView,
    /// For whom: user name, name, code.
    pub codes: Vec<(String, String, String)>,
    /// What was done, in a sentence.
    pub done: String,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(group): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, asked: &Asked| {
        let mut shown = match GroupPage::of(visitor, &group)? {
            Ok(shown) => shown,
            Err(first) => return Ok(first),
        };
        shown.show = MATTERS
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .find(|name| name == asked.query("show"))
            .unwrap_or_default();
        shown.done = done_in_words(asked.query("done"));
        page(&shown)
    };
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn add(
    State(portal): State<Arc<Portal>>,
    Path(group): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(to_groups(asked), Need::SignIn, move |visitor, _| added(visitor, &group, &form)).await
}

pub(crate) async fn change(
    State(portal): State<Arc<Portal>>,
    Path((group, account)): Path<(String, String)>,
    asked: Asked,
    form: Form,
) -> Response {
    let change = move |visitor: &Visitor<'_>, _: &Asked| changed(visitor, &group, &account, &form);
    portal.visit(to_groups(asked), Need::SignIn, change).await
}

/// A page that only takes a form cannot be returned to.
pub(crate) fn to_groups(asked: Asked) -> Asked {
    Asked { path: "/groups".to_owned(), ..asked }
}

fn added(visitor: &Visitor<'_>, group: &str, form: &Form) -> Answer {
    must_provide(visitor)?;
    let typed = (form.text("user"), form.text("name"), form.text("contact"), form.text("new") == "yes");
    let (door, session) = (visitor.door(), &visitor.session);
    if typed.0.is_empty() {
        return not_done(visitor, group, "user", "Type the user name.", typed);
    }
    if typed.3 {
        return match door.add_new_member(session, group, (&typed.0, &typed.1, &typed.2))? {
            Changed::Done(code) => {
                let codes = vec![(typed.0.to_lowercase(), typed.1, code.reveal().to_owned())];
                Codes::shown(visitor, group, codes, "The account was made, and belongs to the group.")
            }
            Changed::Not(why) => {
                let field = if typed.1.is_empty() { "name" } else { "user" };
                not_done(visitor, group, field, &why, typed)
            }
            Changed::Nowhere => Err(Refusal::NotFound),
        };
    }
    match door.add_member(session, group, &typed.0, &typed.1)? {
        Changed::Done(_) => Ok(go(&format!("/groups/{group}?done=added"))),
        Changed::Not(why) => not_done(visitor, group, "user", &why, typed),
        Changed::Nowhere => Err(Refusal::NotFound),
    }
}

fn changed(visitor: &Visitor<'_>, group: &str, account: &str, form: &Form) -> Answer {
    must_provide(visitor)?;
    let member = super::person(account).ok_or(Refusal::NotFound)?.0;
    let (door, session) = (visitor.door(), &visitor.session);
    let what = form.text("do");
    let done = match what.as_str() {
        "remove" => door.remove_member(session, group, member)?,
        "off" => door.turn_member(session, group, member, false)?,
        "on" => door.turn_member(session, group, member, true)?,
        "code" => match door.issue_code(session, group, member)? {
            Changed::Done((person, code)) => {
                let account = person.account;
                let codes = vec![(account.user_name, account.display_name, code.reveal().to_owned())];
                return Codes::shown(visitor, group, codes, "A code was issued; a former one is void.");
            }
            Changed::Not(why) => Changed::Not(why),
            Changed::Nowhere => Changed::Nowhere,
        },
        _ => return Err(Refusal::Unfit),
    };
    match done {
        Changed::Done(_) => Ok(go(&format!("/groups/{group}?done={what}"))),
        Changed::Not(why) => not_done(visitor, group, "members", &why, Default::default()),
        Changed::Nowhere => Err(Refusal::NotFound),
    }
}

fn not_done(
    visitor: &Visitor<'_>,
    group: &str,
    field: &str,
    why: &str,
    typed: (String, String, String, bool),
) -> Answer {
    let shown = match GroupPage::of(visitor, group)? {
        Ok(shown) => shown,
        Err(first) => return Ok(first),
    };
    let problem = Some(FieldError { field: field.to_owned(), words: why.to_owned() });
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &GroupPage { problem, typed, ..shown })
}

/// What was done, by its name in the address.
fn done_in_words(done: &str) -> String {
    let people = |count: &str| match count {
        "1" => "One person was added.".to_owned(),
        count => format!("{count} people were added."),
    };
    match done {
        "added" => "One person was added. She or he has the access from now on.".to_owned(),
        "remove" => "One person was removed. She or he has no access by this group any more.".to_owned(),
        "off" => "One account was turned off; its sessions have ended.".to_owned(),
        "on" => "One account was turned on again.".to_owned(),
        other => {
            let count = other.strip_prefix("list-").filter(|count| {
                !count.is_empty() && count.len() <= 4 && count.bytes().all(|byte| byte.is_ascii_digit())
            });
            count.map_or_else(String::new, people)
        }
    }
}

impl GroupPage {
    /// One of her own groups, or the step that comes first: accepting the policy.
    pub(crate) fn of(visitor: &Visitor<'_>, group: &str) -> Result<Result<GroupPage, Response>, Refusal> {
        must_provide(visitor)?;
        let door = visitor.door();
        let group =
            group_name(group).map(|name| door.own_group(&visitor.session, name)).transpose()?.flatten();
        let group = group.ok_or(Refusal::NotFound)?;
        if door.to_accept_as_provisioner(&visitor.session)?.is_some() {
            return Ok(Err(go("/groups")));
        }
        Ok(Ok(GroupPage {
            frame: visitor.frame(),
            group,
            own: visitor.session.account.id,
            show: String::new(),
            done: String::new(),
            problem: None,
            typed: Default::default(),
            list: String::new(),
        }))
    }

    fn members(&self) -> Vec<&Member> {
        let now = self.now();
        let wanted =
            |member: &&Member| self.show.is_empty() || matters(member, now).contains(&self.show.as_str());
        self.group.members.iter().filter(wanted).collect()
    }

    fn counts(&self) -> Vec<(&'static str, &'static str, usize)> {
        counts(&self.group, self.now())
    }

    fn matters(&self, member: &Member) -> Vec<&'static str> {
        let now = self.now();
        let have = matters(member, now);
        MATTERS.iter().filter(|(name, _)| have.contains(name)).map(|(_, words)| *words).collect()
    }

    fn day(&self, millisecond: &i64) -> When {
        self.frame.times.as_of(&Timestamp::from_millisecond(*millisecond).unwrap_or_default())
    }

    fn code(&self, member: &Member) -> Option<String> {
        let until = Timestamp::from_millisecond(member.code_until?).ok()?;
        Some(match until > self.frame.times.now() {
            true => format!("code until {}", self.frame.times.moment(&until).words),
            false => "the code has lapsed".to_owned(),
        })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.problem.as_ref().filter(|problem| problem.field == field).map(|problem| problem.words.as_str())
    }

    fn now(&self) -> i64 {
        self.frame.times.now().as_millisecond()
    }
}

impl Codes {
    pub(crate) fn shown(
        visitor: &Visitor<'_>,
        group: &str,
        codes: Vec<(String, String, String)>,
        done: &str,
    ) -> Answer {
        let group = visitor.door().own_group(&visitor.session, group)?.ok_or(Refusal::NotFound)?;
        page(&Codes { frame: visitor.frame(), group, codes, done: done.to_owned() })
    }
}
