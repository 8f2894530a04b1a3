//! Kiosks that are killed, that send twice, out of order and with wrong clocks, against a model that just counts.

use super::story;
use super::town::{Device, Town};
use crate::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Chance that gives the same for the same seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from((self.0.wrapping_mul(2_685_821_657_736_338_717) >> 33) % sides as u64).unwrap()
    }
}

/// What must stand in the end, by visit: member, chosen, used, verified, ended, voided.
#[derive(Default, PartialEq, Debug)]
struct Expected {
    member: usize,
    began: i64,
    chosen: BTreeSet<String>,
    used: BTreeSet<String>,
    verified: bool,
    ended: bool,
    voided: bool,
}

struct Kiosk {
    device: Device,
    /// The device's clock is so far out, in milliseconds.
    out: i64,
    outbox: Vec<Value>,
    open: Vec<(Value, i64)>,
}

const SERVICES: [&str; 6] = ["resource-room", "resume", "job-search", "counselor", "workshop", "internet"];

#[test]
fn no_event_is_lost_and_none_is_counted_twice() {
    story("model", |town| {
        let wanted: usize =
            std::env::var("THROUGHLINE_EVENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(6_000);
        let seed: u64 =
            std::env::var("THROUGHLINE_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(20_260_601);
        let mut dice = Dice(seed | 1);
        let members: Vec<(Member, CardNumber)> = (0..60)
            .map(|n| {
                let member = town.member(&format!("First{n}"), "Made");
                let card = town.card(member.id);
                (member, card)
            })
            .collect();
        let mut kiosks: Vec<Kiosk> = (0..6)
            .map(|n| {
                let device = town.device(if n % 2 == 0 { "north" } else { "south" });
                let out = [0, 3 * 3_600_000, -3 * 3_600_000, 40_000, -90_000, 3_600_000][n];
                Kiosk { device, out, outbox: Vec::new(), open: Vec::new() }
            })
            .collect();
        let mut expected: BTreeMap<String, Expected> = BTreeMap::new();
        let mut made = 0;
        while made < wanted {
            town.clock.pass_seconds(i64::try_from(dice.roll(240)).unwrap());
            let kiosk = dice.roll(kiosks.len());
            made += something_happens(town, &mut dice, &mut kiosks[kiosk], &members, &mut expected);
            if dice.roll(12) == 0 {
                let kiosk = dice.roll(kiosks.len());
                deliver(town, &mut dice, &mut kiosks[kiosk]);
            }
        }
        for kiosk in &mut kiosks {
            while !kiosk.outbox.is_empty() {
                deliver(town, &mut dice, kiosk);
            }
        }
        compare(town, &members, &expected);
        let kept = town
            .desk
            .database
            .read(|t| t.rows("SELECT count(*) FROM kiosk_event WHERE held IS NULL", &[]))
            .unwrap();
        assert_eq!(kept[0].int(0).unwrap(), i64::try_from(made).unwrap());
    });
}

/// A customer does something; how many events that makes.
fn something_happens(
    town: &Town,
    dice: &mut Dice,
    kiosk: &mut Kiosk,
    members: &[(Member, CardNumber)],
    expected: &mut BTreeMap<String, Expected>,
) -> usize {
    let begins = kiosk.open.is_empty() || dice.roll(2) == 0;
    if begins {
        let visit = super::town::visit();
        let member = dice.roll(members.len());
        let chosen = some(dice);
        let who = town.seal(&kiosk.device, &format!("card:{}", members[member].1.digits()));
        push(town, kiosk, "sign_in", json!({ "visit": visit, "who": who, "services": chosen }));
        let began = town.now();
        let stands = Expected { member, began, chosen: chosen.into_iter().collect(), ..Expected::default() };
        expected.insert(visit.as_str().unwrap().to_owned(), stands);
        kiosk.open.push((visit, began));
        return 1;
    }
    let at = dice.roll(kiosk.open.len());
    let (visit, _) = kiosk.open[at].clone();
    let stands = expected.get_mut(visit.as_str().unwrap()).unwrap();
    match dice.roll(5) {
        0 => {
            push(town, kiosk, "void", json!({ "visit": visit }));
            stands.voided = true;
            kiosk.open.remove(at);
        }
        1 | 2 => {
            let chosen = some(dice);
            push(town, kiosk, "add_services", json!({ "visit": visit, "services": chosen }));
            stands.chosen.extend(chosen);
        }
        _ => {
            let used = some(dice);
            push(town, kiosk, "verify", json!({ "visit": visit, "services": used }));
            push(town, kiosk, "sign_out", json!({ "visit": visit }));
            stands.used.extend(used);
            (stands.verified, stands.ended) = (true, true);
            kiosk.open.remove(at);
            return 2;
        }
    }
    1
}

fn push(town: &Town, kiosk: &mut Kiosk, kind: &str, members: Value) {
    let mut event = kiosk.device.event(town, kind, members);
    let wall = jiff::Timestamp::from_millisecond(town.now() + kiosk.out).unwrap();
    event["wall"] = json!(wall.to_string());
    event["mono"] = json!(town.now() - 1_700_000_000_000);
    event["offline"] = json!(true);
    kiosk.outbox.push(event);
}

/// Sends some of the outbox, in any order, and perhaps loses the answer: then all of it is sent again later.
fn deliver(town: &Town, dice: &mut Dice, kiosk: &mut Kiosk) {
    let mut picked = Vec::new();
    for _ in 0..=dice.roll(40) {
        if !kiosk.outbox.is_empty() {
            picked.push(kiosk.outbox.swap_remove(dice.roll(kiosk.outbox.len())));
        }
    }
    let twice: Vec<Value> = picked.iter().filter(|_| dice.roll(6) == 0).cloned().collect();
    let events: Vec<Value> = picked.iter().cloned().chain(twice).collect();
    let batch = Batch {
        sent: Some(town.now() + kiosk.out),
        boot: "b".to_owned(),
        mono: town.now() - 1_700_000_000_000,
        events,
        handed_in: false,
    };
    let taken = town.desk.take(&town.known(&kiosk.device), &batch).unwrap();
    if dice.roll(5) == 0 {
        kiosk.outbox.extend(picked);
        return;
    }
    assert!(
        taken.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Applied | Verdict::Duplicate)),
        "{taken:?}"
    );
}

