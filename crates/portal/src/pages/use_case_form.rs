use super::{FieldError, Frame, source, use_case};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
pub(crate) use access::MOST_PURPOSES;
use access::view::Agency;
use access::{Acted, Before, Choices, Decision, Draft, Mend, Part, Purpose};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use records::{FieldClass, SectionKind};
use std::sync::Arc;

/// The request for a use case, in plain words.
#[derive(Template)]
#[template(path = "use_case_form.html")]
pub struct UseCaseForm {
    /// Around the page.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What stands above it.
    pub heading: String,
    /// SHA-256 of the text that is changed; empty for a new one.
    pub digest: String,
    /// What is there so far.
    pub draft: Draft,
    /// What can be chosen.
    pub choices: Choices,
    /// The agencies of the choices, as people know them.
    pub agencies: Vec<Agency>,
    /// So many parts of what is to be opened are shown.
    pub parts: usize,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// More parts than this are no use case.
const MOST_PARTS: usize = 8;

pub(crate) async fn begin(
    State(portal): State<Arc<Portal>>,
    Path(agency): Path<String>,
    asked: Asked,
) -> Response {
    let empty = move |visitor: &Visitor<'_>, _: &Asked| {
        let choices = choices(visitor, &agency)?;
        page(&UseCaseForm::new(visitor, &agency, Draft::default(), choices))
    };
    portal.visit(asked, Need::SignIn, empty).await
}

pub(crate) async fn save_new(
    State(portal): State<Arc<Portal>>,
    Path(agency): Path<String>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| begun(visitor, &agency, &form)).await
}

pub(crate) async fn edit(
    State(portal): State<Arc<Portal>>,
    Path(address): Path<(String, String)>,
    asked: Asked,
) -> Response {
    let edit = move |visitor: &Visitor<'_>, _: &Asked| {
        let (id, number) = use_case(&address.0, &address.1).ok_or(Refusal::NotFound)?;
        let found = visitor.door().request_draft(&visitor.session, &id, number)?;
        let (draft, before, choices) = found.ok_or(Refusal::NotFound)?;
        page(&UseCaseForm::of(visitor, &before, draft, choices))
    };
    portal.visit(asked, Need::SignIn, edit).await
}

pub(crate) async fn save(
    State(portal): State<Arc<Portal>>,
    Path(address): Path<(String, String)>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| changed(visitor, &address, &form)).await
}

/// Begins the next version of a use case, or goes to the one that is open.
pub(crate) async fn new_version(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
    asked: Asked,
) -> Response {
    let begin = move |visitor: &Visitor<'_>, _: &Asked| {
        let (id, _) = use_case(&id, "1").ok_or(Refusal::NotFound)?;
        let begun = visitor.door().new_version(&visitor.session, &id)?.ok_or(Refusal::NotFound)?;
        let draft = visitor.door().request_draft(&visitor.session, &id, begun.version)?;
        let page = if draft.is_some() { "/edit" } else { "" };
        Ok(go(&format!("/use-cases/{id}/{}{page}", begun.version)))
    };
    portal.visit(asked, Need::SignIn, begin).await
}

fn choices(visitor: &Visitor<'_>, agency: &str) -> Result<Choices, Refusal> {
    source(agency).ok_or(Refusal::NotFound)?;
    visitor.door().request_choices(&visitor.session, agency).ok_or(Refusal::NotFound)
}

fn begun(visitor: &Visitor<'_>, agency: &str, form: &Form) -> Answer {
    let choices = choices(visitor, agency)?;
    let mut again = UseCaseForm::new(visitor, agency, read(form), choices);
    if let Some(answer) = again.before_saving(visitor, form) {
        return answer;
    }
    let saved = visitor.door().begin_request(&visitor.session, agency, &again.draft)?;
    match saved.ok_or(Refusal::NotFound)? {
        Ok(before) => {
            // From now on it has a number, and is changed under it.
            again.begun(&before);
            again.saved(visitor, &before, form)
        }
        Err(mends) => again.refuse(mends),
    }
}

fn changed(visitor: &Visitor<'_>, address: &(String, String), form: &Form) -> Answer {
    let (id, number) = use_case(&address.0, &address.1).ok_or(Refusal::NotFound)?;
    let found = visitor.door().request_draft(&visitor.session, &id, number)?;
    let (_, before, choices) = found.ok_or(Refusal::NotFound)?;
    let before = Before { digest: form.text("digest"), ..before };
    let mut again = UseCaseForm::of(visitor, &before, read(form), choices);
    if let Some(answer) = again.before_saving(visitor, form) {
        return answer;
    }
    let saved = visitor.door().save_draft(&visitor.session, &before, &again.draft)?;
    match saved.ok_or(Refusal::NotFound)? {
        Ok(before) => again.saved(visitor, &before, form),
        Err(mends) => again.refuse(mends),
    }
}

