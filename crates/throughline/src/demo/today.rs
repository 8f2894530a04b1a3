//! The demo's day at a job center: a few people came, and some wait for staff.

use crate::Problem;
use access::Door;
use frontdesk::{DeskError, FrontDesk, FrontDeskError, Whom};
use staff::{SignIn, Standing};
use std::net::{IpAddr, Ipv4Addr};

const SITE: &str = "north-hill";
/// Who signs them in at the desk.
const GREETER: &str = "greta";
/// Members by the numbers of their rows, and what they choose. Those with cards are left for who tries the kiosk.
const CAME: [(i64, &[&str]); 5] = [
    (13, &["resource-room", "job-search"]),
    (16, &["career-guidance"]),
    (22, &["resource-room"]),
    (27, &["resume"]),
    (31, &["labor-market", "resource-room"]),
];

/// Signs in who is not here yet.
pub(super) fn make(front_desk: &FrontDesk, door: &Door) -> Result<(), Problem> {
    let from = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let answer = door.sign_in("centers", GREETER, super::PASSWORD, from).map_err(Problem::from)?;
    // Somebody changed her password since: then the day stays as it is.
    let SignIn::Welcome(token, session) = answer else { return Ok(()) };
    if let Some(policy) = door.to_accept(&session) {
        door.accept(&session, policy.version).map_err(Problem::from)?;
    }
    let Standing::Open(session) = door.standing(&token, false, from).map_err(Problem::from)? else {
        return Ok(());
    };
    let counter = match front_desk.counter(&session, SITE) {
        Ok(counter) => counter,
        Err(FrontDeskError::NotFound) => return Ok(()),
        Err(cause) => return Err(Problem::from(cause)),
    };
    let offered = counter.choices();
    let there = |services: &[&str]| -> Vec<String> {
        let known = services.iter().filter(|service| offered.iter().any(|(id, _)| id == *service));
        known.map(|service| (*service).to_owned()).collect()
    };
    for (member, services) in CAME {
        match counter.sign_in(Whom::Member(member), &there(services)) {
            Ok(_) | Err(FrontDeskError::Desk(DeskError::Unfit(_)) | FrontDeskError::NotFound) => {}
            Err(cause) => return Err(Problem::from(cause)),
        }
    }
    door.log_off(&token, from).map(drop).map_err(Problem::from)
}
