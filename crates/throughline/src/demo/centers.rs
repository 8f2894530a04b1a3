//! The demo's job centers: two sites, and a few customers who come and go.

use crate::Problem;
use access::{Permit, Serving};
use frontdesk::{Desk, FrontDesk, NewMember, NoSsn, Registered, Site, SiteSettings};

/// The sites, with the area that they lie in.
const SITES: [(&str, &str); 2] =
    [("north-hill", "North Hill Career Center"), ("riverside", "Riverside Career Center")];

/// First name, last name, birth date, telephone, language; all made up.
const CUSTOMERS: [[&str; 5]; 8] = [
    ["Marisol", "Guerra", "1984-03-12", "555-0142", "es"],
    ["Devon", "Ashby", "1990-11-02", "555-0177", "en"],
    ["Lan", "Pham", "1971-07-30", "555-0113", "vi"],
    ["Oksana", "Lysenko", "1988-01-19", "555-0161", "ru"],
    ["Wei", "Chen", "1995-05-05", "555-0190", "zh"],
    ["Terrence", "Boyd", "1966-09-23", "555-0128", "en"],
    ["Aisha", "Rahman", "2001-12-14", "555-0135", "en"],
    ["Marisol", "Guerra", "1999-08-08", "", "es"],
];

/// Who of them is tried first, and who is private: numbers of their rows, in the order of the list.
const FIRST: i64 = 1;
const PRIVATE: i64 = 4;

/// What somebody needs who tries a kiosk.
pub(super) struct Kiosk {
    code: String,
    card: String,
    member: String,
    private: String,
}

impl Kiosk {
    pub(super) fn to_try(&self) -> String {
        let Kiosk { code, card, member, private } = self;
        format!(
            "Kiosk: open /kiosk/ and type the code {code}. Then type {card} at its first screen, as a card reader does, or key the member number {member}.\n\
             The card {private} is somebody’s who is private: she is greeted without a name."
        )
    }
}

/// Sets up what is missing, and gives a code for a first kiosk.
pub(super) fn make(front_desk: &FrontDesk, zone: &str) -> Result<Option<Kiosk>, Problem> {
    let desk = front_desk.desk();
    if desk.sites().map_err(Problem::from)?.is_empty() {
        for (id, name) in SITES {
            let site = Site {
                id: id.to_owned(),
                area: "city".to_owned(),
                name: name.to_owned(),
                zone: zone.to_owned(),
                // Whoever looks at the demo in the evening finds people there, too.
                settings: SiteSettings {
                    phone: "555-0180".to_owned(),
                    closes: None,
                    ..SiteSettings::default()
                },
                ended_at: None,
            };
            desk.set_site(&site, None).map_err(Problem::from)?;
        }
        let permit = front_desk.operate(Serving::Greet, "the demo's customers").map_err(Problem::from)?;
        for customer in CUSTOMERS {
            register(front_desk, &permit, customer)?;
        }
        if let Some(member) = desk.member(PRIVATE).map_err(Problem::from)? {
            make_private(front_desk, member.uii.text())?;
        }
    }
    let permit = front_desk.operate(Serving::SetUp, "the demo's kiosk").map_err(Problem::from)?;
    let code = desk.kiosk_code(&permit, SITES[0].0).map_err(Problem::from)?;
    let Some(member) = desk.member(FIRST).map_err(Problem::from)? else { return Ok(None) };
    Ok(card_of(desk, FIRST)?.zip(card_of(desk, PRIVATE)?).map(|(card, private)| Kiosk {
        code: code.reveal().to_owned(),
        card,
        member: member.number.in_groups(),
        private,
    }))
}

/// The number of a member's newest card.
fn card_of(desk: &Desk, member: i64) -> Result<Option<String>, Problem> {
    let card = desk.cards(member).map_err(Problem::from)?.first().map(|card| card.id);
    let card = card.map(|card| desk.card_number(card)).transpose().map_err(Problem::from)?.flatten();
    Ok(card.map(frontdesk::CardNumber::digits))
}

/// Says that a customer is private, as a state system would.
fn make_private(front_desk: &FrontDesk, key: &str) -> Result<(), Problem> {
    let door = front_desk.door();
    let text = format!("id,key,level,at,sequence\ndemo-center-1,{key},private,{},1\n", door.now());
    let taken = door.take_status_file(front_desk.desk().source(), "centers.csv", text.as_bytes());
    taken.map_err(Problem::from)?.map(drop).map_err(|words| Problem(format!("centers.csv: {words}")))
}

fn register(front_desk: &FrontDesk, permit: &Permit, customer: [&str; 5]) -> Result<(), Problem> {
    let [first, last, born, phone, lang] = customer.map(str::to_owned);
    let said =
        NewMember { first, last, born, phone, lang, ssn: String::new(), no_ssn: Some(NoSsn::Declined) };
    let desk = front_desk.desk();
    if let Registered::New(member) = desk.register(permit, SITES[0].0, said).map_err(Problem::from)? {
        desk.issue_card(permit, member.id, SITES[0].0, None).map_err(Problem::from)?;
    }
    Ok(())
}
