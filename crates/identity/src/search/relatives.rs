//! Relatives: how people and agencies call them, and how they stand in a question.

use crate::search::query::Query;
use crate::search::query_parts::Reader;
use crate::words::text::fold;
use records::Sex;

/// Somebody else by whom a person is known: `mother of luis ortega`.
#[derive(Clone, PartialEq)]
pub struct Relative {
    /// What the person looked for is to the one named.
    pub kin: Kin,
    /// The sex of the person looked for, when the word says it.
    pub sex: Option<Sex>,
    /// The one named.
    pub of: Query,
}

/// What one person is to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kin {
    /// Mother or father, also by marriage.
    Parent,
    /// Son or daughter.
    Child,
    /// Wife, husband or partner.
    Partner,
    /// Brother or sister.
    Sibling,
    /// Grandmother or grandfather.
    Grandparent,
    /// Grandson or granddaughter.
    Grandchild,
    /// Aunt or uncle.
    UncleOrAunt,
    /// Nephew or niece.
    NephewOrNiece,
    /// Somebody in the same household.
    Household,
    /// Somebody of the family, whoever.
    Family,
}

use Kin::{
    Child, Family, Grandchild, Grandparent, Household, NephewOrNiece, Parent, Partner, Sibling, UncleOrAunt,
};

const F: Option<Sex> = Some(Sex::Female);
const M: Option<Sex> = Some(Sex::Male);

/// Words for relatives, in English and Spanish, folded.
const WORDS: [(&str, Kin, Option<Sex>); 97] = [
    ("mother", Parent, F),
    ("mom", Parent, F),
    ("mum", Parent, F),
    ("mama", Parent, F),
    ("madre", Parent, F),
    ("stepmother", Parent, F),
    ("father", Parent, M),
    ("dad", Parent, M),
    ("papa", Parent, M),
    ("padre", Parent, M),
    ("stepfather", Parent, M),
    ("parent", Parent, None),
    ("parents", Parent, None),
    ("padres", Parent, None),
    ("absent parent", Parent, None),
    ("caregiver", Parent, None),
    ("guardian", Parent, None),
    ("child", Child, None),
    ("children", Child, None),
    ("kid", Child, None),
    ("kids", Child, None),
    ("baby", Child, None),
    ("son", Child, M),
    ("sons", Child, M),
    ("hijo", Child, M),
    ("hijos", Child, None),
    ("daughter", Child, F),
    ("daughters", Child, F),
    ("hija", Child, F),
    ("hijas", Child, F),
    ("stepson", Child, M),
    ("stepdaughter", Child, F),
    ("stepchild", Child, None),
    ("wife", Partner, F),
    ("esposa", Partner, F),
    ("mujer", Partner, F),
    ("girlfriend", Partner, F),
    ("novia", Partner, F),
    ("husband", Partner, M),
    ("esposo", Partner, M),
    ("marido", Partner, M),
    ("boyfriend", Partner, M),
    ("novio", Partner, M),
    ("spouse", Partner, None),
    ("partner", Partner, None),
    ("pareja", Partner, None),
    ("former spouse or partner", Partner, None),
    ("former partner", Partner, None),
    ("married to", Partner, None),
    ("brother", Sibling, M),
    ("brothers", Sibling, M),
    ("hermano", Sibling, M),
    ("hermanos", Sibling, None),
    ("sister", Sibling, F),
    ("sisters", Sibling, F),
    ("hermana", Sibling, F),
    ("hermanas", Sibling, F),
    ("sibling", Sibling, None),
    ("siblings", Sibling, None),
    ("brother or sister", Sibling, None),
    ("half brother or half sister", Sibling, None),
    ("half brother", Sibling, M),
    ("half sister", Sibling, F),
    ("grandmother", Grandparent, F),
    ("grandma", Grandparent, F),
    ("abuela", Grandparent, F),
    ("grandfather", Grandparent, M),
    ("grandpa", Grandparent, M),
    ("abuelo", Grandparent, M),
    ("grandparent", Grandparent, None),
    ("grandparents", Grandparent, None),
    ("abuelos", Grandparent, None),
    ("grandchild", Grandchild, None),
    ("grandchildren", Grandchild, None),
    ("grandson", Grandchild, M),
    ("nieto", Grandchild, M),
    ("granddaughter", Grandchild, F),
    ("nieta", Grandchild, F),
    ("aunt", UncleOrAunt, F),
    ("uncle", UncleOrAunt, M),
    ("aunt or uncle", UncleOrAunt, None),
    ("niece", NephewOrNiece, F),
    ("sobrina", NephewOrNiece, F),
    ("nephew", NephewOrNiece, M),
    ("sobrino", NephewOrNiece, M),
    ("niece or nephew", NephewOrNiece, None),
    ("household", Household, None),
    ("lives with", Household, None),
    ("lived with", Household, None),
    ("living with", Household, None),
    ("vive con", Household, None),
    ("family", Family, None),
    ("familia", Family, None),
    ("relative", Family, None),
    ("relatives", Family, None),
    ("related to", Family, None),
    ("other kin", Family, None),
];

