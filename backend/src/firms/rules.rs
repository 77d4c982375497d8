//! Business numbers, and when a firm may be confirmed.

use super::video::VideoTemplate;
use crate::clusters::{FirmKind, FirmStatus};
use crate::kernel::http::{Cleared, Fault, Problem, Refusal};
use crate::kernel::text;
use dure_api::Limits;

/// The cluster has a firm of this name.
pub const FIRM_EXISTS: Refusal = Refusal::conflict("firm_exists");
/// Nobody of the firm has accepted yet.
pub const FIRM_NOT_ACCEPTED: Refusal = Refusal::conflict("firm_not_accepted");

/// A firm to invite.
#[derive(Debug, Clone)]
pub struct NewFirm {
    /// Its name.
    pub name: String,
    /// `XXX-YY-ZZZZC`.
    pub business_number: Option<String>,
    /// Of its first administrator.
    pub email: String,
    /// Customer or supplier.
    pub kind: FirmKind,
    /// Of the mail.
    pub locale: String,
}

impl NewFirm {
    /// From the wire.
    pub fn parse(request: &dure_api::InviteFirm, limits: &Limits) -> Result<Self, Problem> {
        let kind = request.kind.parse().ok().filter(|kind| *kind != FirmKind::Coordinator);
        let number = request.business_number.as_deref().map(business_number);
        Ok(Self {
            name: text::name(&request.firm_name, limits.name_graphemes).map_err(|f| f.at("/firm_name"))?,
            business_number: number.transpose().map_err(|f| f.at("/business_number"))?,
            email: text::email(&request.email).map_err(|f| f.at("/email"))?,
            kind: kind.ok_or_else(|| Fault::new("unknown_word").at("/kind"))?,
            locale: text::locale(&request.locale).map_err(|f| f.at("/locale"))?,
        })
    }
}

/// What is to change of a firm.
#[derive(Debug, Clone)]
pub struct FirmChange {
    /// The name from now on.
    pub name: Option<String>,
    /// The number from now on, or none any more.
    pub business_number: Option<Option<String>>,
    /// The template from now on, or none any more.
    pub video_template: Option<Option<VideoTemplate>>,
}

impl FirmChange {
    /// From the wire.
    pub fn parse(request: &dure_api::UpdateFirm, limits: &Limits) -> Result<Self, Problem> {
        let name = request.name.as_deref().map(|name| text::name(name, limits.name_graphemes));
        let number = request.business_number.as_deref().map(business_number);
        let number = number.transpose().map_err(|fault| fault.at("/business_number"))?;
        let cleared = Cleared::parse(&request.clear, &["business_number", "video_template"])?;
        for (n, field) in request.clear.iter().enumerate() {
            if request.clear.iter().take(n).any(|before| before == field) {
                return Err(Fault::new("duplicate").at(format!("/clear/{n}")));
            }
        }
        let template = request.video_template.as_deref();
        let template = template.map(|template| VideoTemplate::parse(template, limits.url_chars));
        let template = template.transpose().map_err(|fault| fault.at("/video_template"))?;
        Ok(Self {
            name: name.transpose().map_err(|fault| fault.at("/name"))?,
            business_number: cleared.field("business_number", number)?,
            video_template: cleared.field("video_template", template)?,
        })
    }

    /// The firm with the change made.
    pub fn of(&self, firm: &dure_api::Firm) -> dure_api::Firm {
        let mut firm = firm.clone();
        firm.name = self.name.clone().unwrap_or(firm.name);
        firm.business_number = self.business_number.clone().unwrap_or(firm.business_number);
        if let Some(template) = &self.video_template {
            firm.video_template = template.as_ref().map(|template| template.as_str().to_owned());
        }
        firm
    }
}

/// A Korean business registration number (사업자등록번호) in the form `XXX-YY-ZZZZC`. Tax office from 101, kind not
/// 00, serial not 0000, check digit by the weights 1 3 7 1 3 7 1 3 5 of the National Tax Service. It proves the
/// form alone.
pub fn business_number(text: &str) -> Result<String, Fault> {
    let bad = Fault::new("business_number");
    if text.chars().any(|c| !c.is_ascii_digit() && c != '-' && c != ' ') {
        return Err(bad);
    }
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let &[a, b, c, d, e, f, g, h, i, check] = digits.as_slice() else { return Err(bad) };
    let sum = a + 3 * b + 7 * c + d + 3 * e + 7 * f + g + 3 * h + 5 * i + 5 * i / 10;
    let office = 100 * a + 10 * b + c;
    if (10 - sum % 10) % 10 != check || office < 101 || d + e == 0 || f + g + h + i == 0 {
        return Err(bad);
    }
    Ok(format!("{a}{b}{c}-{d}{e}-{f}{g}{h}{i}{check}"))
}

/// A firm is confirmed once somebody of it has accepted. Confirming twice changes nothing.
pub fn confirm(status: FirmStatus, has_people: bool) -> Result<Option<FirmStatus>, Refusal> {
    match status {
        FirmStatus::Confirmed => Ok(None),
        FirmStatus::Accepted => Ok(Some(FirmStatus::Confirmed)),
        FirmStatus::Invited if has_people => Ok(Some(FirmStatus::Confirmed)),
        FirmStatus::Invited => Err(FIRM_NOT_ACCEPTED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_business_number_is_checked_by_its_rule() {
        assert_eq!(business_number("1248100998"), Ok("124-81-00998".into()));
        assert_eq!(business_number("124-81-00998"), Ok("124-81-00998".into()));
        for bad in ["124-81-00997", "000-81-00998", "124-00-00998", "12481009", "124x8100998", ""] {
            assert!(business_number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_is_given_or_emptied_and_never_both() {
        let change = |number: Option<&str>, clear: &[&str]| {
            let request = dure_api::UpdateFirm {
                name: None,
                business_number: number.map(str::to_owned),
                video_template: None,
                clear: clear.iter().map(|field| (*field).to_owned()).collect(),
            };
            FirmChange::parse(&request, &Limits::default()).ok().map(|change| change.business_number)
        };
        assert_eq!(change(None, &[]), Some(None));
        assert_eq!(change(None, &["business_number"]), Some(Some(None)));
        assert_eq!(change(Some("1248100998"), &[]), Some(Some(Some("124-81-00998".into()))));
        assert_eq!(change(Some("1248100998"), &["business_number"]), None);
        assert_eq!(change(None, &["business_number", "business_number"]), None);
        assert_eq!(change(None, &["name"]), None);
    }

    #[test]
    fn a_firm_is_confirmed_only_after_somebody_accepted() {
        assert_eq!(confirm(FirmStatus::Invited, false), Err(FIRM_NOT_ACCEPTED));
        assert_eq!(confirm(FirmStatus::Invited, true), Ok(Some(FirmStatus::Confirmed)));
        assert_eq!(confirm(FirmStatus::Confirmed, true), Ok(None));
    }
}
