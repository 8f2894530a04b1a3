use super::set_up::desk;
use super::{FieldError, Frame};
use crate::answer::{Answer, go, page, page_with};
use crate::asked::{Asked, Form};
use crate::refusal::Refusal;
use crate::visitor::{Need, Portal, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::{AreaView, SiteSettings};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A site's own page for its administrator: when it closes, what it offers, what its kiosks ask.
#[derive(Template)]
#[template(path = "set_up_site.html")]
pub struct SetUpSite {
    /// Around the page.
    pub frame: Frame,
    /// The area.
    pub area: AreaView,
    /// The site is new.
    pub is_new: bool,
    /// What the form holds.
    pub typed: TypedSite,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

/// What the form holds.
#[derive(Clone, Default)]
pub struct TypedSite {
    /// The site's name in addresses and reports.
    pub id: String,
    /// As customers know it.
    pub name: String,
    /// Time zone.
    pub zone: String,
    /// `HH:MM`.
    pub closes: String,
    /// Telephone on cards.
    pub phone: String,
    /// Place of each service among the tiles, by its id; those without stand nowhere.
    pub order: BTreeMap<String, String>,
    /// Where it is, by service.
    pub places: BTreeMap<String, String>,
    /// Month and day of birth are asked.
    pub ask_birthday: bool,
    /// *Did you find work?* is asked.
    pub ask_found_work: bool,
    /// The member number stands on cards.
    pub number_on_card: bool,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    Path((area, site)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    let show = move |visitor: &Visitor<'_>, _: &Asked| page(&SetUpSite::of(visitor, &area, &site)?);
    portal.visit(asked, Need::SignIn, show).await
}

pub(crate) async fn save(
    State(portal): State<Arc<Portal>>,
    Path((area, site)): Path<(String, String)>,
    asked: Asked,
    form: Form,
) -> Response {
    portal.visit(asked, Need::SignIn, move |visitor, _| saved(visitor, &area, &site, &form)).await
}

fn saved(visitor: &Visitor<'_>, area: &str, site: &str, form: &Form) -> Answer {
    let shown = SetUpSite::of(visitor, area, site)?;
    let mut typed = shown.read(form);
    if !shown.is_new {
        site.clone_into(&mut typed.id);
    }
    let refused = |typed: TypedSite, field: &str, words: &str| {
        let errors = vec![FieldError { field: field.to_owned(), words: words.to_owned() }];
        page_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &SetUpSite { typed, errors, ..SetUpSite::of(visitor, area, site)? },
        )
    };
    if shown.is_new && (typed.id == "new" || shown.area.sites.iter().any(|(known, _)| known.id == typed.id)) {
        return refused(typed, "id", "There is a site by this short name already; choose another.");
    }
    let Some(settings) = typed.settings() else {
        return refused(typed, "closes", "Write the closing time as hours and minutes, such as 17:00.");
    };
    let names = (typed.id.as_str(), typed.name.as_str(), typed.zone.as_str());
    match desk(visitor)?.save_site(&visitor.session, area, names, settings)?.ok_or(Refusal::NotFound)? {
        Ok(()) => Ok(go(&format!("/desk/setup/{area}?done=1"))),
        Err(refusal) => {
            let field = match refusal.words.as_str() {
                words if words.contains("zone") => "zone",
                words if words.contains("id ") => "id",
                words if words.contains("name") => "name",
                _ => "closes",
            };
            refused(typed, field, &refusal.words)
        }
    }
}

impl SetUpSite {
    fn of(visitor: &Visitor<'_>, area: &str, site: &str) -> Result<SetUpSite, Refusal> {
        let known = super::source(area).map(|_| area).ok_or(Refusal::NotFound)?;
        let view = desk(visitor)?.area(&visitor.session, known)?.ok_or(Refusal::NotFound)?;
        let found = view.sites.iter().find(|(known, _)| known.id == site && known.ended_at.is_none());
        let is_new = site == "new";
        let typed = match found {
            Some((site, _)) => TypedSite::of((&site.id, &site.name, &site.zone), &site.settings),
            None if is_new => {
                let zone = visitor.door().zone().iana_name().unwrap_or("America/New_York").to_owned();
                TypedSite::of(("", "", &zone), &SiteSettings::default())
            }
            None => return Err(Refusal::NotFound),
        };
        Ok(SetUpSite { frame: visitor.frame(), area: view, is_new, typed, errors: Vec::new() })
    }

    fn read(&self, form: &Form) -> TypedSite {
        let mut typed = TypedSite {
            id: form.text("id"),
            name: form.text("name"),
            zone: form.text("zone"),
            closes: form.text("closes"),
            phone: form.text("phone"),
            ask_birthday: !form.text("ask_birthday").is_empty(),
            ask_found_work: !form.text("ask_found_work").is_empty(),
            number_on_card: !form.text("number_on_card").is_empty(),
            ..TypedSite::default()
        };
        for (id, _) in &self.area.services {
            typed.order.insert(id.clone(), form.text(&format!("order-{id}")));
            typed.places.insert(id.clone(), form.text(&format!("place-{id}")));
        }
        typed
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    fn order(&self, id: &str) -> &str {
        self.typed.order.get(id).map_or("", String::as_str)
    }

    fn place(&self, id: &str) -> &str {
        self.typed.places.get(id).map_or("", String::as_str)
    }
}

impl TypedSite {
    fn of((id, name, zone): (&str, &str, &str), settings: &SiteSettings) -> TypedSite {
        let order = settings.services.iter().enumerate();
        let english = |words: &BTreeMap<String, String>| words.get("en").cloned().unwrap_or_default();
        TypedSite {
            id: id.to_owned(),
            name: name.to_owned(),
            zone: zone.to_owned(),
            closes: settings.closes.map(|at| format!("{:02}:{:02}", at / 60, at % 60)).unwrap_or_default(),
            phone: settings.phone.clone(),
            order: order.map(|(at, id)| (id.clone(), (at + 1).to_string())).collect(),
            places: settings.places.iter().map(|(id, words)| (id.clone(), english(words))).collect(),
            ask_birthday: settings.ask_birthday,
            ask_found_work: settings.ask_found_work,
            number_on_card: settings.number_on_card,
        }
    }

    /// `None` when the closing time is none.
    fn settings(&self) -> Option<SiteSettings> {
        let closes = match self.closes.as_str() {
            "" => None,
            typed => Some(minutes(typed)?),
        };
        let numbered = self.order.iter().filter_map(|(id, at)| Some((at.parse::<i64>().ok()?, id.clone())));
        let mut services: Vec<(i64, String)> = numbered.collect();
        services.sort();
        let places = self.places.iter().filter(|(_, words)| !words.is_empty());
        let places =
            places.map(|(id, words)| (id.clone(), BTreeMap::from([("en".to_owned(), words.clone())])));
        Some(SiteSettings {
            closes,
            services: services.into_iter().map(|(_, id)| id).collect(),
            places: places.collect(),
            ask_birthday: self.ask_birthday,
            ask_found_work: self.ask_found_work,
            number_on_card: self.number_on_card,
            phone: self.phone.clone(),
        })
    }
}

/// Minutes after midnight, from `17:00`.
fn minutes(typed: &str) -> Option<i64> {
    let (hours, minutes) = typed.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_closes_when_it_is_written_so_and_at_midnight_when_nothing_is() {
        let closes = |typed: &str| {
            let site = TypedSite { closes: typed.to_owned(), ..TypedSite::default() };
            site.settings().map(|settings| settings.closes)
        };
        assert_eq!((closes("17:30"), closes("")), (Some(Some(1_050)), Some(None)));
        for wrong in ["24:00", "17", "five", "17:60", ":"] {
            assert_eq!(closes(wrong), None, "{wrong}");
        }
    }
}
