//! The federal file of individual records, with what the checks before it is sent say.

use super::Located;
use super::make::LONG_BEFORE;
use crate::counts::{Need, Personal, Span};
use crate::{FrontDesk, FrontDeskError, ReportPlace, unfit};
use access::{Permit, Session};
use counting::pirl::{Built, Findings, build, check};
use counting::{Asked, Reporting};

/// The file.
#[derive(Clone, PartialEq, Debug)]
pub struct Federal {
    /// Of which time.
    pub reporting: Reporting,
    /// Which edition of the layout, and whether it is the whole of it.
    pub edition: String,
    /// What stands in it.
    pub built: Built,
    /// What is wrong with it.
    pub findings: Findings,
    /// The file itself.
    pub text: String,
}

impl FrontDesk {
    /// The file of a time, for those who make the state's reports; `None` for everybody else, and where no layout is set.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn federal_file(
        &self,
        session: &Session,
        reporting: Reporting,
        how: &str,
    ) -> Result<Option<Federal>, FrontDeskError> {
        let Some(located) = self.located(&ReportPlace::State)?.filter(|_| self.rules.schema.is_some()) else {
            return Ok(None);
        };
        let words = format!("report federal-file of state, {}, {how}", reporting.word());
        if !self.has_leave(session, &located, &words)? {
            return Ok(None);
        }
        self.federal(reporting, &located)
    }

    /// The same for a command, with leave from the door for whoever runs the program.
    ///
    /// # Errors
    /// When the database fails.
    pub fn federal_file_for_operator(
        &self,
        _leave: &Permit,
        reporting: Reporting,
    ) -> Result<Option<Federal>, FrontDeskError> {
        match self.located(&ReportPlace::State)? {
            Some(located) => self.federal(reporting, &located),
            None => Ok(None),
        }
    }

    fn federal(&self, reporting: Reporting, state: &Located) -> Result<Option<Federal>, FrontDeskError> {
        let Some(schema) = &self.rules.schema else { return Ok(None) };
        let as_of = self.today();
        let from = reporting.days().from.plus(-LONG_BEFORE);
        let counted = self.ledger(Need {
            span: Span { sites: state.sites.clone(), from, until: as_of },
            personal: Personal { births: true, said: true },
            a_minute_old: false,
            tells_of_people: true,
        })?;
        let asked = Asked {
            ledger: &counted.ledger,
            catalogue: self.desk.catalogue(),
            policy: &self.rules.policy,
            reporting,
            sites: None,
            as_of,
        };
        let mut file = Vec::new();
        let fault = |_| unfit("the federal file cannot be written; there is not enough memory");
        let built = build(&asked, schema, &mut file).map_err(fault)?;
        let text =
            String::from_utf8(file).map_err(|_| unfit("the federal file is no text; this is a fault"))?;
        let findings = check(schema, &text).map_err(|words| unfit(&words))?;
        Ok(Some(Federal { reporting, edition: schema.edition.clone(), built, findings, text }))
    }
}

impl Federal {
    /// A name for the file.
    pub fn file_name(&self) -> String {
        format!("federal-file_{}.csv", self.reporting.word().replace("..", "_"))
    }

    /// The checks found nothing.
    pub fn passed(&self) -> bool {
        self.findings.passed()
    }
}
