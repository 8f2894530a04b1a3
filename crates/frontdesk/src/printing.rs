//! Cards for the printer: whose name stands on them is decided by how she stands to the asker.

use crate::card_pdf::{CardFace, CardPaper, card_pdf};
use crate::card_svg::card_svg;
use crate::counter::Caller;
use crate::members::strictest;
use crate::{Counter, DeskError, FrontDeskError, Member, unfit};
use access::{Level, Serving};

impl Counter<'_> {
    /// A card of a member, to be printed. A private person's card bears initials when the asker cares for her, and no name
    /// otherwise.
    ///
    /// # Errors
    /// When she has no such card that is good.
    pub fn print_card(&self, member: i64, card: i64, paper: CardPaper) -> Result<Vec<u8>, FrontDeskError> {
        let face = self.face(member, card, "prints")?;
        Ok(card_pdf(&[face], paper).ok_or_else(cannot_be_drawn)?)
    }

    /// The same card as an image for her telephone.
    ///
    /// # Errors
    /// As for [`Counter::print_card`].
    pub fn card_for_phone(&self, member: i64, card: i64) -> Result<String, FrontDeskError> {
        let face = self.face(member, card, "shows for a telephone")?;
        Ok(card_svg(&face).ok_or_else(cannot_be_drawn)?)
    }

    fn face(&self, member: i64, card: i64, does: &str) -> Result<CardFace, FrontDeskError> {
        self.leave(Serving::Greet, &format!("{does} card {card} of {member}"))?;
        let (member, ..) = self.shown(member)?;
        let known = self.front.desk.cards(member.id)?;
        if !known.iter().any(|one| one.id == card && one.ended.is_none()) {
            return Err(FrontDeskError::NotFound);
        }
        Ok(self.faces(&[(member, card)])?.pop().ok_or_else(cannot_be_drawn)?)
    }

    /// The faces of cards, in their order.
    pub(crate) fn faces(&self, cards: &[(Member, i64)]) -> Result<Vec<CardFace>, FrontDeskError> {
        let members: Vec<Member> = cards.iter().map(|(member, _)| member.clone()).collect();
        let keys: Vec<&str> = members.iter().flat_map(Member::keys).collect();
        let to_nobody = self.front.door.levels_to_nobody(self.front.desk.source(), &keys)?;
        let to_nobody = strictest(members.iter(), to_nobody);
        let callers = self.callers(&members)?;
        let settings = &self.site.settings;
        let mut faces = Vec::with_capacity(cards.len());
        for (at, (member, card)) in cards.iter().enumerate() {
            let number = self.front.desk.card_number(*card)?.ok_or(FrontDeskError::NotFound)?;
            let (level, caller) = (to_nobody.get(at), callers.get(at).map(|(caller, _)| caller));
            faces.push(CardFace {
                name: on_card(member, level.copied(), caller),
                number: if settings.number_on_card { member.number.in_groups() } else { String::new() },
                phone: settings.phone.clone(),
                card: number,
            });
        }
        Ok(faces)
    }
}

/// A whole name; initials for who is private but not to the asker; nothing for everybody else.
fn on_card(member: &Member, to_nobody: Option<Level>, caller: Option<&Caller>) -> [String; 2] {
    let said = &member.said;
    let initial = |name: &str| name.chars().take(1).chain(['.']).collect::<String>();
    match (to_nobody, caller.is_some_and(|caller| caller.name.is_some())) {
        (Some(Level::Open), true) => [said.first.clone(), said.last.clone()],
        (Some(Level::Private), true) => {
            [format!("{} {}", initial(&said.first), initial(&said.last)), String::new()]
        }
        _ => [String::new(), String::new()],
    }
}

pub(crate) fn cannot_be_drawn() -> DeskError {
    unfit("there is no card to print")
}
