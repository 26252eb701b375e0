//! The handbook, walked: a child, a measurement on the curve, vaccines and why that day, the family and its paper.
//! Without an account; then every screen of it in the look that was chosen.

mod vaccine;

use super::Walk;
use anyhow::Result;

const NAME: &str = "陽葵";
/// Long, as names are.
const SECOND: &str = "長谷川 桜之介";

impl Walk {
    fn day_ago(&mut self, days: u32) -> Result<String> {
        let day = self.page().eval(&format!("new Date(Date.now() - {days} * 864e5).toISOString().slice(0, 10)"))?;
        Ok(day.as_str().unwrap_or_default().to_owned())
    }

    fn home(&mut self) -> Result<()> {
        self.press("link", "app-tab-handbook")?;
        self.see("heading", "handbook-title")
    }

    fn child(&mut self, name: &str) -> Result<()> {
        self.home()?;
        self.page().press("link", &format!("{name} "))?;
        self.page().see("heading", name)
    }

    /// Through one of a page's doors. On a desk they stand beside, by their names alone.
    pub(super) fn door(&mut self, key: &str, picture: &str) -> Result<()> {
        let beside = self.page().eval("Boolean(document.querySelector('nav.sections')?.getClientRects().length)")?;
        let key = if beside == true { key.trim_end_matches("-detail") } else { key };
        let before = self.page().eval("document.querySelector('main h1')?.innerText ?? ''")?;
        self.press("link", key)?;
        self.page().wait_for(
            &format!("the screen behind {key}"),
            &format!("document.querySelector('main h1') && document.querySelector('main h1').innerText !== {before}"),
        )?;
        self.look(picture)
    }

