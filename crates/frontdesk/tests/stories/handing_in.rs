use crate::town::{Device, story};
use frontdesk::{HandedIn, signed_text};
use serde_json::{Value, json};

pub(crate) fn exported(device: &Device, body: &str) -> Value {
    let time = "2026-06-01T15:00:00.000Z";
    let signature = device.sign(&signed_text("POST", "/kiosk/v1/events", time, body.as_bytes()));
    json!({ "throughline_kiosk_export": 1, "device": device.id, "body": body, "time": time, "signature": signature })
}

#[test]
fn what_a_kiosk_saved_is_taken_once() {
    story("handed_in", |town| {
        let (_, card) = town.customer("Ada", "Marsh", "1990-01-01");
        let mut device = town.device("north");
        let batch = town.sign_in(&mut device, card, &["resource-room"]);
        let file = json!([exported(&device, &batch)]).to_string();
        let adam = town.comes("adam");
        let hand_in =
            || town.front.hand_in(&adam, "east", "north", file.as_bytes()).unwrap().unwrap().unwrap();
        assert_eq!(hand_in(), HandedIn { applied: 1, ..HandedIn::default() });
        assert_eq!(hand_in(), HandedIn { duplicate: 1, ..HandedIn::default() });
        let (_, said) = town.asks(&device, "POST", "/kiosk/v1/events", "", &batch);
        assert_eq!(said["results"][0]["result"], "duplicate");
    });
}

#[test]
fn a_file_that_lay_about_for_a_day_tells_of_the_day_before() {
    story("lay_about", |town| {
        let (member, card) = town.customer("Ada", "Marsh", "1990-01-01");
        let mut device = town.device("north");
        let batch = town.sign_in(&mut device, card, &["resource-room"]);
        let seen = town.front.desk().kiosks("north").unwrap()[0].seen_at;
        town.clock.pass_seconds(20 * 3600);
        let file = json!([exported(&device, &batch)]).to_string();
        let adam = town.comes("adam");
        town.front.hand_in(&adam, "east", "north", file.as_bytes()).unwrap().unwrap().unwrap();
        let visit = "SELECT began, uncertain FROM visit WHERE member = $1";
        let rows = town.database.read(|t| t.rows(visit, &[member.id.into()])).unwrap();
        let signed_in = "2026-06-01T15:59:58Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
        assert_eq!((rows[0].int(0).unwrap(), rows[0].int(1).unwrap()), (signed_in, 1));
        let kiosk = &town.front.desk().kiosks("north").unwrap()[0];
        assert_eq!(kiosk.seen_at, seen, "a file is no word of the kiosk itself");
    });
}

#[test]
fn a_file_that_was_edited_or_is_anothers_is_refused_whole() {
    story("edited", |town| {
        let (_, card) = town.customer("Ada", "Marsh", "1990-01-01");
        let (mut device, mut south) = (town.device("north"), town.device("south"));
        let batch = town.sign_in(&mut device, card, &["resource-room"]);
        let good = exported(&device, &batch);
        let batch = town.sign_in(&mut south, card, &[]);
        let other = exported(&south, &batch);
        let mut edited = good.clone();
        edited["body"] = json!(good["body"].as_str().unwrap().replace("resource-room", "counselor-x1"));
        let mut posed = good.clone();
        posed["device"] = json!(south.id);
        let mut newer = good.clone();
        newer["throughline_kiosk_export"] = json!(2);
        let adam = town.comes("adam");
        let refusal = |file: &str| {
            town.front.hand_in(&adam, "east", "north", file.as_bytes()).unwrap().unwrap().unwrap_err().words
        };
        for (second, word) in
            [(&edited, "changed"), (&posed, "changed"), (&other, "another site"), (&newer, "newer")]
        {
            let words = refusal(&json!([good, second]).to_string());
            assert!(words.contains(word) && words.contains("part 2"), "{words}");
        }
        assert!(refusal("{}").contains("no file of a kiosk"));
        assert!(refusal("\u{0}\u{1}").contains("no file of a kiosk"));
        let taken = town.database.read(|t| t.rows("SELECT id FROM kiosk_event", &[])).unwrap();
        assert!(taken.is_empty(), "nothing of a bad file is taken");
        let permit = town.front.operate(access::Serving::SetUp, "a story").unwrap();
        town.front.desk().revoke_kiosk(&permit, &device.id).unwrap();
        // Taken out of use before it could send, it is still its word.
        let file = json!([good]).to_string();
        let late = town.front.hand_in(&adam, "east", "north", file.as_bytes()).unwrap().unwrap().unwrap();
        assert_eq!(late.applied, 1);
    });
}
