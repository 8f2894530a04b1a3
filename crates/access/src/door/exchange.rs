//! What other systems are told of the front desk's customers, and what they say of them: decided and written down here.

use super::{Door, DoorError};
use audit::{Entry, Kind};
use privacy::Level;
use records::SourceId;

impl Door {
    /// How private the owners of records are to another system, in the order of `keys`; written down before it hears anything.
    /// Of private people only a system hears that knows them anyway (`knows_private`), of sealed ones none.
    ///
    /// # Errors
    /// When the log, marks or links fail; nothing may be told then.
    pub fn tell(
        &self,
        source: &SourceId,
        keys: &[&str],
        system: &str,
        knows_private: bool,
    ) -> Result<Vec<Level>, DoorError> {
        let levels = self.levels_to_nobody(source, keys)?;
        let may = |level: &Level| *level == Level::Open || (knows_private && *level == Level::Private);
        let mut named: Vec<&str> =
            keys.iter().zip(&levels).filter(|(_, level)| may(level)).map(|(key, _)| *key).collect();
        named.sort_unstable();
        named.dedup();
        if !named.is_empty() {
            self.exchanged(source, format!("{system} is told of {}", named.join(", ")))?;
        }
        Ok(levels)
    }

    /// Writes down what another system says of customers, before anything of it is taken.
    ///
    /// # Errors
    /// When the log cannot be written; nothing may be taken then.
    pub fn hear(&self, source: &SourceId, system: &str, said: &str) -> Result<(), DoorError> {
        self.exchanged(source, format!("{system} says: {said}"))
    }

    fn exchanged(&self, source: &SourceId, words: String) -> Result<(), DoorError> {
        let entry = Entry { source: source.0.clone(), words, ..Entry::new(Kind::Exchange) };
        self.parts.audit.append(&entry)?;
        Ok(())
    }
}