    pub(super) fn handbook(&mut self) -> Result<()> {
        self.step("the handbook begins with a child, and nothing else is asked", |walk| {
            walk.home()?;
            walk.look("phone-handbook-empty")?;
            walk.press("link", "handbook-child-new")?;
            walk.look("phone-handbook-child-new")?;
            walk.press("button", "handbook-child-add")?;
            walk.page().wait_for("what is missing, beside its field", "document.querySelector('.field .error')")?;
            walk.look("phone-handbook-child-slips")?;
            let born = walk.day_ago(165)?;
            walk.write("handbook-field-name", NAME)?;
            walk.write("handbook-field-birth", &born)?;
            walk.press("radio", "handbook-sex-female")?;
            walk.write("handbook-unit-weeks", "39")?;
            walk.write("handbook-unit-days", "2")?;
            walk.look("phone-handbook-child-filled")?;
            walk.press("button", "handbook-child-add")?;
            walk.page().see("heading", NAME)?;
            walk.look("phone-handbook-child")
        })?;
        self.step("a measurement stands on the curve", |walk| {
            walk.press("link", "handbook-write-growth")?;
            walk.see("button", "growth-save")?;
            for (key, value) in [("growth-weight", "6.85"), ("growth-height", "64.2"), ("growth-head", "42.0")] {
                walk.write(key, value)?;
            }
            walk.look("phone-handbook-measure")?;
            walk.press("button", "growth-save")?;
            walk.read("growth-saved")?;
            walk.child(NAME)?;
            walk.press("link", "handbook-door-growth-detail")?;
            walk.page().wait_for("the curve", "document.querySelector('main svg path, main svg polyline')")?;
            walk.look("phone-handbook-growth")?;
            // What a printer would get is the web view's business; that it is asked is ours.
            walk.page().eval("window.print = () => { window.__asked_to_print = true }; true")?;
            walk.press("button", "growth-print")?;
            walk.page().wait_for("the printer to be asked", "window.__asked_to_print")
        })?;
        self.step("measured twice on one day: both are shown, and a third decides", Self::two_that_differ)?;
        self.step("vaccines: what is possible now, and why that day", |walk| {
            walk.child(NAME)?;
            walk.press("link", "handbook-door-vaccines-detail")?;
            walk.see("heading", "vaccine-title")?;
            walk.look("phone-handbook-vaccines")?;
            walk.press("link", "vaccine-why-short")?;
            walk.page().wait_for("the reason", "document.querySelector('main h1')?.innerText.length > 1")?;
            walk.look("phone-handbook-why")
        })?;
        self.day_at_the_clinic()?;
        self.step("a page of the diary, a first time, a plan, a checkup", |walk| {
            walk.child(NAME)?;
            walk.press("link", "handbook-write-diary")?;
            walk.write(
                "handbook-field-text",
                "はじめて離乳食を食べた。おかゆをひとさじ、口をとがらせて味わっていた。\n午後は公園まで散歩。",
            )?;
            walk.look("phone-handbook-diary-new")?;
            walk.press("button", "handbook-save")?;
            walk.page().see("heading", NAME)?;
            walk.press("link", "handbook-write-milestone")?;
            walk.press("radio", "handbook-milestone-head-up")?;
            walk.look("phone-handbook-milestone-new")?;
            walk.press("button", "handbook-save")?;
            walk.page().see("heading", NAME)?;
            walk.press("link", "handbook-door-appointments-detail")?;
            walk.press("link", "handbook-write-appointment")?;
            walk.press("button", "date-tomorrow")?;
            walk.write("handbook-field-hour", "10:30")?;
            walk.write("handbook-field-place", "みほん小児科・アレルギー科クリニック")?;
            walk.press("radio", "checkup-name-4m")?;
            walk.look("phone-handbook-appointment-new")?;
            walk.press("button", "handbook-save")?;
            walk.see("heading", "handbook-door-appointments")?;
            walk.look("phone-handbook-appointments")?;
            walk.child(NAME)?;
            walk.press("link", "handbook-door-checkups-detail")?;
            walk.see("heading", "handbook-door-checkups")?;
            walk.press("link", "checkup-name-4m")?;
            walk.see("button", "handbook-save")?;
            walk.look("phone-handbook-checkup-new")
        })?;
        self.step("another child is on its way", |walk| {
            walk.home()?;
            walk.press("link", "handbook-child-new")?;
            walk.press("radio", "handbook-stage-expected")?;
            walk.write("handbook-field-name", SECOND)?;
            let due = walk.page().eval("new Date(Date.now() + 80 * 864e5).toISOString().slice(0, 10)")?;
            walk.write("handbook-field-due", due.as_str().unwrap_or_default())?;
            walk.press("button", "handbook-child-add")?;
            walk.page().see("heading", SECOND)?;
            walk.look("phone-handbook-expecting")
        })?;
        self.step("an entry is withdrawn and put back", |walk| {
            walk.child(NAME)?;
            walk.press("link", "handbook-door-timeline-detail")?;
            walk.see("heading", "handbook-door-timeline")?;
            walk.look("phone-handbook-timeline")?;
            walk.page().press("link", "はじめて離乳食を食べた")?;
            walk.see("button", "handbook-withdraw")?;
            walk.look("phone-handbook-entry")?;
            walk.press("button", "handbook-withdraw")?;
            walk.see("dialog", "handbook-withdraw-ask")?;
            walk.look("phone-handbook-withdraw")?;
            walk.page().eval("document.querySelector('dialog .button.danger').click()")?;
            walk.read("handbook-withdrawn")?;
            walk.look("phone-handbook-withdrawn")?;
            walk.press("button", "handbook-restore")?;
            walk.read("handbook-restored-done")
        })?;
        self.step("the family, an invitation, and the paper for a lost phone", |walk| {
            walk.home()?;
            walk.press("link", "handbook-family-detail")?;
            walk.see("heading", "family-title")?;
            walk.write("family-name", "ママ")?;
            walk.press("button", "family-name-save")?;
            walk.read("family-name-saved")?;
            walk.look("phone-handbook-family")?;
            walk.press("button", "family-server-leave")?;
            walk.see("dialog", "family-server-leave-ask")?;
            walk.look("phone-handbook-server")?;
            walk.press("button", "family-cancel")?;
            walk.press("link", "family-invite")?;
            walk.page().wait_for("a code to scan", "document.querySelector('.code-big svg')")?;
            walk.look("phone-handbook-invite")?;
            walk.press("button", "family-invite-done")?;
            walk.press("link", "family-recovery-short")?;
            walk.press("button", "family-recovery-make")?;
            walk.page().wait_for("the code", "document.querySelector('.recovery-code')")?;
            walk.look("phone-handbook-recovery-code")?;
            walk.press("button", "family-recovery-print")?;
            walk.read("family-recovery-printed")?;
            walk.press("button", "family-recovery-written")?;
            walk.see("heading", "family-recovery-check")?;
            walk.look("phone-handbook-recovery")
        })?;
        self.step("it leaves as a booklet", |walk| {
            walk.home()?;
            walk.press("link", "handbook-door-leave")?;
            walk.press("button", "handbook-leave-booklet")?;
            walk.read("handbook-leave-saved")?;
            walk.look("phone-handbook-leave")
        })
    }

