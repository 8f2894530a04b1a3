//! What stewards do about links. Each act is decided by the engine under its guards, and stands in the log before it takes
//! effect.

use super::link_queue::case_name;
use super::links::LinkDesk;
use super::{Door, DoorError};
use crate::rules::Act;
use crate::view::{Guarded, Ruled};
use audit::{Entry, Kind};
use casefile::{Decided, LinkCase, MatchDecision, Proposal, State, Verdict};
use records::PersonId;
use staff::Session;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 1_000;

/// Words beside a decision.
struct Words<'a> {
    what: &'static str,
    about: String,
    reason: &'a str,
    /// The matcher does not leave it to people, so that one alone does not decide it.
    unasked: bool,
}

impl Door {
    /// Decides that two people are one, that they are not, or that nobody can say: `link`, `apart`, `undecided`.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing was decided then.
    pub fn rule_on_link(
        &self,
        session: &Session,
        people: [PersonId; 2],
        verdict: &str,
        reason: &str,
        stamp: &str,
    ) -> Result<Ruled, DoorError> {
        let Guarded::Open(desk) = self.link_desk(session)? else { return Ok(Ruled::NotFound) };
        let Some(case) = self.link_case_of(&desk, &people)? else {
            return self.none_to_rule(session, &format!("case {}", case_name(&people)));
        };
        let file = &self.parts.casefile;
        let [(_, one), (_, two)] = case.people.as_slice() else {
            if file.led_to(people[0])? != file.led_to(people[1])? {
                return self.none_to_rule(session, &format!("case {}", case_name(&people)));
            }
            let words = "They have been linked meanwhile and are one person now.";
            return Ok(refused("", words, None));
        };
        let Some(verdict) = Verdict::named(verdict) else {
            return Ok(refused("verdict", "Choose what you decide.", None));
        };
        if let Some(no) = unfit(reason, verdict != Verdict::Undecided) {
            return Ok(no);
        }
        let ids = |own: &casefile::PersonRecords| own.0.iter().map(|stored| stored.id).collect::<Vec<i64>>();
        let (one, two) = (ids(one), ids(two));
        let about = format!("case {}", case_name(&people));
        let words = Words { what: verdict.name(), about, reason, unasked: !file.is_proposed(&one, &two)? };
        self.propose(session, &desk, &case, (verdict, &one, &two), words, stamp)
    }

    /// Takes records out of a person, to whom they do not belong.
    ///
    /// # Errors
    /// As for [`Door::rule_on_link`].
    pub fn take_apart(
        &self,
        session: &Session,
        person: PersonId,
        chosen: &[i64],
        reason: &str,
        stamp: &str,
    ) -> Result<Ruled, DoorError> {
        let Guarded::Open(desk) = self.link_desk(session)? else { return Ok(Ruled::NotFound) };
        let about = format!("person {}", person.0);
        let Some(case) = self.link_case_of(&desk, &[person])? else {
            return self.none_to_rule(session, &about);
        };
        let own = case.people.iter().flat_map(|(_, own)| own.0.iter().map(|stored| stored.id));
        let (one, two): (Vec<i64>, Vec<i64>) = own.partition(|record| chosen.contains(record));
        if one.is_empty() {
            return Ok(refused("record", "Choose the records that do not belong to this person.", None));
        }
        if two.is_empty() {
            let words = "All records are chosen; leave those unchosen that belong to this person.";
            return Ok(refused("record", words, None));
        }
        if let Some(no) = unfit(reason, true) {
            return Ok(no);
        }
        let words = Words { what: "take apart", about, reason, unasked: false };
        self.propose(session, &desk, &case, (Verdict::Apart, &one, &two), words, stamp)
    }

    /// Does something about a decision: `confirm`, `refuse` or `undo`.
    ///
    /// # Errors
    /// As for [`Door::rule_on_link`].
    pub fn link_step(
        &self,
        session: &Session,
        number: i64,
        step: &str,
        reason: &str,
        stamp: &str,
    ) -> Result<Ruled, DoorError> {
        let Guarded::Open(desk) = self.link_desk(session)? else { return Ok(Ruled::NotFound) };
        let about = format!("decision {number}");
        let Some(decision) = self.parts.casefile.link_decision(number)? else {
            return self.none_to_rule(session, &about);
        };
        let concerned: Vec<PersonId> = decision.people().into_iter().collect();
        let Some(case) = self.link_case_of(&desk, &concerned)? else {
            return self.none_to_rule(session, &about);
        };
        let asker = decision.undone.filter(|_| decision.state == State::Undoing).unwrap_or(decision.first).0;
        let (what, first) = match step {
            "confirm" => ("confirm", Some(asker)),
            "refuse" => ("refuse", None),
            "undo" => ("undo", None),
            _ => return Ok(refused("", "Say whether to confirm, refuse or undo it.", None)),
        };
        if let Some(no) = unfit(reason, step == "undo") {
            return Ok(no);
        }
        if let Some(no) = self.not_hers_to_link(session, first)? {
            return Ok(no);
        }
        self.note_ruling(session, &desk, &case, &Words { what, about, reason, unasked: false })?;
        let (file, account) = (&self.parts.casefile, session.account.id);
        let decided = match what {
            "confirm" => file.confirm(number, account, stamp)?,
            "refuse" => file.refuse(number, account, reason)?,
            _ => file.undo(number, account, reason, !self.why_two(&desk, &case).is_empty(), stamp)?,
        };
        self.ruled(session, &desk, decided, decision.verdict)
    }