/// Words that also are surnames: `Maria Nieto de Leon`.
const ALSO_NAMES: [&str; 5] = ["nieto", "nieta", "sobrino", "novo", "hermano"];

/// Words that need no `is` before the one named: `luis, mother maria ortega`.
const PLAIN: [&str; 14] = [
    "mother",
    "mom",
    "father",
    "dad",
    "wife",
    "husband",
    "spouse",
    "grandmother",
    "grandma",
    "grandfather",
    "daughter",
    "madre",
    "padre",
    "esposa",
];

impl Kin {
    /// Reads a word for a relative, as somebody types it or as an agency writes it: `Mother`, `Brother or sister`.
    pub fn read(text: &str) -> Option<(Kin, Option<Sex>)> {
        let folded = fold(text);
        let found = WORDS.iter().find(|(word, _, _)| *word == folded);
        found.map(|(_, kin, sex)| (*kin, *sex))
    }

    /// What the other one is, seen from this one.
    pub fn turned(self) -> Kin {
        match self {
            Parent => Child,
            Child => Parent,
            Grandparent => Grandchild,
            Grandchild => Grandparent,
            UncleOrAunt => NephewOrNiece,
            NephewOrNiece => UncleOrAunt,
            Partner | Sibling | Household | Family => self,
        }
    }

    /// In plain words: `mother`, `brother or sister`.
    pub fn words(self, sex: Option<Sex>) -> &'static str {
        match (self, sex) {
            (Parent, Some(Sex::Female)) => "mother",
            (Parent, Some(Sex::Male)) => "father",
            (Parent, _) => "parent",
            (Child, Some(Sex::Female)) => "daughter",
            (Child, Some(Sex::Male)) => "son",
            (Child, _) => "child",
            (Partner, Some(Sex::Female)) => "wife",
            (Partner, Some(Sex::Male)) => "husband",
            (Partner, _) => "husband, wife or partner",
            (Sibling, Some(Sex::Female)) => "sister",
            (Sibling, Some(Sex::Male)) => "brother",
            (Sibling, _) => "brother or sister",
            (Grandparent, Some(Sex::Female)) => "grandmother",
            (Grandparent, Some(Sex::Male)) => "grandfather",
            (Grandparent, _) => "grandparent",
            (Grandchild, Some(Sex::Female)) => "granddaughter",
            (Grandchild, Some(Sex::Male)) => "grandson",
            (Grandchild, _) => "grandchild",
            (UncleOrAunt, Some(Sex::Female)) => "aunt",
            (UncleOrAunt, Some(Sex::Male)) => "uncle",
            (UncleOrAunt, _) => "aunt or uncle",
            (NephewOrNiece, Some(Sex::Female)) => "niece",
            (NephewOrNiece, Some(Sex::Male)) => "nephew",
            (NephewOrNiece, _) => "niece or nephew",
            (Household, _) => "lives with",
            (Family, _) => "relative",
        }
    }
}

impl Reader {
    /// `mother of luis ortega 2014`, `luis ortega's mother`, `lives with luis ortega`, `whose mother is maria ortega`.
    pub(crate) fn relative(&mut self) -> Option<usize> {
        if self.nested || self.query.relative.is_some() {
            return None;
        }
        self.relative_of().or_else(|| self.possessed()).or_else(|| self.relative_is())
    }

    /// `mother of ...`, `hija de ...`, `married to ...`, `lives with ...`.
    fn relative_of(&mut self) -> Option<usize> {
        let (one, two) = (self.plain(0), self.plain(1));
        let pair = format!("{one} {two}");
        let with = ["married to", "related to", "lives with", "lived with", "living with", "vive con"];
        let (word, lead) = if with.contains(&pair.as_str()) { (pair, 2) } else { (one, 2) };
        let joins = matches!(two.as_str(), "of" | "de" | "del") || with.contains(&word.as_str());
        let (kin, sex) = Kin::read(&word).filter(|_| joins)?;
        let surname = ALSO_NAMES.contains(&word.as_str()) && self.query.names.len() > self.segment;
        // `del` and `de la` may begin the name itself.
        let lead = if two == "del" { 1 } else { lead };
        if surname || self.word(0).ends_with([',', ';']) {
            return None;
        }
        let (mut of, taken) = self.named_after(lead)?;
        self.query.unused.append(&mut of.unused);
        self.query.remarks.append(&mut of.remarks);
        self.query.relative = Some(Box::new(Relative { kin, sex, of }));
        Some(taken)
    }

