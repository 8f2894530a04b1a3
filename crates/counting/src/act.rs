//! What was done, by type: a kiosk can never say that staff delivered something.

use crate::{ProgrammeNumber, ServiceNumber};

/// What a kiosk or a self-service page can record. None of these can make anybody a participant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KioskDelivery {
    /// The customer used it by herself.
    SelfService,
    /// She took information that needs no judgement by staff.
    InformationOnly,
    /// She asked for somebody. Nothing has been delivered yet.
    Requested,
    /// She chose it, and said at the end that she did not use it.
    NotUsed,
}

/// One member of staff, by a number that the caller gives.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StaffNumber(pub u32);

/// A member of staff answers for what was delivered. Only from this comes a [`StaffDelivered`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Confirmation {
    by: StaffNumber,
}

/// Staff delivered it, and somebody answers for that.
///
/// ```compile_fail
/// let made_up = counting::StaffDelivered { by: counting::StaffNumber(1) };
/// ```
///
/// What a kiosk recorded does not turn into it by itself:
///
/// ```compile_fail
/// let delivered: counting::StaffDelivered = counting::KioskDelivery::Requested.into();
/// ```
///
/// The one way goes over a name:
///
/// ```
/// use counting::{Confirmation, KioskDelivery, StaffNumber};
/// let delivered = KioskDelivery::Requested.confirmed(Confirmation::by(StaffNumber(7)));
/// assert_eq!(delivered.staff(), StaffNumber(7));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StaffDelivered {
    by: StaffNumber,
}

/// How a service came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delivery {
    /// As a kiosk or a self-service page recorded it.
    Kiosk {
        /// What it could record.
        what: KioskDelivery,
        /// The customer at log-out, or staff, said that it was really used.
        verified: bool,
    },
    /// By staff.
    Staff(StaffDelivered),
}

/// One service on one visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Act {
    /// The service.
    pub service: ServiceNumber,
    /// The programme that pays for it.
    pub programme: ProgrammeNumber,
    /// How it came about.
    pub delivery: Delivery,
}

impl Confirmation {
    /// This member of staff answers for it.
    pub fn by(staff: StaffNumber) -> Confirmation {
        Confirmation { by: staff }
    }

    /// What she delivered without a kiosk, such as on the telephone or at her desk.
    pub fn delivered(self) -> StaffDelivered {
        StaffDelivered { by: self.by }
    }
}

impl KioskDelivery {
    /// A member of staff says that she delivered what was asked for.
    pub fn confirmed(self, confirmation: Confirmation) -> StaffDelivered {
        confirmation.delivered()
    }
}

impl StaffDelivered {
    /// Who answers for it.
    pub fn staff(self) -> StaffNumber {
        self.by
    }
}

impl Delivery {
    /// Somebody said that it was really used; what staff delivered always is.
    pub fn verified(self) -> bool {
        match self {
            Delivery::Kiosk { verified, .. } => verified,
            Delivery::Staff(_) => true,
        }
    }

    /// Somebody of staff was asked for, or delivered it.
    pub fn needs_staff(self) -> bool {
        matches!(self, Delivery::Staff(_) | Delivery::Kiosk { what: KioskDelivery::Requested, .. })
    }

    /// In words for a table.
    pub fn words(self) -> &'static str {
        match self {
            Delivery::Staff(_) => "by staff",
            Delivery::Kiosk { what: KioskDelivery::Requested, .. } => "asked for staff",
            Delivery::Kiosk { what: KioskDelivery::SelfService, .. } => "self-service",
            Delivery::Kiosk { what: KioskDelivery::InformationOnly, .. } => "information only",
            Delivery::Kiosk { what: KioskDelivery::NotUsed, .. } => "chosen, not used",
        }
    }

    /// Two bits for the kind and one for `verified`, beside the member of staff.
    pub(crate) fn packed(self) -> (u8, u32) {
        match self {
            Delivery::Staff(by) => (4, by.by.0),
            Delivery::Kiosk { what, verified } => {
                let kind = match what {
                    KioskDelivery::SelfService => 0,
                    KioskDelivery::InformationOnly => 1,
                    KioskDelivery::Requested => 2,
                    KioskDelivery::NotUsed => 3,
                };
                (kind | if verified { 8 } else { 0 }, 0)
            }
        }
    }

    /// Undoes [`Delivery::packed`]. Private to the room: it is no way around a confirmation.
    pub(crate) fn unpacked(code: u8, staff: u32) -> Delivery {
        let verified = code & 8 != 0;
        let what = match code & 7 {
            0 => KioskDelivery::SelfService,
            1 => KioskDelivery::InformationOnly,
            3 => KioskDelivery::NotUsed,
            4 => return Delivery::Staff(StaffDelivered { by: StaffNumber(staff) }),
            _ => KioskDelivery::Requested,
        };
        Delivery::Kiosk { what, verified }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        let mut all = vec![Delivery::Staff(Confirmation::by(StaffNumber(9)).delivered())];
        use KioskDelivery::{InformationOnly, NotUsed, Requested, SelfService};
        for what in [SelfService, InformationOnly, Requested, NotUsed] {
            all.extend([true, false].map(|verified| Delivery::Kiosk { what, verified }));
        }
        for delivery in all {
            let (code, staff) = delivery.packed();
            assert_eq!(Delivery::unpacked(code, staff), delivery);
        }
    }
}
