use crate::town::story;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use frontdesk::{CardNumber, KioskRequest};
use privacy::Level;
use serde_json::{Value, json};

#[test]
fn who_does_not_sign_as_a_device_learns_nothing() {
    story("unsigned", |town| {
        let device = town.device("north");
        for (id, signature) in
            [("", ""), (device.id.as_str(), ""), (device.id.as_str(), "AAAA"), ("k1", "AAAA")]
        {
            for path in ["/kiosk/v1/config", "/kiosk/v1/roster", "/kiosk/v1/look-up", "/kiosk/v1/nothing"] {
                let request = KioskRequest {
                    method: "GET",
                    path,
                    query: "",
                    device: id,
                    time: "2026-06-01T16:00:00Z",
                    signature,
                    body: b"",
                };
                let answer = town.front.answer(&request).unwrap();
                assert_eq!(answer.status, 401);
                assert!(!answer.json.contains("wipe"));
            }
        }
        let permit = town.front.operate(access::Serving::SetUp, "a story").unwrap();
        town.front.desk().revoke_kiosk(&permit, &device.id).unwrap();
        let (status, said) = town.asks(&device, "GET", "/kiosk/v1/config", "", "");
        assert_eq!((status, said["wipe"].as_bool()), (401, Some(true)));
    });
}

#[test]
fn the_configuration_has_the_services_of_the_site_in_five_languages() {
    story("config", |town| {
        let device = town.device("north");
        let (status, said) = town.asks(&device, "GET", "/kiosk/v1/config", "", "");
        assert_eq!(status, 200);
        let services = said["services"].as_array().unwrap();
        assert!(services.len() >= 20);
        for service in services {
            for language in ["en", "es", "zh", "vi", "ru"] {
                assert!(service["words"][language].is_string(), "{service}");
            }
        }
        let (_, again) = town.asks(&device, "GET", "/kiosk/v1/config", "", "");
        assert_eq!(said["version"], again["version"]);
        let health =
            json!({ "pending": 2, "oldest_minutes": 5, "reader_errors": 1, "words_missing": 3 }).to_string();
        let (_, said) = town.asks(&device, "POST", "/kiosk/v1/health", "", &health);
        assert_eq!(said["config"], again["version"]);
        let health = &town.front.desk().kiosks("north").unwrap()[0].health;
        assert_eq!((health.pending, health.words_missing), (2, 3));
        let health = json!({ "pending": 1_000_000_000_000_000_i64, "quarantine": -5 }).to_string();
        town.asks(&device, "POST", "/kiosk/v1/health", "", &health);
        let health = &town.front.desk().kiosks("north").unwrap()[0].health;
        assert_eq!((health.pending, health.quarantine), (1_000_000, 0));
    });
}

#[test]
fn a_roster_opens_with_the_card_and_names_nobody_private() {
    story("roster", |town| {
        let (_, card) = town.customer("Marisol", "Guerra", "1984-03-12");
        let (hidden, other) = town.customer("Ada", "Marsh", "1990-01-01");
        town.mark(&hidden, Level::Private);
        let mut device = town.device("north");
        for card in [card, other] {
            let batch = town.sign_in(&mut device, card, &["resource-room"]);
            let (status, said) = town.asks(&device, "POST", "/kiosk/v1/events", "", &batch);
            assert_eq!((status, said["results"][0]["result"].as_str()), (200, Some("applied")));
        }
        let (_, roster) = town.asks(&device, "GET", "/kiosk/v1/roster", "", "");
        assert_eq!(roster["entries"].as_array().unwrap().len(), 2);
        assert_eq!(opened(&roster, card).unwrap()["first"], "Marisol");
        let private = opened(&roster, other).unwrap();
        assert_eq!((private["private"].as_bool(), private.get("first")), (Some(true), None));
        let stranger = CardNumber::fresh(&frontdesk::system_chance).unwrap();
        assert_eq!(opened(&roster, stranger), None);
        let have = format!("have={}", roster["version"].as_str().unwrap());
        assert_eq!(town.asks(&device, "GET", "/kiosk/v1/roster", &have, "").1["same"], true);
    });
}

/// What a kiosk finds in its roster by a card.
fn opened(roster: &Value, card: CardNumber) -> Option<Value> {
    let bytes = |value: &Value| BASE64_URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap();
    let rounds = u32::try_from(roster["rounds"].as_u64().unwrap()).unwrap();
    let mut both = [0u8; 48];
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(card.digits().as_bytes(), &bytes(&roster["salt"]), rounds, &mut both);
    let entry =
        roster["entries"].as_array().unwrap().iter().find(|entry| bytes(&entry["index"]) == both[..16])?;
    let sealed = bytes(&entry["box"]);
    let payload = Payload { msg: &sealed[12..], aad: &both[..16] };
    let cipher = Aes256Gcm::new_from_slice(&both[16..]).unwrap();
    let plain = cipher.decrypt(&Nonce::try_from(&sealed[..12]).unwrap(), payload).unwrap();
    serde_json::from_slice(&plain).ok()
}

#[test]
fn numbers_cannot_be_tried_by_the_thousand() {
    story("limit", |town| {
        let device = town.device("north");
        let miss = || {
            let stranger = CardNumber::fresh(&frontdesk::system_chance).unwrap();
            let plain = format!("card:{}", stranger.digits());
            town.looks_up(&device, &json!({ "sealed": town.sealed(&device, &plain) })).0
        };
        assert!((0..30).all(|_| miss() == 200));
        assert_eq!(miss(), 429);
        town.clock.pass_seconds(601);
        assert_eq!(miss(), 200);
    });
}