fn compare(town: &Town, members: &[(Member, CardNumber)], expected: &BTreeMap<String, Expected>) {
    for (at, (member, _)) in members.iter().enumerate() {
        let mut own: Vec<(&String, &Expected)> =
            expected.iter().filter(|(_, stands)| stands.member == at && !stands.voided).collect();
        own.sort_by_key(|(id, stands)| (stands.began, (*id).clone()));
        let rows = town
            .desk
            .database
            .read(|t| t.rows("SELECT id, began, verified, ended FROM visit WHERE member = $1 AND voided = 0 ORDER BY began, id", &[member.id.into()]))
            .unwrap();
        assert_eq!(rows.len(), own.len());
        for row in &rows {
            let id = uuid::Uuid::from_slice(row.bytes(0).unwrap()).unwrap().to_string();
            let stands = &expected[&id];
            let off = (row.int(1).unwrap() - stands.began).abs();
            assert!(off <= 5 * 60_000, "{off} ms out");
            assert_eq!(row.int(2).unwrap() != 0, stands.verified);
            assert_eq!(row.maybe_int(3).unwrap().is_some(), stands.ended);
            let services = town
                .desk
                .database
                .read(|t| {
                    t.rows(
                        "SELECT service, chosen, used FROM visit_service WHERE visit = $1",
                        &[row.bytes(0).unwrap().into()],
                    )
                })
                .unwrap();
            let having = |column: usize| -> BTreeSet<String> {
                services
                    .iter()
                    .filter(|row| row.int(column).unwrap() != 0)
                    .map(|row| row.text(0).unwrap())
                    .collect()
            };
            assert_eq!((having(1), having(2)), (stands.chosen.clone(), stands.used.clone()));
        }
        // Counted visits are those of the chains, and each service of a chain counts.
        let counted = town.visits(member.id);
        let mut chosen: BTreeSet<&str> = BTreeSet::new();
        for visit in &counted {
            chosen.extend(visit.services.iter().filter(|one| one.chosen).map(|one| one.service.as_str()));
        }
        let all: BTreeSet<&str> =
            own.iter().flat_map(|(_, stands)| stands.chosen.iter().map(String::as_str)).collect();
        assert_eq!(chosen, all);
    }
}

fn some(dice: &mut Dice) -> Vec<String> {
    (0..=dice.roll(3)).map(|_| SERVICES[dice.roll(SERVICES.len())].to_owned()).collect()
}
