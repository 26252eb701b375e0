//! Where one can be. A list keeps its place while an article of it is open, on the phone behind it and on the
//! desk beside it: so each list has its own address for its articles.

use crate::{
    account::{
        AccountHome, ChangeEmail, ChangePassword, DeleteAccount, Devices, MyData, RecoverPassword, Register, SignIn,
    },
    alert::{AlertScreen, Alerts},
    association::{
        AssociationCalendar, AssociationFrame, AssociationHome, CircularScreen, CircularSplit, Circulars, DutyScreen,
        HouseholdFeed, HouseholdScreen, JoinAssociation, MeetingScreen, Officers, SafetyScreen,
        officer::{
            AskSeat, DutyTools, NewDuty, NoticeBoard, OfficerCirculars, OfficerHome, PaperWalk, PlanDuties,
            ReachScreen, SafetyList, SafetyTools, SafetyWalk, SeatScreen, SlipEntry, StartSafety, StreetScreen,
            TakeSeat, WriteCircular,
        },
    },
    handbook::{
        Appointments, Born, Checkups, ChildHome, ClinicScreen, Decide, DiaryPages, EditAppointment, EditCheckup,
        EditChild, EditDiary, EditDose, EditMeasurement, EditMilestone, EntryScreen, FamilyHome, FamilyVaccines,
        FormScreen, Forms, GrowthReference, GrowthScreen, GrowthTable, HandbookFrame, HandbookHome, Invite, JoinFamily,
        Leave, Milestones, NewAppointment, NewCheckup, NewChild, NewDiary, NewForm, NewMeasurement, NewMilestone,
        PastDoses, Reactions, RecordDoses, RecoverFamily, RecoveryScreen, Reminders, ShareChild, Timeline, VaccineWhy,
        Vaccines, VisitPlanScreen,
    },
    handover::MachineWaits,
    kiosk::{KioskAlert, KioskAlerts, KioskArticle, KioskBoard, KioskCircular, KioskNews, KioskOffices, KioskPrint},
    news::{Home, HomeArticle, HomeSplit, Saved, SavedArticle, SavedSplit, Search, SearchArticle, SearchSplit},
    school::{
        AbsenceScreen, Absences, CalendarFeed, EditAbsence, JoinChild, LookedScreen, MyAnswers, NewAbsence,
        NewAbsenceOf, NoticeScreen, NoticeSplit, Notices, PupilScreen, SchoolCalendar, SchoolFrame, SchoolHome,
    },
    settings::{
        CitySettings, ComputerSettings, InterestSettings, LanguageSettings, Licences, LookSettings,
        NotificationSettings, ServerSettings, SettingsHome, StorageSettings, SyncSettings,
    },
    shell::{NotFound, Shell},
};
use dioxus::prelude::*;
use uuid::Uuid;

