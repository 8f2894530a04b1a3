//! Sessions, kept on the server. The browser holds a random token; the database holds only its hash.

use crate::checking::Checked;
use crate::{Account, IDLE_MINUTES, LONGEST_HOURS, Staff, StaffError, tables};
use sha2::{Digest, Sha256};
use std::fmt;
use std::net::IpAddr;

/// The secret that a browser holds. Does not print.
#[derive(Clone)]
pub struct SessionToken(String);

/// An open session: who, and for which purpose.
#[derive(Clone, Debug)]
pub struct Session {
    /// Names the session in the audit log; leads to nothing else.
    pub id: Vec<u8>,
    /// Who signed in.
    pub account: Account,
    /// The use case in force; empty until one is chosen.
    pub use_case: String,
    /// The permitted use stated for the look-ups; empty until one is chosen.
    pub purpose: String,
    /// When it ends if nothing more is done, in milliseconds since 1970 UTC.
    pub ends_at: i64,
    /// When the password was typed last, in milliseconds since 1970 UTC.
    pub confirmed_at: i64,
    /// From where this request comes.
    pub address: IpAddr,
}

/// How signing in went. A wrong user name and a wrong password cannot be told apart.
#[derive(Debug)]
pub enum SignIn {
    /// Signed in; the token goes into the browser's cookie.
    Welcome(SessionToken, Box<Session>),
    /// User name, password or agency is wrong, or the account is off.
    Refused,
    /// Too many failures; so many seconds until the next try counts.
    Wait(i64),
}

/// What a token stands for now.
#[derive(Debug)]
pub enum Standing {
    /// An open session.
    Open(Box<Session>),
    /// It ended, and why.
    Ended(EndReason),
    /// No such session.
    Unknown,
}

/// Why a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndReason {
    /// Twenty minutes without an act.
    Idle,
    /// Twelve hours in all.
    Longest,
    /// She logged off.
    LoggedOff,
    /// The account was turned off, or somebody ended the session.
    Closed,
}

impl SessionToken {
    /// A token as a browser sent it.
    pub fn from_cookie(text: &str) -> SessionToken {
        SessionToken(text.to_owned())
    }

    /// For the cookie, and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn fresh() -> Result<SessionToken, StaffError> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|_| StaffError::Unfit("the system has no randomness".to_owned()))?;
        Ok(SessionToken(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl Staff {
    /// Checks user name, password and agency, and opens a session.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sign_in(
        &self,
        agency: &str,
        user_name: &str,
        password: &str,
        from: IpAddr,
    ) -> Result<SignIn, StaffError> {
        let now = self.now();
        let account = match self.check_password(agency, &user_name.trim().to_lowercase(), password)? {
            Checked::Fits(account) => account,
            Checked::Refused => return Ok(SignIn::Refused),
            Checked::Wait(seconds) => return Ok(SignIn::Wait(seconds)),
        };
        let token = SessionToken::fresh()?;
        self.database.write(|t| {
            tables::note_sign_in(t, account, now)?;
            tables::open_session(t, &token.hash(), account, now)
        })?;
        match self.standing(&token, false, from)? {
            Standing::Open(session) => Ok(SignIn::Welcome(token, session)),
            _ => Ok(SignIn::Refused),
        }
    }

    /// What a token stands for. `act` says that the user did something, which moves the idle limit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn standing(&self, token: &SessionToken, act: bool, from: IpAddr) -> Result<Standing, StaffError> {
        let now = self.now();
        let hash = token.hash();
        let Some(row) = self.database.read(|t| tables::session(t, &hash))? else {
            return Ok(Standing::Unknown);
        };
        if let Some(reason) = &row.end_reason {
            return Ok(Standing::Ended(EndReason::read(reason)));
        }
        let idle_end = row.last_act_at + IDLE_MINUTES * 60_000;
        let longest_end = row.began_at + LONGEST_HOURS * 3_600_000;
        let over = [(idle_end, EndReason::Idle), (longest_end, EndReason::Longest)];
        if let Some((_, reason)) = over.into_iter().find(|(end, _)| now >= *end) {
            self.database.write(|t| tables::end_session(t, &hash, now, reason.word()))?;
            return Ok(Standing::Ended(reason));
        }
        // Written at most every ten seconds: a busy worker must not turn each page into a disk write.
        let moved = act && now - row.last_act_at >= 10_000;
        if moved {
            self.database.write(|t| tables::touch_session(t, &hash, now))?;
        }
        let last_act = if moved { now } else { row.last_act_at };
        let ends_at = (last_act + IDLE_MINUTES * 60_000).min(longest_end);
        let Some(account) = self.database.read(|t| tables::account(t, row.account_id))? else {
            return Ok(Standing::Unknown);
        };
        Ok(Standing::Open(Box::new(Session {
            id: hash,
            account,
            use_case: row.use_case,
            purpose: row.purpose,
            ends_at,
            confirmed_at: row.confirmed_at,
            address: from,
        })))
    }

    /// Chooses the use case and purpose for a session. Whether she may is decided by access, before this.
    ///
    /// # Errors
    /// When the database fails.
    pub fn state_purpose(&self, session: &Session, use_case: &str, purpose: &str) -> Result<(), StaffError> {
        Ok(self.database.write(|t| tables::set_purpose(t, &session.id, use_case, purpose))?)
    }

    /// Ends a session because she logged off.
    ///
    /// # Errors
    /// When the database fails.
    pub fn log_off(&self, token: &SessionToken) -> Result<(), StaffError> {
        let now = self.now();
        Ok(self
            .database
            .write(|t| tables::end_session(t, &token.hash(), now, EndReason::LoggedOff.word()))?)
    }

    /// The use case and purpose that the account chose last, to offer them first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_purpose(&self, account: i64) -> Result<Option<(String, String)>, StaffError> {
        Ok(self.database.read(|t| tables::last_purpose(t, account))?)
    }
}

