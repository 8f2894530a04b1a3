use super::story;
use crate::*;

#[test]
fn a_code_enrols_one_device_within_the_hour() {
    story("code", |town| {
        let device = town.device("north");
        assert_eq!(device.site, "north");
        let code = town.desk.make_kiosk_code("north", None).unwrap();
        let again = |code: &str| town.desk.enrol(code, "BA", "lobby").unwrap_err().to_string();
        assert!(again(code.reveal()).contains("P-256"));
        assert!(town.desk.make_kiosk_code("nowhere", None).is_err());
        town.clock.pass_seconds(3601);
        assert_eq!(town.desk.kiosks("north").unwrap().len(), 1);
    });
}

#[test]
fn a_device_is_known_by_what_it_signs_and_by_nothing_else() {
    story("signs", |town| {
        let (device, other) = (town.device("north"), town.device("south"));
        let request = ("POST", "/kiosk/v1/events", "1970-01-01T00:00:00.000Z");
        let known = |id: &str, signature: &str, body: &[u8]| {
            town.desk.known_kiosk(id, signature, request, body).unwrap()
        };
        let signature = device.sign(request, b"{}");
        assert_eq!(known(&device.id, &signature, b"{}").unwrap().site(), "north");
        assert_eq!(known(&device.id, &signature, b"{ }"), Err(Refused::Unknown));
        assert_eq!(known(&other.id, &signature, b"{}"), Err(Refused::Unknown), "another's key");
        assert_eq!(known("nobody", &signature, b"{}"), Err(Refused::Unknown));
        assert_eq!(known(&device.id, "", b"{}"), Err(Refused::Unknown));
        let elsewhere = ("POST", "/kiosk/v1/look-up", request.2);
        assert_eq!(
            town.desk.known_kiosk(&device.id, &signature, elsewhere, b"{}").unwrap(),
            Err(Refused::Unknown)
        );
        town.desk.database.write(|t| tables::kiosks::revoke(t, &device.id, 1, None)).unwrap();
        assert!(matches!(known(&device.id, &signature, b"{}"), Err(Refused::Revoked(_))));
        // Who cannot sign does not learn that a device was revoked.
        assert_eq!(known(&device.id, "AAAA", b"{}"), Err(Refused::Unknown));
    });
}

#[test]
fn an_ssn_registers_one_person_only() {
    story("ssn", |town| {
        let said = NewMember {
            first: "Ada".to_owned(),
            last: "Marsh".to_owned(),
            ssn: "219-09-1234".to_owned(),
            ..NewMember::default()
        };
        let Registered::New(first) = town.desk.add_member("north", said.clone(), None).unwrap() else {
            panic!()
        };
        assert!(
            matches!(town.desk.add_member("south", said.clone(), None).unwrap(), Registered::SsnKnown(id) if id == first.id)
        );
        for (ssn, word) in [("", "choose why"), ("123", "nine digits"), ("000-12-1234", "nine digits")] {
            let said = NewMember { ssn: ssn.to_owned(), ..said.clone() };
            assert!(town.desk.add_member("north", said, None).unwrap_err().to_string().contains(word));
        }
        let nameless = NewMember { first: "  ".to_owned(), ..said };
        assert!(
            town.desk
                .add_member("north", nameless, None)
                .unwrap_err()
                .to_string()
                .contains("first and a last name")
        );
        assert_eq!(town.desk.member_by_number(first.number).unwrap(), Some(*first));
    });
}