/// Every screen, named as the component that draws it.
#[expect(missing_docs, reason = "each says what it is at the component of its name")]
#[derive(Routable, Clone, Debug, PartialEq)]
#[rustfmt::skip]
pub enum Route {
    #[layout(Shell)]
        #[layout(HomeSplit)]
            #[route("/")]
            Home {},
            #[route("/news/:id")]
            HomeArticle { id: Uuid },
        #[end_layout]
        #[layout(SearchSplit)]
            #[route("/search")]
            Search {},
            #[route("/search/:id")]
            SearchArticle { id: Uuid },
        #[end_layout]
        #[layout(SavedSplit)]
            #[route("/saved")]
            Saved {},
            #[route("/saved/:id")]
            SavedArticle { id: Uuid },
        #[end_layout]
        #[route("/alerts")]
        Alerts {},
        #[route("/alerts/:id")]
        AlertScreen { id: Uuid },
        #[layout(HandbookFrame)]
            #[route("/handbook")]
            HandbookHome {},
            #[route("/handbook/new")]
            NewChild {},
            #[route("/handbook/leave")]
            Leave {},
            #[route("/handbook/family")]
            FamilyHome {},
            #[route("/handbook/family/invite")]
            Invite {},
            #[route("/handbook/family/join")]
            JoinFamily {},
            #[route("/handbook/family/recovery")]
            RecoveryScreen {},
            #[route("/handbook/family/recover")]
            RecoverFamily {},
            #[route("/handbook/entry/:entry")]
            EntryScreen { entry: Uuid },
            #[route("/handbook/entry/:entry/decide")]
            Decide { entry: Uuid },
            #[route("/handbook/entry/:entry/checkup")]
            EditCheckup { entry: Uuid },
            #[route("/handbook/entry/:entry/milestone")]
            EditMilestone { entry: Uuid },
            #[route("/handbook/entry/:entry/diary")]
            EditDiary { entry: Uuid },
            #[route("/handbook/entry/:entry/appointment")]
            EditAppointment { entry: Uuid },
            #[route("/handbook/vaccines")]
            FamilyVaccines {},
            #[route("/handbook/:child")]
            ChildHome { child: Uuid },
            #[route("/handbook/:child/edit")]
            EditChild { child: Uuid },
            #[route("/handbook/:child/born")]
            Born { child: Uuid },
            #[route("/handbook/:child/share")]
            ShareChild { child: Uuid },
            #[route("/handbook/:child/timeline")]
            Timeline { child: Uuid },
            #[route("/handbook/:child/checkups")]
            Checkups { child: Uuid },
            #[route("/handbook/:child/checkups/:which")]
            NewCheckup { child: Uuid, which: String },
            #[route("/handbook/:child/milestones")]
            Milestones { child: Uuid },
            #[route("/handbook/:child/milestones/new")]
            NewMilestone { child: Uuid },
            #[route("/handbook/:child/diary")]
            DiaryPages { child: Uuid },
            #[route("/handbook/:child/diary/new")]
            NewDiary { child: Uuid },
            #[route("/handbook/:child/appointments")]
            Appointments { child: Uuid },
            #[route("/handbook/:child/appointments/new")]
            NewAppointment { child: Uuid },
            #[route("/handbook/:child/growth")]
            GrowthScreen { child: Uuid },
            #[route("/handbook/:child/growth/new")]
            NewMeasurement { child: Uuid },
            #[route("/handbook/:child/growth/table")]
            GrowthTable { child: Uuid },
            #[route("/handbook/:child/growth/reference")]
            GrowthReference { child: Uuid },
            #[route("/handbook/:child/growth/:entry")]
            EditMeasurement { child: Uuid, entry: Uuid },
            #[route("/handbook/:child/vaccines")]
            Vaccines { child: Uuid },
            #[route("/handbook/:child/vaccines/why/:series")]
            VaccineWhy { child: Uuid, series: String },
            #[route("/handbook/:child/vaccines/visit")]
            VisitPlanScreen { child: Uuid },
            #[route("/handbook/:child/vaccines/record")]
            RecordDoses { child: Uuid },
            #[route("/handbook/:child/vaccines/past")]
            PastDoses { child: Uuid },
            #[route("/handbook/:child/vaccines/reactions")]
            Reactions { child: Uuid },
            #[route("/handbook/:child/vaccines/reminders")]
            Reminders { child: Uuid },
            #[route("/handbook/:child/vaccines/:entry")]
            EditDose { child: Uuid, entry: Uuid },
            #[route("/handbook/:child/forms")]
            Forms { child: Uuid },
            #[route("/handbook/:child/forms/new")]
            NewForm { child: Uuid },
            #[route("/handbook/:child/forms/:entry")]
            FormScreen { child: Uuid, entry: Uuid },
            #[route("/handbook/:child/clinic")]
            ClinicScreen { child: Uuid },
        #[end_layout]
        #[layout(SchoolFrame)]
            #[route("/school")]
            SchoolHome {},
            #[route("/school/join")]
            JoinChild {},
            #[route("/school/tell")]
            NewAbsence {},
            #[route("/school/tell/:child")]
            NewAbsenceOf { child: Uuid },
            #[route("/school/absences")]
            Absences {},
            #[route("/school/absences/:id")]
            AbsenceScreen { id: Uuid },
            #[route("/school/absences/:id/edit")]
            EditAbsence { id: Uuid },
            #[layout(NoticeSplit)]
                #[route("/school/notices")]
                Notices {},
                #[route("/school/notices/:id")]
                NoticeScreen { id: Uuid },
            #[end_layout]
            #[route("/school/calendar")]
            SchoolCalendar {},
            #[route("/school/answers")]
            MyAnswers {},
            #[route("/school/children/:child")]
            PupilScreen { child: Uuid },
            #[route("/school/children/:child/looked")]
            LookedScreen { child: Uuid },
            #[route("/school/children/:child/calendar")]
            CalendarFeed { child: Uuid },
        #[end_layout]
        #[layout(AssociationFrame)]
            #[route("/association")]
            AssociationHome {},
            #[route("/association/join")]
            JoinAssociation {},
            #[layout(CircularSplit)]
                #[route("/association/circulars")]
                Circulars {},
                #[route("/association/circulars/:id")]
                CircularScreen { id: Uuid },
            #[end_layout]
            #[route("/association/calendar")]
            AssociationCalendar {},
            #[route("/association/duties/:id")]
            DutyScreen { id: Uuid },
            #[route("/association/meetings/:id")]
            MeetingScreen { id: Uuid },
            #[route("/association/safety/:id")]
            SafetyScreen { id: Uuid },
            #[route("/association/officers")]
            Officers {},
            #[route("/association/households/:household")]
            HouseholdScreen { household: Uuid },
            #[route("/association/households/:household/calendar")]
            HouseholdFeed { household: Uuid },
            #[route("/association/officer")]
            OfficerHome {},
            #[route("/association/officer/write")]
            WriteCircular {},
            #[route("/association/officer/circulars")]
            OfficerCirculars {},
            #[route("/association/officer/circulars/:id")]
            ReachScreen { id: Uuid },
            #[route("/association/officer/circulars/:id/paper/:block")]
            PaperWalk { id: Uuid, block: Uuid },
            #[route("/association/officer/circulars/:id/slips")]
            SlipEntry { id: Uuid },
            #[route("/association/officer/street")]
            StreetScreen {},
            #[route("/association/officer/duties")]
            DutyTools {},
            #[route("/association/officer/duties/new")]
            NewDuty {},
            #[route("/association/officer/duties/plan")]
            PlanDuties {},
            #[route("/association/officer/safety")]
            SafetyTools {},
            #[route("/association/officer/safety/start")]
            StartSafety {},
            #[route("/association/officer/safety/:check")]
            SafetyWalk { check: Uuid },
            #[route("/association/officer/safety/:check/list")]
            SafetyList { check: Uuid },
            #[route("/association/officer/seat")]
            TakeSeat {},
            #[route("/association/officer/ask")]
            AskSeat {},
            #[route("/association/officer/seats/:seat")]
            SeatScreen { seat: Uuid },
        #[end_layout]
        #[route("/kiosk/news")]
        KioskNews {},
        #[route("/kiosk/news/:id")]
        KioskArticle { id: Uuid },
        #[route("/kiosk/alerts")]
        KioskAlerts {},
        #[route("/kiosk/alerts/:id")]
        KioskAlert { id: Uuid },
        #[route("/kiosk/board")]
        KioskBoard {},
        #[route("/kiosk/board/:id")]
        KioskCircular { id: Uuid },
        #[route("/kiosk/offices")]
        KioskOffices {},
        #[route("/kiosk/print")]
        KioskPrint {},
        #[route("/board")]
        NoticeBoard {},
        #[route("/print")]
        MachineWaits {},
        #[route("/settings")]
        SettingsHome {},
        #[route("/settings/city")]
        CitySettings {},
        #[route("/settings/interests")]
        InterestSettings {},
        #[route("/settings/language")]
        LanguageSettings {},
        #[route("/settings/look")]
        LookSettings {},
        #[route("/settings/notifications")]
        NotificationSettings {},
        #[route("/settings/computer")]
        ComputerSettings {},
        #[route("/settings/sync")]
        SyncSettings {},
        #[route("/settings/storage")]
        StorageSettings {},
        #[route("/settings/server")]
        ServerSettings {},
        #[route("/settings/licences")]
        Licences {},
        #[route("/account")]
        AccountHome {},
        #[route("/account/register")]
        Register {},
        #[route("/account/sign-in")]
        SignIn {},
        #[route("/account/recover")]
        RecoverPassword {},
        #[route("/account/devices")]
        Devices {},
        #[route("/account/password")]
        ChangePassword {},
        #[route("/account/email")]
        ChangeEmail {},
        #[route("/account/data")]
        MyData {},
        #[route("/account/delete")]
        DeleteAccount {},
        #[route("/:..path")]
        NotFound { path: Vec<String> },
}