    /// `luis ortega's mother`: the names since the last comma are the other's.
    fn possessed(&mut self) -> Option<usize> {
        let word = self.word(0).to_owned();
        let owner =
            ["'s", "\u{2019}s", "'", "\u{2019}"].iter().find_map(|ending| word.strip_suffix(ending))?;
        let (kin, sex) = Kin::read(&self.plain(1))?;
        let names = self.query.names.split_off(self.segment);
        let mut of = Query { names, ..Query::default() };
        of.add_names(owner, crate::search::query::Role::Any);
        if of.names.is_empty() {
            return None;
        }
        self.query.relative = Some(Box::new(Relative { kin, sex, of }));
        Some(2)
    }

    /// `whose mother is maria ortega`, `mother: maria ortega`, `luis, mother maria ortega`.
    fn relative_is(&mut self) -> Option<usize> {
        let whose = usize::from(self.plain(0) == "whose");
        let word = self.plain(whose);
        let (kin, sex) = Kin::read(&word).filter(|(kin, _)| *kin != Household && *kin != Family)?;
        let colon = self.word(whose).ends_with(':');
        let is = matches!(self.plain(whose + 1).as_str(), "is" | "was" | "named" | "called" | "es");
        let own = !self.query.names.is_empty() || !self.query.is_empty();
        let plain = own && PLAIN.contains(&word.as_str());
        if !(colon || is || plain || whose > 0) || self.word(whose).ends_with([',', ';']) {
            return None;
        }
        let (mut of, taken) = self.named_after(whose + 1 + usize::from(is))?;
        of.sex = of.sex.or(sex);
        self.query.unused.append(&mut of.unused);
        self.query.remarks.append(&mut of.remarks);
        self.query.relative = Some(Box::new(Relative { kin: kin.turned(), sex: None, of }));
        Some(taken)
    }

    /// Who is named from here up to a comma or the end, and how many words that is from the beginning.
    fn named_after(&self, lead: usize) -> Option<(Query, usize)> {
        let rest = self.words.get(self.at + lead..)?;
        let end = rest.iter().position(|word| word.ends_with([',', ';'])).map_or(rest.len(), |at| at + 1);
        let text = rest[..end].join(" ");
        let mut reader = Reader::new(text.trim_end_matches([',', ';']), self.today);
        reader.nested = true;
        let of = reader.read();
        (!of.is_empty()).then_some((of, lead + end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str) -> (String, String) {
        let query = Query::parse(text, date(2026, 6, 1));
        let names = |query: &Query| {
            let words: Vec<&str> = query.names.iter().map(|word| word.text.as_str()).collect();
            words.join(" ")
        };
        let said = query.relative.as_ref().map(|one| {
            let year = one.of.birth.year.map(|year| format!(" {year}")).unwrap_or_default();
            format!("{} of {}{year}", one.kin.words(one.sex), names(&one.of))
        });
        (names(&query), said.unwrap_or_default())
    }

    #[test]
    fn relatives_are_understood_however_they_are_said() {
        for (text, own, said) in [
            ("mother of luis ortega", "", "mother of luis ortega"),
            ("Luis Ortega's mother", "", "mother of luis ortega"),
            ("luis ortega\u{2019}s mother maria", "maria", "mother of luis ortega"),
            ("maria, mother of luis ortega 2014", "maria", "mother of luis ortega 2014"),
            ("maria, luis ortega's wife, about 40", "maria", "wife of luis ortega"),
            ("children of rosa diaz", "", "child of rosa diaz"),
            ("the grandmother of ana", "", "grandmother of ana"),
            ("madre de luis ortega", "", "mother of luis ortega"),
            ("ana, hija de rosa de la cruz", "ana", "daughter of rosa de la cruz"),
            ("esposo del carmen", "", "husband of del carmen"),
            ("ana lives with rosa diaz", "ana", "lives with of rosa diaz"),
            ("vive con rosa diaz", "", "lives with of rosa diaz"),
            ("luis whose mother is maria ortega", "luis", "child of maria ortega"),
            ("luis 11, mother maria ortega", "luis", "child of maria ortega"),
            ("married to luis ortega", "", "husband, wife or partner of luis ortega"),
        ] {
            assert_eq!(read(text), (own.to_owned(), said.to_owned()), "{text}");
        }
    }

    #[test]
    fn names_that_look_like_relatives_stay_names() {
        for text in ["tia de leon", "maria nieto de leon", "son nguyen", "kim daughters", "mother"] {
            assert_eq!(read(text).1, "", "{text}");
        }
        assert_eq!(read("maria nieto de leon").0, "maria nieto de leon");
        assert_eq!(read("mother of").1, "");
        assert_eq!(read("mother of mother of mother of").1, "mother of mother mother");
    }

    #[test]
    fn what_agencies_write_is_read_and_turned_around() {
        assert_eq!(Kin::read("Brother or sister"), Some((Kin::Sibling, None)));
        assert_eq!(Kin::read("Half-brother or half-sister"), Some((Kin::Sibling, None)));
        assert_eq!((Kin::read("Mother"), Kin::read("Lodger")), (Some((Kin::Parent, F)), None));
        for (_, kin, _) in WORDS {
            assert_eq!(kin.turned().turned(), kin);
        }
    }
}
