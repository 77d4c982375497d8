//! What a PATCH says of a field that may be empty: absent stays, a value is set, `clear` empties.

use super::problem::{Fault, Problem};

/// The fields that a PATCH empties.
#[derive(Debug, Clone)]
pub struct Cleared<'a>(&'a [String]);

impl<'a> Cleared<'a> {
    /// Checks that only fields that may be empty are named.
    pub fn parse(named: &'a [String], may_be_empty: &[&str]) -> Result<Self, Problem> {
        match named.iter().position(|field| !may_be_empty.contains(&field.as_str())) {
            Some(n) => Err(Fault::new("unknown_word").at(format!("/clear/{n}"))),
            None => Ok(Self(named)),
        }
    }

    /// What becomes of a field: `None` stays, `Some(None)` is emptied.
    pub fn field<T>(&self, name: &str, given: Option<T>) -> Result<Option<Option<T>>, Problem> {
        let emptied = self.0.iter().any(|field| field == name);
        match given {
            Some(_) if emptied => Err(Fault::new("duplicate").at(format!("/{name}"))),
            Some(value) => Ok(Some(Some(value))),
            None => Ok(emptied.then_some(None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stays_is_set_or_is_emptied_and_never_two_of_these() {
        let named = ["due_on".to_owned()];
        let cleared = Cleared::parse(&named, &["due_on", "body"]).unwrap();
        assert_eq!(cleared.field::<u8>("body", None).unwrap(), None);
        assert_eq!(cleared.field("body", Some(1)).unwrap(), Some(Some(1)));
        assert_eq!(cleared.field::<u8>("due_on", None).unwrap(), Some(None));
        assert!(cleared.field("due_on", Some(1)).is_err());
        assert!(Cleared::parse(&named, &["body"]).is_err());
    }
}
