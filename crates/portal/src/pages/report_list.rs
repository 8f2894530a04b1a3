use super::Frame;
use crate::answer::page;
use crate::asked::Asked;
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use frontdesk::{FrontDesk, ReportKind};
use std::sync::Arc;

/// The reports that somebody can make.
#[derive(Template)]
#[template(path = "report_list.html")]
pub struct ReportList {
    /// Around the page.
    pub frame: Frame,
    /// Each, with the names of her places of which it is made.
    pub reports: Vec<(ReportKind, String)>,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let list = |visitor: &Visitor<'_>, _: &Asked| {
        let desk = front_desk(visitor)?;
        let places = desk.report_places(&visitor.session)?;
        let mut reports = Vec::new();
        for kind in ReportKind::ALL {
            let own = places.iter().filter(|choice| kind.is_of(&choice.place));
            let names: Vec<&str> = own.map(|choice| choice.name.as_str()).collect();
            let offered = kind != ReportKind::Federal || desk.count_rules().schema.is_some();
            if !names.is_empty() && offered {
                reports.push((kind, shortened(&names)));
            }
        }
        if reports.is_empty() {
            return Err(Refusal::NotFound);
        }
        page(&ReportList { frame: visitor.frame(), reports })
    };
    portal.visit(asked, Need::SignIn, list).await
}

/// The front desk, where there is one.
pub(super) fn front_desk<'a>(visitor: &'a Visitor<'_>) -> Result<&'a FrontDesk, Refusal> {
    visitor.portal.front_desk.as_deref().ok_or(Refusal::NotFound)
}

/// The first names, and how many more there are.
fn shortened(names: &[&str]) -> String {
    const SHOWN: usize = 4;
    let more = names.len().saturating_sub(SHOWN);
    let first = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{first} and {more} more") } else { first }
}