fn read(form: &Form) -> Draft {
    let purpose = |at: usize| Purpose {
        id: form.text(&format!("purpose-{at}-id")),
        words: form.text(&format!("purpose-{at}-words")),
    };
    let part = |at: usize| Part {
        sources: form.all(&format!("opens-{at}-sources")),
        classes: form.all(&format!("opens-{at}-classes")),
        sections: form.all(&format!("opens-{at}-sections")),
    };
    Draft {
        title: form.text("title"),
        who: form.long("who"),
        what: form.long("what"),
        how: form.long("how"),
        purposes: (1..=MOST_PURPOSES)
            .map(purpose)
            .filter(|one| !one.id.is_empty() || !one.words.is_empty())
            .collect(),
        groups: form.all("groups"),
        new_group: form.text("new_group"),
        opens: (1..=MOST_PARTS).map(part).filter(|part| !part.is_empty()).collect(),
        search_by: form.all("search_by"),
        valid_from: form.text("valid_from"),
        valid_until: form.text("valid_until"),
    }
}

impl UseCaseForm {
    fn new(visitor: &Visitor<'_>, agency: &str, draft: Draft, choices: Choices) -> UseCaseForm {
        let employers = visitor.door().employers();
        let named = employers.iter().find(|one| one.id.0 == agency).map_or(agency, |one| one.short.as_str());
        let (action, heading) = (format!("/use-cases/new/{agency}"), format!("A request for {named}"));
        UseCaseForm {
            frame: visitor.frame(),
            action,
            heading,
            digest: String::new(),
            parts: draft.opens.len().max(1),
            draft,
            agencies: visitor.door().agencies().to_vec(),
            choices,
            errors: Vec::new(),
        }
    }

    fn of(visitor: &Visitor<'_>, before: &Before, draft: Draft, choices: Choices) -> UseCaseForm {
        let mut form = UseCaseForm::new(visitor, "", draft, choices);
        form.begun(before);
        form
    }

    fn begun(&mut self, before: &Before) {
        let (id, number) = (&before.use_case, before.version);
        self.action = format!("/use-cases/{id}/{number}/edit");
        self.heading = format!("{id}, version {number}");
        self.digest.clone_from(&before.digest);
    }

    /// Another part is wanted, or a text that is to be handed in cannot even be saved: then everything that is wrong stands
    /// on the page at once.
    fn before_saving(&mut self, visitor: &Visitor<'_>, form: &Form) -> Option<Answer> {
        match form.text("act").as_str() {
            "more" => {
                self.parts = (self.draft.opens.len() + 1).min(MOST_PARTS);
                Some(page(self))
            }
            "submit" if !self.draft.unreadable().is_empty() => {
                let today = visitor.door().now().to_zoned(TimeZone::UTC).date();
                Some(self.refuse(self.draft.faults(&self.choices, today)))
            }
            _ => None,
        }
    }

    /// It is saved; if it was to be handed in, it is.
    fn saved(&mut self, visitor: &Visitor<'_>, before: &Before, form: &Form) -> Answer {
        let there = format!("/use-cases/{}/{}", before.use_case, before.version);
        if form.text("act") != "submit" {
            return Ok(go(&there));
        }
        self.digest.clone_from(&before.digest);
        match visitor.door().decide_on(&visitor.session, before, &Decision::Submit, "")? {
            Acted::Done => Ok(go(&there)),
            Acted::NotFound => Err(Refusal::NotFound),
            Acted::Refused(mends) => self.refuse(mends),
        }
    }

    fn refuse(&mut self, mends: Vec<Mend>) -> Answer {
        let error = |mend: Mend| FieldError { field: mend.field, words: mend.words };
        self.errors = mends.into_iter().map(error).collect();
        page_with(StatusCode::UNPROCESSABLE_ENTITY, self)
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn purpose(&self, at: &usize) -> Purpose {
        let empty = || Purpose { id: String::new(), words: String::new() };
        self.draft.purposes.get(at - 1).cloned().unwrap_or_else(empty)
    }

    /// Purposes that stand open: those there are, and one to write.
    fn open_purposes(&self) -> usize {
        (self.draft.purposes.len() + 1).clamp(2, MOST_PURPOSES)
    }

    fn part(&self, at: &usize) -> Part {
        self.draft.opens.get(at - 1).cloned().unwrap_or_default()
    }

    fn has(&self, list: &[String], name: &str) -> bool {
        list.iter().any(|one| one == name)
    }

    fn can_have_more(&self) -> bool {
        self.parts < MOST_PARTS
    }

    fn classes(&self) -> &'static [FieldClass] {
        FieldClass::ALL
    }

    /// Classes that the search can use, and those that the version before named besides.
    fn searchable(&self) -> Vec<FieldClass> {
        let named = self.draft.search_by.iter().filter_map(|name| FieldClass::named(name));
        let more: Vec<FieldClass> =
            named.filter(|class| access::searchable().all(|other| other != *class)).collect();
        access::searchable().chain(more).collect()
    }

    /// Sections that any agency fills.
    fn sections(&self) -> Vec<SectionKind> {
        let filled = |kind: &SectionKind| self.choices.sources.iter().any(|(_, kinds)| kinds.contains(kind));
        SectionKind::ALL.iter().copied().filter(filled).collect()
    }
}
