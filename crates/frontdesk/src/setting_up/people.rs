//! Who works where: posts of an area and of its sites.

use super::{Settled, refused};
use crate::{Area, FrontDesk, FrontDeskError, Site};
use access::{Colleague, DutyKind, Post, Serving, Session};

/// Somebody with a post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posted {
    /// The account.
    pub account: i64,
    /// Her name.
    pub name: String,
    /// The name that she types at sign-in.
    pub user_name: String,
    /// What she does, in plain words.
    pub words: &'static str,
    /// The duty's name, for a form.
    pub kind: &'static str,
    /// The site or area.
    pub place: String,
}

impl FrontDesk {
    /// Gives somebody a post at an area or one of its sites, or takes it from her.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing was done then.
    pub fn post(
        &self,
        session: &Session,
        area: &str,
        place: &str,
        post: &Post<'_>,
    ) -> Result<Settled<()>, FrontDeskError> {
        let own = self.areas_to_set_up(session)?.iter().any(|known| known.id == area);
        let within = place == area || self.desk.site(place)?.is_some_and(|site| site.area == area);
        if !own || !within {
            return Ok(None);
        }
        if post.kind == DutyKind::AreaAdministrator && place != area {
            return Ok(refused("kind", "An administrator is one of the whole area; choose the area."));
        }
        Ok(match self.door.post(session, area, place, post)? {
            Ok(()) => Some(Ok(())),
            Err(words) => refused("user", &words),
        })
    }

    pub(super) fn posted(
        &self,
        area: &Area,
        sites: &[(Site, Vec<crate::Kiosk>)],
    ) -> Result<Vec<Posted>, FrontDeskError> {
        let mut places = vec![area.id.as_str()];
        places.extend(
            sites.iter().filter(|(site, _)| site.ended_at.is_none()).map(|(site, _)| site.id.as_str()),
        );
        let posted = self.door.posted(&places)?;
        let one = |(place, kind, colleague): (String, DutyKind, Colleague)| Posted {
            account: colleague.account,
            name: colleague.name,
            user_name: colleague.user_name,
            words: kind.words(),
            kind: kind.name(),
            place,
        };
        Ok(posted.into_iter().map(one).collect())
    }

    /// She sets up an area.
    ///
    /// # Errors
    /// When the database or the policy engine fails.
    pub fn sets_up(&self, session: &Session, area: &str) -> Result<bool, FrontDeskError> {
        Ok(self.door.may_serve(session, Serving::SetUp, &[area])?.is_ok())
    }
}
