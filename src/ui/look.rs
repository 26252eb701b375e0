//! How the person and the city want it to look: text size, theme, contrast, and one hue made into colours.
//!
//! A city says one hue. Contrast is computed, never hoped for: [`accent`] darkens or lightens the hue until it
//! can be read on every ground it is used on (WCAG 2.2 AA, 4.5 : 1), and a test walks all 360 hues in both
//! themes.

use dioxus::prelude::*;
use itsumo_engine::{Contrast, Settings, Theme};
use std::fmt;

/// A colour of the screen, red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// What a theme makes of a hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    /// Links, chosen things, filled buttons.
    pub main: Rgb,
    /// Text on `main`.
    pub on: Rgb,
    /// A tint to lay under text in `main` or in the theme's own text colour.
    pub soft: Rgb,
}

/// The grounds of `assets/tokens.css` on which accents are read.
struct Grounds {
    lightest: Rgb,
    darkest: Rgb,
}
const LIGHT: Grounds = Grounds { lightest: Rgb(255, 255, 255), darkest: Rgb(242, 242, 242) };
const DARK: Grounds = Grounds { lightest: Rgb(38, 38, 38), darkest: Rgb(18, 18, 18) };
const INK: Rgb = Rgb(26, 26, 26);
/// Least contrast of text (WCAG 2.2, 1.4.3).
pub const READABLE: f64 = 4.5;

/// The accent for `hue` in the light theme, then in the dark one. The hue is that of the colour wheel people
/// pick colours from (HSL); lightness is steered in OKLCH, where equal steps look equal.
pub fn accent(hue: u16) -> (Accent, Accent) {
    let hue = oklch_hue(hue);
    let light = {
        let soft = oklch(0.955, 0.03, hue);
        let steps = (0..=60).map(|step| oklch(0.55 - 0.006 * f64::from(step), 0.14, hue));
        let main = first_readable(steps, &[LIGHT.lightest, LIGHT.darkest, soft]);
        Accent { main, on: Rgb(255, 255, 255), soft }
    };
    let dark = {
        let soft = oklch(0.30, 0.05, hue);
        let steps = (0..=60).map(|step| oklch(0.76 + 0.004 * f64::from(step), 0.11, hue));
        let main = first_readable(steps, &[DARK.lightest, DARK.darkest, soft, INK]);
        Accent { main, on: INK, soft }
    };
    (light, dark)
}

/// The first of `steps` that can be read on all `grounds`, or the last of them.
fn first_readable(steps: impl Iterator<Item = Rgb>, grounds: &[Rgb]) -> Rgb {
    let mut last = INK;
    for step in steps {
        last = step;
        if grounds.iter().all(|ground| contrast(step, *ground) >= READABLE) {
            break;
        }
    }
    last
}

/// Contrast of two colours, 1 to 21 (WCAG 2.2).
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |c: Rgb| {
        let linear = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(c.0) + 0.7152 * linear(c.1) + 0.0722 * linear(c.2)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The OKLCH hue of the full colour that the colour wheel has at `hue` degrees.
fn oklch_hue(hue: u16) -> f64 {
    let wheel = |offset: f64| {
        let at = (f64::from(hue % 360) / 60.0 + offset).rem_euclid(6.0);
        (2.0 - (at - 3.0).abs()).clamp(0.0, 1.0)
    };
    // Offsets of red, green and blue around the wheel; as light, not as screen values.
    let [r, g, b] = [3.0, 1.0, 5.0].map(|offset| wheel(offset).powf(2.2));
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
    let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
    b.atan2(a).to_degrees().rem_euclid(360.0)
}

/// OKLCH to the screen; chroma gives way until the colour can be shown. Björn Ottosson's matrices.
fn oklch(lightness: f64, chroma: f64, hue: f64) -> Rgb {
    let (sin, cos) = hue.to_radians().sin_cos();
    let linear = |chroma: f64| {
        let (a, b) = (chroma * cos, chroma * sin);
        let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ]
    };
    let shown = (0..=20)
        .map(|step| linear(chroma * (1.0 - 0.05 * f64::from(step))))
        .find(|rgb| rgb.iter().all(|v| (-0.000_1..=1.000_1).contains(v)));
    let [r, g, b] = shown.unwrap_or_else(|| linear(0.0)).map(|v| {
        let v = v.clamp(0.0, 1.0);
        let v = if v <= 0.003_130_8 { 12.92 * v } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
        // In 0 to 255 after the clamp above.
        (v * 255.0).round() as u8
    });
    Rgb(r, g, b)
}

/// The style that carries the person's and the city's wishes: rules that CSS alone cannot know.
///
/// Text size is set on the root, so that every `rem` follows it, and so does the layout.
pub fn style(settings: &Settings, hue: u16) -> String {
    let (light, dark) = accent(hue);
    let scheme = match settings.theme {
        Theme::System => "light dark",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    // High contrast leaves the hue to fills; what is read becomes the theme's own ink.
    let ink = match settings.contrast {
        Contrast::Normal => format!("light-dark({},{})", light.main, dark.main),
        Contrast::High => {
            format!("light-dark({},{})", oklch(0.30, 0.12, oklch_hue(hue)), oklch(0.90, 0.08, oklch_hue(hue)))
        }
    };
    format!(
        ":root{{color-scheme:{scheme};font-size:{percent}%}}\
         .app{{--accent:{ink};--on-accent:light-dark({on_light},{on_dark});--accent-soft:light-dark({soft_light},{soft_dark})}}",
        percent = settings.text_percent,
        on_light = light.on,
        on_dark = dark.on,
        soft_light = light.soft,
        soft_dark = dark.soft,
    )
}

/// Puts [`style`] on the page.
#[component]
pub fn Look(settings: Settings, hue: u16) -> Element {
    rsx! {
        style { dangerous_inner_html: style(&settings, hue) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hue_can_be_read_in_both_themes() {
        for hue in 0..360 {
            let (light, dark) = accent(hue);
            let text = [Rgb(26, 26, 26), Rgb(242, 242, 242)];
            for (name, accent, grounds, text) in [("light", light, &LIGHT, text[0]), ("dark", dark, &DARK, text[1])] {
                for ground in [grounds.lightest, grounds.darkest, accent.soft, accent.on] {
                    let found = contrast(accent.main, ground);
                    assert!(found >= READABLE, "{name} {hue}: {} on {ground} is {found:.2}", accent.main);
                }
                assert!(contrast(text, accent.soft) >= 7.0, "{name} {hue}: text on {}", accent.soft);
            }
        }
    }

    #[test]
    fn a_hue_keeps_its_colour() {
        // Red, yellow, green, blue of the wheel, as OKLCH knows them.
        for (hue, expected) in [(0, 29.0), (60, 110.0), (120, 142.0), (240, 264.0)] {
            assert!((oklch_hue(hue) - expected).abs() < 3.0, "{hue} became {}", oklch_hue(hue));
        }
    }

    #[test]
    fn black_on_white_is_twenty_one() {
        assert!((contrast(Rgb(0, 0, 0), Rgb(255, 255, 255)) - 21.0).abs() < 0.01);
    }
}
