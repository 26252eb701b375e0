//! What may be opened on a machine: what its settings name, and of that only what is of use there. A list of what is
//! allowed, not of what is forbidden: a screen that is new to the app is not on a machine in a hall by accident.

use super::KioskScreen;
use crate::route::Route;
use std::collections::BTreeSet;

/// What belongs to where.
fn screen(route: &Route) -> Option<KioskScreen> {
    Some(match route {
        Route::KioskNews {} | Route::KioskArticle { .. } => KioskScreen::News,
        Route::KioskBoard {} | Route::KioskCircular { .. } => KioskScreen::Board,
        Route::KioskOffices {} => KioskScreen::Offices,
        Route::KioskPrint {} => KioskScreen::Print,
        // Not the devices, not the data to take along, not the end of the account: that is for one's own device.
        Route::SignIn {} | Route::Register {} | Route::RecoverPassword {} => KioskScreen::Account,
        Route::SchoolHome {}
        | Route::JoinChild {}
        | Route::NewAbsence {}
        | Route::NewAbsenceOf { .. }
        | Route::Absences {}
        | Route::AbsenceScreen { .. }
        | Route::EditAbsence { .. }
        | Route::Notices {}
        | Route::NoticeScreen { .. }
        | Route::SchoolCalendar {}
        | Route::MyAnswers {}
        | Route::PupilScreen { .. }
        | Route::LookedScreen { .. } => KioskScreen::School,
        Route::AssociationHome {}
        | Route::JoinAssociation {}
        | Route::Circulars {}
        | Route::CircularScreen { .. }
        | Route::AssociationCalendar {}
        | Route::DutyScreen { .. }
        | Route::MeetingScreen { .. }
        | Route::SafetyScreen { .. }
        | Route::Officers {}
        | Route::HouseholdScreen { .. } => KioskScreen::Association,
        _ => return None,
    })
}

/// The menu, whatever it is called by the screens that lead back to it.
pub fn is_menu(route: &Route) -> bool {
    matches!(route, Route::Home {} | Route::AccountHome {})
}

/// Whether `route` may be opened where `screens` are offered. Alerts always may.
pub fn allowed(route: &Route, screens: &BTreeSet<KioskScreen>) -> bool {
    is_menu(route)
        || matches!(route, Route::KioskAlerts {} | Route::KioskAlert { .. })
        || screen(route).is_some_and(|screen| screens.contains(&screen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_what_the_machine_offers_opens_and_alerts_always_do() {
        let id = Uuid::nil();
        let none = BTreeSet::new();
        let all: BTreeSet<_> = KioskScreen::ALL.into_iter().collect();
        let news: BTreeSet<_> = [KioskScreen::News].into_iter().collect();
        for route in [Route::Home {}, Route::AccountHome {}, Route::KioskAlerts {}, Route::KioskAlert { id }] {
            assert!(allowed(&route, &none), "{route}");
        }
        assert!(allowed(&Route::KioskArticle { id }, &news));
        assert!(!allowed(&Route::KioskBoard {}, &news));
        assert!(!allowed(&Route::SignIn {}, &news));
        assert!(allowed(&Route::SchoolHome {}, &all));
        for route in [
            Route::SettingsHome {},
            Route::MyData {},
            Route::DeleteAccount {},
            Route::Devices {},
            Route::ServerSettings {},
            Route::StorageSettings {},
            Route::HandbookHome {},
            Route::OfficerHome {},
            Route::CalendarFeed { child: id },
            Route::HouseholdFeed { household: id },
            Route::HomeArticle { id },
            Route::NotFound { path: vec!["x".to_owned()] },
        ] {
            assert!(!allowed(&route, &all), "{route}");
        }
    }
}
