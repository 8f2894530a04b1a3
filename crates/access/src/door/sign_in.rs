//! Signing in and out, each with its entry in the log.

use super::{Door, DoorError};
use audit::{Entry, Kind};
use staff::{EndReason, Session, SessionToken, SignIn, Standing};
use std::net::IpAddr;

impl Door {
    /// Checks a user name and password at an agency and opens a session.
    ///
    /// # Errors
    /// When the database or the log fails; then nobody is signed in.
    pub fn sign_in(
        &self,
        agency: &str,
        user_name: &str,
        password: &str,
        from: IpAddr,
    ) -> Result<SignIn, DoorError> {
        let answer = self.parts.staff.sign_in(agency, user_name, password, from)?;
        let entry = match &answer {
            SignIn::Welcome(_, session) => Entry {
                account: Some(session.account.id),
                session: Some(session.id.clone()),
                ..Entry::new(Kind::SignIn)
            },
            SignIn::Refused | SignIn::Wait(_) => {
                Entry { words: format!("{agency} {user_name}"), ..Entry::new(Kind::SignInRefused) }
            }
        };
        self.parts.audit.append(&entry)?;
        Ok(answer)
    }

    /// What a browser's token stands for. `act` says that the user did something.
    ///
    /// # Errors
    /// When the database fails.
    pub fn standing(&self, token: &SessionToken, act: bool, from: IpAddr) -> Result<Standing, DoorError> {
        let standing = self.parts.staff.standing(token, act, from)?;
        Ok(match standing {
            // A use case that ended or was taken away is no longer in force, whatever the session says.
            Standing::Open(mut session)
                if !session.use_case.is_empty() && self.use_case(&session).is_none() =>
            {
                session.use_case = String::new();
                session.purpose = String::new();
                Standing::Open(session)
            }
            other => other,
        })
    }

    /// Ends the session.
    ///
    /// # Errors
    /// When the database or the log fails.
    pub fn log_off(&self, token: &SessionToken, from: IpAddr) -> Result<EndReason, DoorError> {
        if let Standing::Open(session) = self.parts.staff.standing(token, false, from)? {
            self.note(&session, Entry::new(Kind::LogOff))?;
        }
        self.parts.staff.log_off(token)?;
        Ok(EndReason::LoggedOff)
    }

    /// The use case and purpose that she chose last time, to offer them first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_purpose(&self, session: &Session) -> Result<Option<(String, String)>, DoorError> {
        Ok(self.parts.staff.last_purpose(session.account.id)?)
    }
}
