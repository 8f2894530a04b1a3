//! Visits of the past, each in its few rows.

use super::Done;
use crate::PastVisit;
use database::{Arg, Transaction};

pub(crate) fn any(t: &mut Transaction<'_>) -> Done<bool> {
    Ok(t.row("SELECT 1 FROM visit LIMIT 1", &[])?.is_some())
}

/// `false` when it was there already.
pub(crate) fn add(t: &mut Transaction<'_>, visit: &PastVisit, (day, hour): (i64, i64)) -> Done<bool> {
    if visit.remote {
        return deliver(t, visit, day, None);
    }
    let sql = "INSERT INTO visit (id, site, began, day, hour, ended, who, member, entry, lang, verified, found_work, voided, uncertain, offline, paper)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'history', '', $9, 0, 0, $10, $11, $12) ON CONFLICT (id) DO NOTHING";
    let id = || Arg::from(visit.id.as_slice());
    let args: [Arg; 12] = [
        id(),
        visit.site.as_str().into(),
        visit.began.into(),
        day.into(),
        hour.into(),
        visit.ended.into(),
        if visit.member.is_some() { "member" } else { "anonymous" }.into(),
        visit.member.into(),
        visit.verified.into(),
        visit.uncertain.into(),
        visit.offline.into(),
        visit.paper.into(),
    ];
    if t.run(sql, &args)? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO visit_service (visit, service, chosen, used) VALUES ($1, $2, 1, $3)
               ON CONFLICT (visit, service) DO UPDATE SET used = $3";
    for (service, used) in &visit.services {
        t.run(sql, &[id(), service.as_str().into(), (*used).into()])?;
    }
    if let Some(minutes) = visit.waited {
        let sql = "INSERT INTO queue_item (visit, site, day, number, state, since, called_at, ended_at)
                   VALUES ($1, $2, $3, 0, 'done', $4, $5, $5) ON CONFLICT (visit) DO NOTHING";
        let called = visit.began + minutes * 60_000;
        t.run(sql, &[id(), visit.site.as_str().into(), day.into(), visit.began.into(), called.into()])?;
    }
    deliver(t, visit, day, Some(&visit.id))?;
    Ok(true)
}

fn deliver(t: &mut Transaction<'_>, visit: &PastVisit, day: i64, id: Option<&[u8; 16]>) -> Done<bool> {
    let mut any = false;
    for one in &visit.delivered {
        let key: [Arg; 4] = [
            visit.member.into(),
            one.service.as_str().into(),
            visit.site.as_str().into(),
            visit.began.into(),
        ];
        let known = "SELECT 1 FROM staff_service WHERE member = $1 AND service = $2 AND site = $3 AND at = $4 AND visit IS NULL";
        if id.is_none() && t.row(known, &key)?.is_some() {
            continue;
        }
        let sql =
            "INSERT INTO staff_service (member, service, site, at, day, account, visit, programme, paper)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let mut args = key.to_vec();
        args.extend([
            day.into(),
            one.account.into(),
            id.map(|id| id.to_vec()).into(),
            one.programme.clone().into(),
        ]);
        args.push(visit.paper.into());
        t.run(sql, &args)?;
        any = true;
    }
    Ok(any)
}
