//! A day at the clinic, walked: the form filled in at home, the device handed over and taken back, the doses written
//! down, the next visit planned; and the paper book copied.

use super::{NAME, Walk};
use anyhow::{Result, bail};

/// As the list calls them, in Japanese.
const PNEUMOCOCCUS: &str = "小児用肺炎球菌";
const HEPATITIS_B: &str = "B型肝炎";
const LOT: &str = "AB1234";
const PIN: &str = "2468";

impl Walk {
    /// A day from today in Japan, as a field takes it.
    fn day_from_today(&mut self, days: i32) -> Result<String> {
        let day = format!("new Date(Date.now() + 9 * 36e5 + {days} * 864e5).toISOString().slice(0, 10)");
        Ok(self.page().eval(&day)?.as_str().unwrap_or_default().to_owned())
    }

    /// Back to where the screen begins.
    fn top(&mut self) -> Result<()> {
        self.page().eval("document.querySelectorAll('main .pane').forEach((pane) => pane.scrollTo(0, 0))").map(drop)
    }

    fn vaccines(&mut self) -> Result<()> {
        self.child(NAME)?;
        self.press("link", "handbook-door-vaccines-detail")?;
        self.see("heading", "vaccine-title")
    }

    pub(super) fn day_at_the_clinic(&mut self) -> Result<()> {
        self.step("a form before the vaccines: every question answered", Self::fill_in)?;
        self.step("the day's temperature, and consent as an act", Self::consent)?;
        self.step("the form as paper and as a code", Self::hand_in)?;
        self.step("the clinic has the device: one child, and no way on without the PIN", Self::hand_over)?;
        self.step("two doses of the visit are recorded", Self::record)?;
        self.step("the paper book is copied by its days", Self::copy_the_book)?;
        self.step("the next visit: what goes together, and when", Self::plan)
    }

    fn fill_in(&mut self) -> Result<()> {
        self.vaccines()?;
        self.press("link", "form-title")?;
        self.press("link", "form-write")?;
        self.see("button", "form-keep")?;
        let today = self.day_from_today(0)?;
        self.write("vaccine-visit-day", &today)?;
        self.look("phone-handbook-form")?;
        // いいえ stands first at each question. Answering one may open another.
        for _ in 0..3 {
            self.page().eval(
                "document.querySelectorAll('main .ask').forEach((ask) => \
                 ask.querySelector('input:checked') ?? ask.querySelector('input[type=radio]').click())",
            )?;
            self.page().wait_for(
                "every question answered",
                "[...document.querySelectorAll('main .ask')].every((ask) => ask.querySelector('input:checked'))",
            )?;
        }
        let left = self.words.get("form-state-left")?;
        self.page().wait_for("nothing left to answer", &format!("!document.body.innerText.includes({left:?})"))?;
        self.look("phone-handbook-form-filled")?;
        self.press("button", "form-keep")?;
        self.read("form-kept")?;
        self.see("heading", "form-answers")?;
        self.look("phone-handbook-form-kept")
    }

    fn consent(&mut self) -> Result<()> {
        self.write("form-temperature", "36.8")?;
        self.press("button", "form-temperature-keep")?;
        self.page().read("36.8 ℃")?;
        self.press("button", "form-consent-open")?;
        self.see("dialog", "form-consent-title")?;
        let ticked = self.page().eval("document.querySelectorAll('dialog input:checked').length")?;
        if ticked != 0 {
            bail!("{ticked} parts of the consent were chosen beforehand");
        }
        self.press("checkbox", "form-consent-explained")?;
        self.press("radio", "form-consent-wishes")?;
        self.press("radio", "form-relation-mother")?;
        self.write("form-consent-name", "長谷川 花")?;
        self.look("phone-handbook-form-consent")?;
        self.press("button", "form-consent-sign")?;
        self.read("form-consent-kept")?;
        self.page().read("長谷川 花")?;
        self.look("phone-handbook-form-signed")
    }

    fn hand_in(&mut self) -> Result<()> {
        self.press("button", "form-pdf")?;
        self.read("form-pdf-at")?;
        self.look("phone-handbook-form-pdf")?;
        self.press("button", "form-qr")?;
        self.page().wait_for("the code", "document.querySelector('dialog .code-big svg')")?;
        self.read("form-qr-digits")?;
        self.look("phone-handbook-form-qr")?;
        self.press("button", "app-close")
    }

