//! What makes a supply link.

use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::{FirmId, SupplyLinkId};
use crate::kernel::text;
use dure_api::Limits;

/// The same firm supplies the same goods to the same firm already.
pub const SUPPLY_LINK_EXISTS: Refusal = Refusal::conflict("supply_link_exists");

/// A supply link to write down.
#[derive(Debug, Clone)]
pub struct NewSupplyLink {
    /// Its id.
    pub id: SupplyLinkId,
    /// Who supplies.
    pub supplier: FirmId,
    /// Who is supplied.
    pub customer: FirmId,
    /// What.
    pub goods: String,
}

impl NewSupplyLink {
    /// From the wire. No firm supplies itself.
    pub fn parse(request: &dure_api::CreateSupplyLink, limits: &Limits) -> Result<Self, Problem> {
        let firm = |id: &str, at: &str| id.parse::<FirmId>().map_err(|_| Fault::new("id").at(at));
        let id = request.id.as_deref().map(str::parse).transpose();
        let new = Self {
            id: id.map_err(|_| Fault::new("id").at("/id"))?.unwrap_or_else(SupplyLinkId::new),
            supplier: firm(&request.supplier_firm_id, "/supplier_firm_id")?,
            customer: firm(&request.customer_firm_id, "/customer_firm_id")?,
            goods: text::name(&request.goods, limits.title_chars).map_err(|fault| fault.at("/goods"))?,
        };
        if new.supplier == new.customer {
            Err(Fault::new("duplicate").at("/customer_firm_id"))
        } else {
            Ok(new)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_supplies_another_and_says_what() {
        let (one, other) = (FirmId::new().to_string(), FirmId::new().to_string());
        let parses = |supplier: &str, customer: &str, goods: &str| {
            let request = dure_api::CreateSupplyLink {
                id: None,
                supplier_firm_id: supplier.into(),
                customer_firm_id: customer.into(),
                goods: goods.into(),
            };
            NewSupplyLink::parse(&request, &Limits::default()).is_ok()
        };
        assert!(parses(&one, &other, "절삭 가공품"));
        assert!(
            !parses(&one, &one, "절삭 가공품") && !parses(&one, &other, " ") && !parses("x", &other, "a")
        );
        assert!(!parses(&one, &other, &"가".repeat(201)));
    }
}