    fn propose(
        &self,
        session: &Session,
        desk: &LinkDesk<'_>,
        case: &LinkCase,
        (verdict, one, two): (Verdict, &[i64], &[i64]),
        words: Words<'_>,
        stamp: &str,
    ) -> Result<Ruled, DoorError> {
        if let Some(no) = self.not_hers_to_link(session, None)? {
            return Ok(no);
        }
        self.note_ruling(session, desk, case, &words)?;
        let two_people = words.unasked || !self.why_two(desk, case).is_empty();
        let proposal = Proposal {
            verdict,
            one,
            two,
            stamp,
            account: session.account.id,
            reason: words.reason.trim(),
            needs_two: verdict != Verdict::Undecided && two_people,
        };
        let decided = self.parts.casefile.decide(&proposal)?;
        self.ruled(session, desk, decided, verdict)
    }

    /// The log says who decided what about whom, before it is done.
    fn note_ruling(
        &self,
        session: &Session,
        desk: &LinkDesk<'_>,
        case: &LinkCase,
        words: &Words<'_>,
    ) -> Result<(), DoorError> {
        let source = desk.sources.first().map_or(String::new(), |agency| agency.id.0.clone());
        for (person, _) in &case.people {
            let words = format!("{} {}: {}", words.what, words.about, words.reason.trim());
            let entry = Entry { source: source.clone(), words, ..Entry::about(Kind::LinkDecision, *person) };
            self.note(session, entry)?;
        }
        Ok(())
    }

    fn not_hers_to_link(&self, session: &Session, first: Option<i64>) -> Result<Option<Ruled>, DoorError> {
        let act = Act::Link { first, holders: &[session.account.id] };
        let decided = self.may(session, act)?;
        Ok(decided.err().map(|no| refused("", &super::guarding::sentence(no.0), None)))
    }

    fn none_to_rule(&self, session: &Session, about: &str) -> Result<Ruled, DoorError> {
        self.no_link_case::<()>(session, about)?;
        Ok(Ruled::NotFound)
    }

    fn ruled(
        &self,
        session: &Session,
        desk: &LinkDesk<'_>,
        decided: Decided,
        verdict: Verdict,
    ) -> Result<Ruled, DoorError> {
        let known = |number| -> Result<Option<MatchDecision>, DoorError> {
            let Some(decision) = self.parts.casefile.link_decision(number)? else { return Ok(None) };
            Ok(if self.sees_decision(desk, &decision)? { Some(decision) } else { None })
        };
        Ok(match decided {
            Decided::Done(number) | Decided::Awaits(number) => Ruled::Done(number),
            Decided::Stale(None) => refused("", STALE, None),
            Decided::Stale(Some(number)) => match known(number)? {
                None => refused("", STALE, None),
                Some(other) => {
                    let line = self.decision_line(&other)?;
                    let words = match other.first.0 == session.account.id {
                        true => format!(
                            "You have decided about these records since you opened this page: {}. Nothing more was decided; look at that decision first.",
                            line.what
                        ),
                        false => format!(
                            "{} decided about these records while you looked at them: {}. You have decided nothing; look at that decision first.",
                            line.by, line.what
                        ),
                    };
                    refused("", &words, Some(number))
                }
            },
            Decided::InTheWay(number) => match known(number)? {
                None => {
                    refused("", "Another decision that stands says the opposite. Nothing was decided.", None)
                }
                Some(other) => self.in_the_way(&other, verdict)?,
            },
            Decided::WaitsAlready(number) => {
                let words = "Another decision about these people waits for a second person. Confirm or refuse that one first.";
                refused("", words, Some(number))
            }
            Decided::NotTheFirst => refused(
                "",
                "Two persons are needed: you spoke first here, so somebody else confirms it.",
                None,
            ),
            Decided::NotNow => refused(
                "",
                "Somebody was faster: this decision does not stand any more as it did on your page.",
                None,
            ),
        })
    }

    fn in_the_way(&self, other: &MatchDecision, verdict: Verdict) -> Result<Ruled, DoorError> {
        let line = self.decision_line(other)?;
        let (does, would) = match verdict {
            Verdict::Link => ("keeps records apart", "link"),
            _ => ("links records", "keep apart"),
        };
        let words = format!(
            "Decision {} by {} of {} stands in the way: it {does} that this would {would}. Nothing was decided. If that decision was wrong, undo it first.",
            line.number,
            line.by,
            self.moment(line.at)
        );
        Ok(refused("", &words, Some(line.number)))
    }
}

const STALE: &str = "The records of these people, or what is decided about them, have changed since you opened this page. Nothing was decided; look again and decide then.";

fn unfit(reason: &str, needed: bool) -> Option<Ruled> {
    let letters = reason.trim().chars().count();
    if needed && letters == 0 {
        return Some(refused("reason", "Say why; whoever looks at this later has to understand it.", None));
    }
    (letters > LONGEST_REASON).then(|| {
        let words = format!("The reason has {letters} characters; say it in at most {LONGEST_REASON}.");
        refused("reason", &words, None)
    })
}

fn refused(field: &'static str, words: &str, decision: Option<i64>) -> Ruled {
    Ruled::Refused { field, words: words.to_owned(), decision }
}