impl Route {
    /// The tab that this screen lies under.
    pub fn tab(&self) -> Option<TabName> {
        match self {
            Self::Home {}
            | Self::HomeArticle { .. }
            | Self::Search {}
            | Self::SearchArticle { .. }
            | Self::Saved {}
            | Self::SavedArticle { .. } => Some(TabName::Home),
            Self::Alerts {} | Self::AlertScreen { .. } | Self::NotFound { .. } => None,
            _ if self.is_below("/handbook") => Some(TabName::Handbook),
            _ if self.is_below("/school") => Some(TabName::School),
            _ if self.is_below("/association") => Some(TabName::Association),
            _ => Some(TabName::Settings),
        }
    }

    /// A screen of a machine in a hall, which has no place on one's own device.
    pub fn is_of_kiosk(&self) -> bool {
        self.is_below("/kiosk")
    }

    fn is_below(&self, root: &str) -> bool {
        self.to_string().strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Something to read, which Esc leaves. Never a form: what was typed would be lost.
    pub fn is_read(&self) -> bool {
        matches!(
            self,
            Self::HomeArticle { .. }
                | Self::SearchArticle { .. }
                | Self::SavedArticle { .. }
                | Self::AlertScreen { .. }
                | Self::AbsenceScreen { .. }
        )
    }

    /// Where "back" leads when there is no history: a link or a notification opened the app here.
    pub fn parent(&self) -> Self {
        match self {
            Self::SearchArticle { .. } => Self::Search {},
            Self::SavedArticle { .. } => Self::Saved {},
            Self::AlertScreen { .. } => Self::Alerts {},
            Self::SettingsHome {}
            | Self::Home {}
            | Self::HomeArticle { .. }
            | Self::Search {}
            | Self::Saved {}
            | Self::Alerts {}
            | Self::NotFound { .. } => Self::Home {},
            Self::AccountHome {} => Self::SettingsHome {},
            Self::Register {}
            | Self::SignIn {}
            | Self::RecoverPassword {}
            | Self::Devices {}
            | Self::ChangePassword {}
            | Self::ChangeEmail {}
            | Self::MyData {}
            | Self::DeleteAccount {} => Self::AccountHome {},
            Self::NewMeasurement { child }
            | Self::GrowthTable { child }
            | Self::GrowthReference { child }
            | Self::EditMeasurement { child, .. } => Self::GrowthScreen { child: *child },
            Self::VaccineWhy { child, .. }
            | Self::VisitPlanScreen { child }
            | Self::RecordDoses { child }
            | Self::PastDoses { child }
            | Self::Reactions { child }
            | Self::Reminders { child }
            | Self::EditDose { child, .. } => Self::Vaccines { child: *child },
            Self::NewForm { child } | Self::FormScreen { child, .. } => Self::Forms { child: *child },
            Self::NewCheckup { child, .. } => Self::Checkups { child: *child },
            Self::NewMilestone { child } => Self::Milestones { child: *child },
            Self::NewDiary { child } => Self::DiaryPages { child: *child },
            Self::NewAppointment { child } => Self::Appointments { child: *child },
            Self::EditChild { child }
            | Self::Born { child }
            | Self::ShareChild { child }
            | Self::Timeline { child }
            | Self::Checkups { child }
            | Self::Milestones { child }
            | Self::DiaryPages { child }
            | Self::Appointments { child }
            | Self::GrowthScreen { child }
            | Self::Vaccines { child }
            | Self::Forms { child }
            | Self::ClinicScreen { child } => Self::ChildHome { child: *child },
            Self::Invite {} | Self::JoinFamily {} | Self::RecoveryScreen {} | Self::RecoverFamily {} => {
                Self::FamilyHome {}
            }
            Self::EditAbsence { id } => Self::AbsenceScreen { id: *id },
            Self::AbsenceScreen { .. } => Self::Absences {},
            Self::NoticeScreen { .. } => Self::Notices {},
            Self::LookedScreen { child } | Self::CalendarFeed { child } => Self::PupilScreen { child: *child },
            Self::CircularScreen { .. } => Self::Circulars {},
            Self::DutyScreen { .. } => Self::AssociationCalendar {},
            Self::HouseholdFeed { household } => Self::HouseholdScreen { household: *household },
            Self::PaperWalk { id, .. } | Self::SlipEntry { id } => Self::ReachScreen { id: *id },
            Self::ReachScreen { .. } => Self::OfficerCirculars {},
            Self::NewDuty {} | Self::PlanDuties {} => Self::DutyTools {},
            Self::StartSafety {} | Self::SafetyWalk { .. } | Self::SafetyList { .. } => Self::SafetyTools {},
            Self::OfficerHome {} => Self::AssociationHome {},
            _ if self.is_below("/association/officer") => Self::OfficerHome {},
            Self::NoticeBoard {} | Self::MachineWaits {} => Self::Home {},
            Self::KioskArticle { .. } => Self::KioskNews {},
            Self::KioskAlert { .. } => Self::KioskAlerts {},
            Self::KioskCircular { .. } => Self::KioskBoard {},
            _ if self.is_of_kiosk() => Self::Home {},
            Self::SchoolHome {} | Self::AssociationHome {} => Self::Home {},
            _ if self.is_below("/handbook") => Self::HandbookHome {},
            _ if self.is_below("/school") => Self::SchoolHome {},
            _ if self.is_below("/association") => Self::AssociationHome {},
            _ => Self::SettingsHome {},
        }
    }
}

/// The places of the tab bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabName {
    /// News, search in it, what was kept of it.
    Home,
    /// Absences, notices, the day at school.
    School,
    /// The parent–child handbook.
    Handbook,
    /// Circulars, duties, the household in its town association.
    Association,
    /// Settings and account.
    Settings,
}

/// The way back, to be taken later: a wish may end after its screen is gone.
#[derive(Clone, Copy)]
pub struct Back(dioxus::router::RouterContext);

/// The way back from here.
pub fn use_back() -> Back {
    Back(router())
}

impl Back {
    /// Back to where one came from, or up where one came from nowhere.
    pub fn go(self) {
        let Self(router) = self;
        if router.can_go_back() {
            router.go_back();
        } else {
            router.push(router.current::<Route>().parent());
        }
    }
}

/// Goes back now, from an event of a screen.
pub fn go_back() {
    Back(router()).go();
}
