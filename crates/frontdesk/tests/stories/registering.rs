use crate::reception::{at, why};
use crate::town::story;
use frontdesk::{CardEnd, CardNumber, NewMember, NoSsn, Registration, system_chance};
use privacy::Level;

fn said(first: &str, last: &str, ssn: &str) -> NewMember {
    NewMember {
        first: first.to_owned(),
        last: last.to_owned(),
        born: "1990-01-01".to_owned(),
        ssn: ssn.to_owned(),
        no_ssn: ssn.is_empty().then_some(NoSsn::Declined),
        ..NewMember::default()
    }
}

#[test]
fn whoever_is_like_somebody_is_registered_only_after_a_look() {
    story("look", |town| {
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        let Registration::Done(first) = counter.register(said("Ada", "Marsh", ""), false, "").unwrap() else {
            panic!()
        };
        // She came so lately that no search knows her yet.
        let Registration::Like(like) = counter.register(said("Adda", "marsh", ""), false, "").unwrap() else {
            panic!()
        };
        assert_eq!(like.list.len(), 1);
        assert_eq!(like.list[0].customer.as_ref().unwrap().member, first);
        assert_eq!(like.list[0].name, "Ada Marsh");
        assert!(matches!(
            counter.register(said("Adda", "marsh", ""), false, "something else").unwrap(),
            Registration::Like(_)
        ));
        let Registration::Done(second) =
            counter.register(said("Adda", "marsh", ""), false, &like.mark()).unwrap()
        else {
            panic!()
        };
        assert_ne!(first, second);
        // A third one came since she looked: she must look again.
        let again = counter.register(said("Ida", "Marsh", ""), false, &like.mark()).unwrap();
        assert!(matches!(again, Registration::Like(like) if like.list.len() == 2));
    });
}

#[test]
fn nobody_private_is_named_by_a_look() {
    story("look_private", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        for level in [Level::Private, Level::Sealed] {
            town.mark(&ada, level);
            let likely = counter.likely(&said("Ada", "Marsh", "")).unwrap();
            assert!(likely.list.iter().all(|one| one.customer.is_none()), "{level:?}");
        }
    });
}

#[test]
fn a_known_ssn_registers_nobody_and_leads_only_to_who_may_be_seen() {
    story("ssn_known", |town| {
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        let Registration::Done(first) =
            counter.register(said("Ada", "Marsh", "219-09-1234"), true, "").unwrap()
        else {
            panic!()
        };
        let again = || counter.register(said("Bea", "Other", "219 09 1234"), false, "").unwrap();
        assert!(matches!(again(), Registration::SsnKnown(Some(who)) if who.member == first));
        let member = town.front.desk().member(first).unwrap().unwrap();
        town.mark(&member, Level::Private);
        let Registration::SsnKnown(Some(known)) = again() else { panic!("she is known by her number alone") };
        assert_eq!((known.member, known.name, known.private), (first, None, true));
        assert!(town.front.desk().member(first + 1).unwrap().is_none());
        // Who is sealed is not there for anybody: what tells of her is not that somebody else cannot be registered.
        town.mark(&member, Level::Sealed);
        assert!(matches!(again(), Registration::Done(_)));
    });
}

#[test]
fn the_orientation_is_recorded_when_it_was_given() {
    story("oriented", |town| {
        let (greta, casey) = (town.comes("greta"), town.comes("casey"));
        let counter = at(town, &greta, "north");
        assert!(counter.gives_orientation());
        let Registration::Done(with) = counter.register(said("Ada", "Marsh", ""), true, "").unwrap() else {
            panic!()
        };
        let Registration::Done(without) = counter.register(said("Ben", "Ost", ""), false, "").unwrap() else {
            panic!()
        };
        let counter = at(town, &casey, "north");
        let services = |member| counter.member_sheet(member).unwrap().history.unwrap().services;
        assert_eq!((services(with).len(), services(without).len()), (1, 0));
        assert_eq!(
            (services(with)[0].words.as_str(), services(with)[0].by.as_str()),
            ("Orientation", "greta")
        );
    });
}

#[test]
fn a_card_of_the_stock_is_bound_by_two_swipes_that_agree() {
    story("bind", |town| {
        let (ada, _) = town.customer("Ada", "Marsh", "1990-01-01");
        let (ben, _) = town.customer("Ben", "Ost", "1991-01-01");
        let greta = town.comes("greta");
        let counter = at(town, &greta, "north");
        let fresh = || CardNumber::fresh(&system_chance).unwrap().digits();
        let (one, other) = (fresh(), fresh());
        let bind =
            |member: i64, first: &str, second: &str, end| counter.bind_card(member, (first, second), end);
        let lost = Some(CardEnd::Lost);
        for (first, second, words) in [
            (one.as_str(), other.as_str(), "two swipes differ"),
            (one.as_str(), "", "two swipes differ"),
            ("4111111111111111", one.as_str(), "no membership card"),
        ] {
            let said = why(bind(ada.id, first, second, lost));
            assert!(said.contains(words) && !said.contains("4111") && !said.contains(&one), "{said}");
        }
        assert!(why(bind(ada.id, &one, &one, None)).contains("she has a card"));
        bind(ada.id, &format!(";{one}?"), &one, lost).unwrap();
        assert!(why(bind(ben.id, &one, &one, lost)).contains("take another one"));
        let cards = counter.member_sheet(ada.id).unwrap().cards;
        assert_eq!(cards.len(), 2);
        assert!(cards[0].ended.is_none() && cards[1].ended.as_ref().is_some_and(|(_, why)| why == "lost"));
        counter.end_card(ada.id, cards[0].id, CardEnd::Damaged).unwrap();
        assert!(counter.end_card(ada.id, cards[0].id, CardEnd::Damaged).is_err());
        counter.issue_card(ada.id, None).unwrap();
    });
}
