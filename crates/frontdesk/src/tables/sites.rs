//! Sites.

use super::Done;
use crate::{Site, SiteSettings};
use database::{Arg, DatabaseError, Row, Transaction};

const SELECT: &str = "SELECT id, area, name, zone, settings, ended_at FROM desk_site";

pub(crate) fn set(t: &mut Transaction<'_>, site: &Site, now: i64, by: Option<i64>) -> Done<()> {
    let sql = "INSERT INTO desk_site (id, area, name, zone, settings, ended_at, changed_at, changed_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
               ON CONFLICT (id) DO UPDATE SET name = $3, zone = $4, settings = $5, ended_at = $6, changed_at = $7, changed_by = $8";
    let settings = serde_json::to_string(&site.settings)
        .map_err(|_| DatabaseError::Corrupt("a site's settings cannot be written"))?;
    let args: [Arg; 8] = [
        site.id.as_str().into(),
        site.area.as_str().into(),
        site.name.as_str().into(),
        site.zone.as_str().into(),
        settings.into(),
        site.ended_at.into(),
        now.into(),
        by.into(),
    ];
    t.run(sql, &args).map(drop)
}

pub(crate) fn site(t: &mut Transaction<'_>, id: &str) -> Done<Option<Site>> {
    t.row(&format!("{SELECT} WHERE id = $1"), &[id.into()])?.as_ref().map(read).transpose()
}

pub(crate) fn all(t: &mut Transaction<'_>) -> Done<Vec<Site>> {
    t.rows(&format!("{SELECT} ORDER BY name, id"), &[])?.iter().map(read).collect()
}

fn read(row: &Row) -> Done<Site> {
    let settings: SiteSettings = serde_json::from_str(&row.text(4)?)
        .map_err(|_| DatabaseError::Corrupt("a site's settings cannot be read"))?;
    Ok(Site {
        id: row.text(0)?,
        area: row.text(1)?,
        name: row.text(2)?,
        zone: row.text(3)?,
        settings,
        ended_at: row.maybe_int(5)?,
    })
}
