//! tmp
use super::Door;
/// tmp
pub struct Question;
impl Door {}
