//! Files of people, linked and searched without a server.

pub(crate) mod encoding;
pub(crate) mod find_file;
pub(crate) mod link_file;
pub(crate) mod memory;
pub(crate) mod records_file;
pub(crate) mod refusals;
pub(crate) mod remarks;
pub(crate) mod table;
