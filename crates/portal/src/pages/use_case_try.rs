use super::{FieldError, Frame, source, use_case};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{Agency, TryView, VersionView};
use access::{Supposed, TryQuestion};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use records::{FieldClass, SectionKind};
use std::sync::Arc;

/// "Would this worker see this?", for one version.
#[derive(Template)]
#[template(path = "use_case_try.html")]
pub struct UseCaseTry {
    /// Around the page.
    pub frame: Frame,
    /// The version.
    pub version: VersionView,
    /// Agencies whose staff sign in.
    pub employers: Vec<Agency>,
    /// Agencies with folders.
    pub agencies: Vec<Agency>,
    /// What was asked.
    pub typed: Typed,
    /// The answer, once something was asked.
    pub answer: Option<TryView>,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// What stands in the form.
#[derive(Clone, Default, Debug)]
pub struct Typed {
    /// The worker's agency.
    pub agency: String,
    /// The worker's user name.
    pub user: String,
    /// The purpose.
    pub purpose: String,
    /// The folder.
    pub source: String,
    /// The section.
    pub section: String,
    /// The kind of data.
    pub class: String,
    /// How the person is supposed to stand to the worker.
    pub about: String,
    /// She is taken for a member of the version's user groups.
    pub member: bool,
}

type Address = (String, String);

/// The form; with its answer once the address says what was asked, in numbers and settings names only.
pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(address): Path<Address>,
    asked: Asked,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, asked| answered(visitor, &address, asked)).await
}

/// Finds the worker by user name, and goes to the answer.
pub(crate) async fn ask(
    State(portal): State<Arc<Portal>>,
    Path(address): Path<Address>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| found(visitor, &address, &form)).await
}

fn answered(visitor: &Visitor<'_>, address: &Address, asked: &Asked) -> Answer {
    let mut shown = UseCaseTry::of(visitor, address)?;
    let field = |name: &str| asked.query(name).to_owned();
    shown.typed = Typed {
        purpose: field("purpose"),
        source: field("source"),
        section: field("section"),
        class: field("class"),
        about: field("about"),
        member: asked.query("member") == "1",
        ..Typed::default()
    };
    let Ok(worker) = asked.query("worker").parse::<i64>() else { return page(&shown) };
    let question = shown.typed.question(worker).ok_or(Refusal::NotFound)?;
    let (id, number) = (shown.version.line.id.clone(), shown.version.line.version);
    let answer = visitor.door().dry_run(&visitor.session, &id, number, &question)?;
    let answer = answer.ok_or(Refusal::NotFound)?;
    (shown.typed.agency, shown.typed.user) = (answer.agency.clone(), answer.user_name.clone());
    shown.answer = Some(answer);
    page(&shown)
}

fn found(visitor: &Visitor<'_>, address: &Address, form: &Form) -> Answer {
    let mut again = UseCaseTry::of(visitor, address)?;
    again.typed = Typed {
        agency: form.text("agency"),
        user: form.text("user"),
        purpose: form.text("purpose"),
        source: form.text("source"),
        section: form.text("section"),
        class: form.text("class"),
        about: form.text("about"),
        member: form.text("member") == "1",
    };
    let typed = &again.typed;
    let worker = visitor.door().worker_account(&typed.agency, &typed.user)?;
    let mut mend = |field: &str, words: &str| {
        again.errors.push(FieldError { field: field.to_owned(), words: words.to_owned() });
    };
    if worker.is_none() {
        mend("user", "Nobody with this user name works at that agency, or the account is off.");
    }
    let fits = again.typed.question(worker.unwrap_or(1)).is_some();
    match worker.filter(|_| again.errors.is_empty() && fits) {
        None => page_with(StatusCode::UNPROCESSABLE_ENTITY, &again),
        Some(worker) => {
            let Typed { purpose, source, section, class, about, member, .. } = &again.typed;
            let member = u8::from(*member);
            // Every part was checked to be a number or a settings name.
            Ok(go(&format!(
                "/use-cases/{}/{}/try?worker={worker}&purpose={purpose}&source={source}&section={section}&class={class}&about={about}&member={member}",
                again.version.line.id, again.version.line.version
            )))
        }
    }
}

impl Typed {
    fn question(&self, worker: i64) -> Option<TryQuestion> {
        source(&self.purpose.to_lowercase())?;
        let about = Supposed::ALL.into_iter().find(|one| one.name() == self.about).unwrap_or_default();
        Some(TryQuestion {
            worker,
            purpose: self.purpose.clone(),
            source: source(&self.source)?,
            section: SectionKind::named(&self.section)?,
            class: FieldClass::named(&self.class)?,
            about,
            as_member: self.member,
        })
    }
}

impl UseCaseTry {
    fn of(visitor: &Visitor<'_>, address: &Address) -> Result<UseCaseTry, Refusal> {
        let (id, number) = use_case(&address.0, &address.1).ok_or(Refusal::NotFound)?;
        let version = visitor.door().use_case_version(&visitor.session, &id, number)?;
        Ok(UseCaseTry {
            frame: visitor.frame(),
            version: version.ok_or(Refusal::NotFound)?,
            employers: visitor.door().employers().to_vec(),
            agencies: visitor.door().agencies().to_vec(),
            typed: Typed::default(),
            answer: None,
            errors: Vec::new(),
        })
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn supposed(&self) -> [Supposed; 5] {
        Supposed::ALL
    }

    fn sections(&self) -> &'static [SectionKind] {
        SectionKind::ALL
    }

    fn classes(&self) -> &'static [FieldClass] {
        FieldClass::ALL
    }
}