impl EndReason {
    fn word(self) -> &'static str {
        match self {
            EndReason::Idle => "idle",
            EndReason::Longest => "longest",
            EndReason::LoggedOff => "logged off",
            EndReason::Closed => "closed",
        }
    }

    fn read(word: &str) -> EndReason {
        let known = [EndReason::Idle, EndReason::Longest, EndReason::LoggedOff];
        known.into_iter().find(|reason| reason.word() == word).unwrap_or(EndReason::Closed)
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewAccount;
    use database::{Database, Place};
    use records::StandingClock;
    use std::sync::Arc;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    struct Desk {
        staff: Staff,
        clock: Arc<StandingClock>,
        ana: i64,
        _folder: tempfile::TempDir,
    }

    fn desk() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let database = Arc::new(Database::open(&Place::File(folder.path().join("t.db"))).unwrap());
        let clock = Arc::new(StandingClock::at("2026-03-02T09:00:00Z".parse().unwrap()));
        let staff = Staff::new(database, clock.clone()).unwrap();
        let groups = ["intake"];
        let new = NewAccount {
            agency: "benefits",
            user_name: "Ana",
            display_name: "Ana Ruiz",
            password: "a long enough password",
            groups: &groups,
        };
        let ana = staff.add(&new).unwrap();
        Desk { staff, clock, ana, _folder: folder }
    }

    fn token(desk: &Desk) -> SessionToken {
        match desk.staff.sign_in("benefits", " ANA ", "a long enough password", HERE).unwrap() {
            SignIn::Welcome(token, session) => {
                assert_eq!(session.account.groups, ["intake"]);
                token
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nineteen_minutes_fifty_nine_is_in_and_twenty_is_out() {
        let desk = desk();
        let token = token(&desk);
        desk.clock.pass_seconds(19 * 60 + 59);
        assert!(matches!(desk.staff.standing(&token, true, HERE).unwrap(), Standing::Open(_)));
        desk.clock.pass_seconds(20 * 60);
        assert!(matches!(desk.staff.standing(&token, true, HERE).unwrap(), Standing::Ended(EndReason::Idle)));
        assert!(matches!(desk.staff.standing(&token, true, HERE).unwrap(), Standing::Ended(EndReason::Idle)));
    }

    #[test]
    fn looking_without_acting_does_not_keep_a_session_alive() {
        let desk = desk();
        let token = token(&desk);
        for _ in 0..20 {
            desk.clock.pass_seconds(60);
            desk.staff.standing(&token, false, HERE).unwrap();
        }
        assert!(matches!(desk.staff.standing(&token, true, HERE).unwrap(), Standing::Ended(EndReason::Idle)));
    }

    #[test]
    fn a_wrong_name_password_or_agency_is_refused_alike_and_guessing_slows_down() {
        let desk = desk();
        for user in ["ana", "nobody"] {
            let guess = || desk.staff.sign_in("benefits", user, "wrong wrong wrong", HERE).unwrap();
            assert!(matches!(guess(), SignIn::Refused), "{user}");
            assert!(matches!(guess(), SignIn::Refused), "{user}");
            assert!(matches!(guess(), SignIn::Refused), "{user}");
            assert!(matches!(guess(), SignIn::Wait(1)), "{user} must wait from the third failure on");
        }
        let elsewhere = desk.staff.sign_in("housing", "ana", "a long enough password", HERE).unwrap();
        assert!(matches!(elsewhere, SignIn::Refused));
        let right = desk.staff.sign_in("benefits", "ana", "a long enough password", HERE).unwrap();
        assert!(matches!(right, SignIn::Wait(1)));
        desk.clock.pass_seconds(1);
        token(&desk);
        token(&desk);
    }

    #[test]
    fn guesses_made_at_once_count_as_many() {
        let desk = desk();
        let tried = std::thread::scope(|scope| {
            let guess = || desk.staff.sign_in("benefits", "ana", "wrong wrong wrong", HERE).unwrap();
            let guesses: Vec<_> = (0..10).map(|_| scope.spawn(guess)).collect();
            let answers = guesses.into_iter().map(|guess| guess.join().unwrap());
            answers.filter(|answer| matches!(answer, SignIn::Refused)).count()
        });
        assert!(tried <= 3, "{tried} guesses were looked at");
    }

    #[test]
    fn logging_off_and_turning_an_account_off_end_a_session_at_once() {
        let desk = desk();
        let first = token(&desk);
        desk.staff.log_off(&first).unwrap();
        assert!(matches!(
            desk.staff.standing(&first, true, HERE).unwrap(),
            Standing::Ended(EndReason::LoggedOff)
        ));
        let second = token(&desk);
        desk.staff.set_active(desk.ana, false).unwrap();
        assert!(matches!(
            desk.staff.standing(&second, true, HERE).unwrap(),
            Standing::Ended(EndReason::Closed)
        ));
        let again = desk.staff.sign_in("benefits", "ana", "a long enough password", HERE).unwrap();
        assert!(matches!(again, SignIn::Refused));
    }

    #[test]
    fn a_short_password_is_refused_with_its_length() {
        let desk = desk();
        let new =
            NewAccount { agency: "a", user_name: "b", display_name: "B", password: "short", groups: &[] };
        let refused = desk.staff.add(&new).err().unwrap().to_string();
        assert_eq!(refused, "the password must have 15 to 128 characters; this one has 5");
    }
}
