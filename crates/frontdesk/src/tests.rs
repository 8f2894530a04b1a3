//! Stories of the desk's own keeping: kiosks that lie, repeat, forget and come late.

mod enrolment;
mod events;
mod model;
mod town;