    fn hand_over(&mut self) -> Result<()> {
        self.child(NAME)?;
        self.press("link", "handbook-door-clinic-detail")?;
        self.see("heading", "vaccine-clinic")?;
        self.press("button", "vaccine-clinic-pin-make")?;
        self.write("vaccine-clinic-pin", PIN)?;
        self.write("vaccine-clinic-pin-again", PIN)?;
        self.look("phone-handbook-clinic-pin")?;
        self.press("button", "vaccine-clinic-pin-keep")?;
        self.read("vaccine-clinic-pin-set")?;
        self.press("button", "vaccine-clinic-hand")?;
        self.see("heading", "vaccine-clinic-title")?;
        self.page()
            .wait_for("nothing that leads anywhere", "document.querySelectorAll('a[href], nav').length === 0")?;
        self.look("phone-handbook-clinic-locked")?;
        self.press("button", "vaccine-clinic-back")?;
        self.write("vaccine-clinic-pin", "1111")?;
        self.press("button", "vaccine-clinic-open")?;
        self.read("vaccine-clinic-pin-wrong")?;
        self.look("phone-handbook-clinic-wrong")?;
        self.write("vaccine-clinic-pin", PIN)?;
        self.press("button", "vaccine-clinic-open")?;
        self.see("link", "app-tab-handbook")
    }

    fn record(&mut self) -> Result<()> {
        self.child(NAME)?;
        self.press("link", "handbook-write-dose")?;
        self.see("heading", "vaccine-record")?;
        self.page().press("button", PNEUMOCOCCUS)?;
        self.write("vaccine-lot", LOT)?;
        self.page().press("button", HEPATITIS_B)?;
        self.write("vaccine-clinic-name", "みほん小児科")?;
        self.top()?;
        self.look("phone-handbook-dose")?;
        self.press("button", "vaccine-keep")?;
        self.read("vaccine-recorded-today")?;
        self.vaccines()?;
        self.page().press("link", PNEUMOCOCCUS)?;
        self.see("heading", "vaccine-given")?;
        self.look("phone-handbook-dose-given")?;
        self.press("link", "vaccine-counts-as")?;
        // As it was written, lot and all.
        self.page().wait_for(
            "the lot",
            &format!("[...document.querySelectorAll('main input')].some((field) => field.value === {LOT:?})"),
        )
    }

    fn copy_the_book(&mut self) -> Result<()> {
        self.vaccines()?;
        self.press("link", "vaccine-past")?;
        self.see("heading", "vaccine-past")?;
        let day = self.day_from_today(-60)?;
        let field =
            "[...document.querySelectorAll('.book-row[aria-label*=\"種混合\"] input')][0].getAttribute('aria-label')";
        self.page().wait_for("the row of its vaccine", &format!("{field}.length > 1"))?;
        let name = self.page().eval(field)?;
        self.page().write("textbox", name.as_str().unwrap_or_default(), &day)?;
        self.page().wait_for(
            "the day as it was understood",
            "[...document.querySelectorAll('.book .understood')].some((said) => said.innerText !== '')",
        )?;
        self.look("phone-handbook-past")?;
        self.press("button", "vaccine-past-keep")?;
        self.read("vaccine-recorded")?;
        self.vaccines()?;
        self.press("link", "vaccine-past")?;
        let kept = format!(
            "[...document.querySelectorAll('.book a.kept')].some((cell) => cell.innerText.includes({:?}))",
            day.replace('-', "/")
        );
        self.page().wait_for("the day in its cell", &kept)?;
        self.look("phone-handbook-past-kept")
    }

    fn plan(&mut self) -> Result<()> {
        self.vaccines()?;
        self.press("link", "vaccine-visit")?;
        self.see("heading", "vaccine-visit")?;
        let day = self.day_from_today(28)?;
        self.write("vaccine-visit-day", &day)?;
        self.write("vaccine-clinic-name", "みほん小児科")?;
        self.write("vaccine-visit-time", "10:30")?;
        self.top()?;
        self.look("phone-handbook-visit")?;
        self.press("button", "vaccine-visit-keep")?;
        self.read("vaccine-visit-fixed")?;
        self.vaccines()?;
        self.see("heading", "vaccine-visits")?;
        self.page().read("10:30")?;
        self.look("phone-handbook-visit-planned")
    }
}