    fn two_that_differ(&mut self) -> Result<()> {
        self.child(NAME)?;
        self.press("link", "handbook-write-growth")?;
        self.write("growth-weight", "6.95")?;
        self.press("button", "growth-save")?;
        self.read("growth-saved")?;
        self.home()?;
        self.press("link", "handbook-ask-conflict")?;
        self.see("heading", "handbook-decide")?;
        self.page().read("6.95 kg")?;
        self.page().read("6.85 kg")?;
        self.look("phone-handbook-decide")?;
        self.press("link", "handbook-choose-edit")?;
        self.read("handbook-others")?;
        self.write("growth-weight", "6.9")?;
        self.look("phone-handbook-decide-third")?;
        self.press("button", "growth-save")?;
        self.see("heading", "handbook-decided")?;
        self.look("phone-handbook-decided")
    }

    /// Every screen of the handbook, in the look that was chosen; the pictures' names begin with `look`.
    pub(super) fn handbook_screens(&mut self, look: &str) -> Result<()> {
        self.home()?;
        self.look(&format!("{look}-handbook"))?;
        self.child(NAME)?;
        self.look(&format!("{look}-handbook-child"))?;
        for (key, name) in [
            ("handbook-door-growth-detail", "growth"),
            ("handbook-door-vaccines-detail", "vaccines"),
            ("handbook-door-forms-detail", "forms"),
            ("handbook-door-checkups-detail", "checkups"),
            ("handbook-door-milestones-detail", "milestones"),
            ("handbook-door-diary-detail", "diary"),
            ("handbook-door-appointments-detail", "appointments"),
            ("handbook-door-timeline-detail", "timeline"),
            ("handbook-door-clinic-detail", "clinic"),
            ("handbook-door-share-detail", "share"),
        ] {
            self.child(NAME)?;
            self.door(key, &format!("{look}-handbook-{name}"))?;
        }
        for (key, name) in [
            ("handbook-write-growth", "measure"),
            ("handbook-write-dose", "dose"),
            ("handbook-write-diary", "diary-new"),
            ("handbook-write-milestone", "milestone-new"),
        ] {
            self.child(NAME)?;
            self.door(key, &format!("{look}-handbook-{name}"))?;
        }
        self.child(NAME)?;
        let growth = format!("{look}-handbook-growth");
        self.door("handbook-door-growth-detail", &growth)?;
        self.press("button", "growth-side-height-weight")?;
        self.look(&format!("{look}-handbook-weight-by-height"))?;
        self.door("growth-to-table", &format!("{look}-handbook-growth-table"))?;
        self.child(NAME)?;
        self.door("handbook-door-growth-detail", &growth)?;
        self.door("growth-reference-to", &format!("{look}-handbook-growth-reference"))?;
        self.child(SECOND)?;
        self.look(&format!("{look}-handbook-expecting"))?;
        for (key, name) in [
            ("handbook-child-new", "child-new"),
            ("handbook-family-vaccines-detail", "family-vaccines"),
            ("handbook-family-detail", "family"),
            ("handbook-door-leave", "leave"),
        ] {
            self.home()?;
            self.door(key, &format!("{look}-handbook-{name}"))?;
        }
        for (key, name) in [
            ("family-invite", "invite"),
            ("family-recovery-short", "recovery"),
            ("family-join-short", "join"),
            ("family-recover-short", "recover"),
        ] {
            self.home()?;
            self.press("link", "handbook-family-detail")?;
            self.see("heading", "family-title")?;
            self.door(key, &format!("{look}-handbook-{name}"))?;
        }
        self.press("link", "app-tab-home")
    }
}
