use super::{Place, attachment, clock, counter, frame, number, on};
use crate::answer::page;
use crate::asked::{Asked, Form};
use crate::pages::Frame;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use frontdesk::{Caller, History, PdfLine, VisitLine, page_pdf};
use std::sync::Arc;

/// Everything that one member did, for her to take along.
#[derive(Template)]
#[template(path = "front_desk/report.html")]
pub struct ReportPage {
    /// Around the page.
    pub frame: Frame,
    /// Where.
    pub place: Place,
    /// Who.
    pub customer: Caller,
    /// What she did.
    pub history: History,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        let (customer, history) = counter.activity_report(number(&member)?)?;
        let place = Place::of(visitor, &counter, "report")?;
        page(&ReportPage { frame: frame(visitor, &counter), place, customer, history })
    };
    portal.visit(asked, Need::SignIn, show).await
}

/// The same as PDF.
pub(crate) async fn download(
    State(portal): State<Arc<Portal>>,
    Path((site, member)): Path<(String, String)>,
    asked: Asked,
    _: Form,
) -> Response {
    let download = move |visitor: &Visitor<'_>, _: &Asked| {
        let counter = counter(visitor, &site)?;
        let (customer, history) = counter.activity_report(number(&member)?)?;
        let place = Place::of(visitor, &counter, "report")?;
        let page = ReportPage { frame: frame(visitor, &counter), place, customer, history };
        attachment(page.pdf(), "attachment; filename=\"activity-report.pdf\"")
    };
    portal.visit(asked, Need::SignIn, download).await
}

impl ReportPage {
    fn pdf(&self) -> Vec<u8> {
        let ReportPage { customer, history, place, frame } = self;
        let named = customer.name.iter().map(|name| format!("{name}, ")).collect::<String>();
        let lead = format!("{named}member number {}. {}, {}.", customer.number, place.name, frame.made());
        let visits = format!("Visits: {}", history.visits.len());
        let services = format!("Other services by staff: {}", history.services.len());
        let visited: Vec<String> = history.visits.iter().map(|visit| self.visit(visit)).collect();
        let line = |one: &frontdesk::ServiceLine| {
            format!("{}: {}, {}, {}", on(&one.day), one.words, one.by, one.site)
        };
        let delivered: Vec<String> = history.services.iter().map(line).collect();
        let mut lines =
            vec![PdfLine::Title("Activity report"), PdfLine::Plain(&lead), PdfLine::Head(&visits)];
        lines.extend(visited.iter().map(|line| PdfLine::Plain(line)));
        lines.push(PdfLine::Head(&services));
        lines.extend(delivered.iter().map(|line| PdfLine::Plain(line)));
        page_pdf(&lines)
    }

    fn visit(&self, visit: &VisitLine) -> String {
        let until = visit.ended.map(|ended| format!(" to {}", clock(&self.frame, ended))).unwrap_or_default();
        let services = visit.services.iter().map(|one| match &one.delivered {
            Some(line) => format!("{} (delivered by {})", one.words, line.by),
            None => format!("{} ({})", one.words, one.state),
        });
        let services = services.collect::<Vec<_>>().join("; ");
        let head = format!("{}, {}, {}{until}", on(&visit.day), visit.site, clock(&self.frame, visit.began));
        if services.is_empty() { head } else { format!("{head}: {services}") }
    }
}
