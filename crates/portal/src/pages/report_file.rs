use super::report::{attachment, periods, short};
use super::report_list::front_desk;
use super::{FieldError, Frame};
use crate::answer::{page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{Federal, ReportPlace, Reporting, pirl};
use std::sync::Arc;

/// The federal file: what its checks say, and the file itself.
#[derive(Template)]
#[template(path = "report_file.html")]
pub struct FederalFilePage {
    /// Around the page.
    pub frame: Frame,
    /// Times that can be chosen, under their headings.
    pub periods: Vec<(&'static str, Vec<Reporting>)>,
    /// The chosen time's word.
    pub chosen: String,
    /// The file, when one was asked for.
    pub file: Option<Federal>,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// More findings than these are counted; whoever mends begins with the first.
const SHOWN: usize = 100;

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let show = |visitor: &Visitor<'_>, asked: &Asked| {
        let chosen = asked.query("period");
        let file = if chosen.is_empty() { None } else { Some(made(visitor, chosen, "checked")?) };
        page(&FederalFilePage::of(visitor, chosen, file)?)
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// The file; one with faults only when that was ticked.
pub(crate) async fn download(State(portal): State<Arc<Portal>>, asked: Asked, form: Form) -> Response {
    let download = move |visitor: &Visitor<'_>, _: &Asked| {
        let chosen = form.text("period");
        let file = made(visitor, &chosen, "as a file")?;
        if file.passed() || !form.text("faults").is_empty() {
            return Ok(attachment("text/csv; charset=utf-8", &file.file_name(), file.text.into_bytes()));
        }
        let words = "The checks found faults. Mend them first, or tick that you want the file with faults.";
        let errors = vec![FieldError { field: "faults".to_owned(), words: words.to_owned() }];
        let again = FederalFilePage { errors, ..FederalFilePage::of(visitor, &chosen, Some(file))? };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
    };
    portal.visit(asked, Need::SignIn, download).await
}

fn made(visitor: &Visitor<'_>, period: &str, how: &str) -> Result<Federal, Refusal> {
    let reporting = Reporting::read(period).ok_or(Refusal::NotFound)?;
    front_desk(visitor)?.federal_file(&visitor.session, reporting, how)?.ok_or(Refusal::NotFound)
}

impl FederalFilePage {
    fn of(visitor: &Visitor<'_>, chosen: &str, file: Option<Federal>) -> Result<FederalFilePage, Refusal> {
        let desk = front_desk(visitor)?;
        let state = desk.report_places(&visitor.session)?.iter().any(|one| one.place == ReportPlace::State);
        if !state || desk.count_rules().schema.is_none() {
            return Err(Refusal::NotFound);
        }
        let today = visitor.door().now().to_zoned(visitor.door().zone().clone()).date();
        let mut periods = periods(today);
        periods.rotate_left(1);
        Ok(FederalFilePage {
            frame: visitor.frame(),
            periods,
            chosen: chosen.to_owned(),
            file,
            errors: Vec::new(),
        })
    }

    fn short(reporting: &Reporting) -> String {
        short(reporting)
    }

    fn findings(file: &Federal) -> impl Iterator<Item = &pirl::Finding> {
        file.findings.list.iter().take(SHOWN)
    }

    fn left(file: &Federal) -> usize {
        file.findings.count.saturating_sub(SHOWN)
    }

    fn stage(file: &Federal) -> &'static str {
        match file.findings.stage {
            pirl::Stage::Columns => "the number of columns",
            pirl::Stage::Values => "valid and missing values",
            pirl::Stage::Duplicates => "duplicates",
            pirl::Stage::Logic => "logic",
        }
    }
}
