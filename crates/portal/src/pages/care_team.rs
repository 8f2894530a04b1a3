use super::Frame;
use super::private_list::opened;
use super::private_record::number;
use crate::answer::page;
use crate::asked::Asked;
use crate::visitor::{Need, Portal, Visitor};
use access::view::{CareTeamView, PrivateLevel, TeamLine};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;

/// Who may open the paper file of a record, on one page for print. No client's name stands on it.
#[derive(Template)]
#[template(path = "care_team.html")]
pub struct CareTeam {
    /// Around the page.
    pub frame: Frame,
    /// Who.
    pub view: CareTeamView,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path(record): Path<String>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| {
        let view = *opened(visitor.door().care_team(&visitor.session, number(&record)?)?)?;
        let frame = visitor.frame();
        page(&CareTeam { frame: Frame { times: frame.times.clone().on_paper(), ..frame }, view })
    };
    portal.visit(asked, Need::SignIn, show).await
}

impl CareTeam {
    /// Those who can open it; who is only written down is left out on paper.
    fn team(&self) -> Vec<&TeamLine> {
        self.view.team.iter().filter(|line| line.but.is_empty()).collect()
    }

    fn is_sealed(&self) -> bool {
        self.view.level == PrivateLevel::Sealed
    }
}
