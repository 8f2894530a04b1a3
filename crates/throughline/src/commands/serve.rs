//! `serve`: the portal.

use super::WithSettings;
use crate::{Problem, closing, drops, exchange, feeds, house, status};
use portal::{PasswordHelp, Settings};
use std::net::TcpListener;

pub(super) fn serve(with: &WithSettings) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    let _alone = house::alone(&settings)?;
    let house = house::open_whole(&settings, &variables)?;
    let door = house.door.clone();
    let listener = TcpListener::bind(settings.listen).map_err(|cause| {
        Problem(format!("{} cannot be listened on ({cause}); is another portal running?", settings.listen))
    })?;
    if door.staff().count().map_err(Problem::from)? == 0 {
        eprintln!("nobody can sign in yet: make the first account with `throughline staff add`");
    }
    feeds::start(&door);
    if let (Some(front_desk), Some(desk)) = (&house.front_desk, &settings.frontdesk) {
        drops::start(front_desk, &desk.drop)?;
        exchange::start(front_desk, &desk.partner)?;
        closing::start(front_desk);
    }
    status::start(&door, &settings.status);
    eprintln!("the portal listens on http://{}", settings.listen);
    portal::run(house, portal_settings(&settings), listener, &portal::Stop::default()).map_err(Problem::from)
}

/// The part of the settings that the portal reads.
pub(crate) fn portal_settings(settings: &crate::settings::Settings) -> Settings {
    let password = |agency: &crate::settings::AgencySettings| {
        let words = agency.forgotten_password.clone()?;
        Some(PasswordHelp { agency: agency.id.clone(), words })
    };
    Settings {
        listen: settings.listen,
        proxies: settings.proxies.clone(),
        notice: settings.notice.clone(),
        passwords: settings.agency.iter().filter_map(password).collect(),
        help_desk: settings.help_desk.clone(),
        title: settings.title.clone(),
        secure_cookies: settings.origin.as_deref().is_some_and(|origin| origin.starts_with("https:")),
        origin: settings.origin.clone(),
        demo_hints: Vec::new(),
    }
}