#[test]
fn whoever_tries_names_out_keeps_nobodys_card_from_being_read() {
    story("limit_cards", |town| {
        let (member, card) = town.customer("Marisol", "Guerra", "1984-03-12");
        let device = town.device("north");
        let ask = |plain: &str| town.looks_up(&device, &json!({ "sealed": town.sealed(&device, plain) }));
        let forgot = json!({ "forgot": { "last": "Nobody", "born": "1984-03-12", "phone": "0142" } });
        assert!((0..30).all(|_| town.looks_up(&device, &forgot).0 == 200));
        assert_eq!(town.looks_up(&device, &forgot).0, 429);
        assert_eq!(ask(&format!("member:{}", member.number.digits())).0, 429);
        let good = format!("card:{}", card.digits());
        assert_eq!(ask(&good).1["result"], "known");
        let stranger = CardNumber::fresh(&frontdesk::system_chance).unwrap();
        let wrong = format!("card:{}", stranger.digits());
        assert!((0..30).all(|_| ask(&wrong).0 == 200));
        assert_eq!(ask(&wrong).0, 429);
        assert_eq!(ask(&good).1["result"], "known");
    });
}

#[test]
fn nonsense_is_refused_in_a_sentence() {
    story("nonsense", |town| {
        let device = town.device("north");
        for (path, body) in [
            ("/kiosk/v1/look-up", "[]"),
            ("/kiosk/v1/look-up", "{}"),
            ("/kiosk/v1/look-up", "not json"),
            ("/kiosk/v1/events", "{\"events\": 3}"),
            ("/kiosk/v1/events", "\u{0}"),
            ("/kiosk/v1/health", "{\"pending\": \"many\"}"),
        ] {
            let (status, said) = town.asks(&device, "POST", path, "", body);
            assert_eq!(status, 400, "{path} {body}");
            assert!(said["error"].as_str().unwrap().contains(' '));
        }
        let many =
            json!({ "events": vec![Value::Null; 201], "sent": "x", "boot": "b", "mono": 0 }).to_string();
        assert_eq!(town.asks(&device, "POST", "/kiosk/v1/events", "", &many).0, 400);
        assert_eq!(town.asks(&device, "POST", "/kiosk/v1/config", "", "{}").0, 404);
    });
}

#[test]
fn who_asks_for_help_at_a_kiosk_is_seen_at_the_desk_until_somebody_settles_it() {
    story("help", |town| {
        let mut device = town.device("north");
        let stranger = CardNumber::fresh(&frontdesk::system_chance).unwrap();
        let sealed = town.sealed(&device, &format!("card:{}", stranger.digits()));
        let event = |seq: i64, wall: &str, more: Value| {
            let mut event = json!({
                "id": format!("01932b5e-7b5c-7000-8000-00000000f{seq:03}"), "seq": seq, "boot": "b", "wall": wall, "mono": 3000,
            });
            event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            event
        };
        let (now, yesterday) = ("2026-06-01T15:59:58.000Z", "2026-05-31T15:59:58.000Z");
        let mut send = |events: Vec<Value>| {
            device.seq += 1;
            let body =
                json!({ "sent": "2026-06-01T16:00:00.000Z", "boot": "b", "mono": 5000, "events": events });
            assert_eq!(town.asks(&device, "POST", "/kiosk/v1/events", "", &body.to_string()).0, 200);
        };
        send(vec![
            event(1, yesterday, json!({ "kind": "help", "boot": "a" })),
            event(2, now, json!({ "kind": "help" })),
            event(3, now, json!({ "kind": "unknown_card", "who": { "sealed": sealed } })),
            event(4, now, json!({ "kind": "wrong_card", "class": "bank" })),
        ]);
        let (greta, solveig) = (town.comes("greta"), town.comes("solveig"));
        let counter = crate::reception::at(town, &greta, "north");
        let calls = counter.board().unwrap().calls;
        assert_eq!(calls.len(), 2, "only of today: {calls:?}");
        let help = calls.iter().find(|call| call.is_help).unwrap();
        assert_eq!(help.kiosk, "lobby");
        assert!(!format!("{calls:?}").contains(&stranger.digits()));
        let elsewhere = crate::reception::at(town, &solveig, "south");
        assert!(elsewhere.board().unwrap().calls.is_empty());
        assert!(matches!(elsewhere.settle(&help.event), Err(frontdesk::FrontDeskError::NotFound)));
        counter.settle(&help.event).unwrap();
        assert!(matches!(counter.settle(&help.event), Err(frontdesk::FrontDeskError::NotFound)));
        assert!(counter.board().unwrap().calls.iter().all(|call| !call.is_help));
    });
}

#[test]
fn a_kiosk_that_sends_nonsense_is_one_line_at_the_desk() {
    story("nonsense", |town| {
        let device = town.device("north");
        let events: Vec<Value> = (0..12).map(|number| json!({ "id": number, "kind": "sign_in" })).collect();
        let body = json!({ "sent": "2026-06-01T16:00:00.000Z", "boot": "b", "mono": 5000, "events": events });
        assert_eq!(town.asks(&device, "POST", "/kiosk/v1/events", "", &body.to_string()).0, 200);
        let (greta, solveig) = (town.comes("greta"), town.comes("solveig"));
        let counter = crate::reception::at(town, &greta, "north");
        let board = counter.board().unwrap();
        assert_eq!((board.held.len(), board.faulty.len(), board.faulty[0].count), (0, 1, 12));
        let elsewhere = crate::reception::at(town, &solveig, "south");
        let kiosk = board.faulty[0].kiosk.clone();
        assert!(matches!(elsewhere.settle_unreadable(&kiosk), Err(frontdesk::FrontDeskError::NotFound)));
        counter.settle_unreadable(&kiosk).unwrap();
        assert!(counter.board().unwrap().faulty.is_empty());
    });
}
