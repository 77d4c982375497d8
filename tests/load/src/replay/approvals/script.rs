//! What the departments answer. Every revision but the last is sent back, and what the next one is said to change is why.

/// A department of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Department {
    /// Decides in the first step.
    Quality,
    /// Decides in the first step, with quality.
    Research,
    /// Decides in the second step; one of the two is enough.
    Production,
    /// Decides in the second step, if production does not.
    Maintenance,
}

/// All of them, in the order in which they stand among the people of the stage.
pub const DEPARTMENTS: [Department; 4] =
    [Department::Quality, Department::Research, Department::Production, Department::Maintenance];

impl Department {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quality => "Quality",
            Self::Research => "R&D",
            Self::Production => "Production engineering",
            Self::Maintenance => "Maintenance",
        }
    }
}

/// How an approval ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Quality wants it changed; the first step is the last.
    Changed,
    /// The first step lets it through, production sends it back to who submitted it.
    SentBack,
    /// Both steps let it through, with the code of R&D.
    Through,
}

/// What is answered to one revision of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Script {
    /// How it ends.
    pub course: Course,
    /// What quality answers.
    pub quality: &'static str,
    /// What R&D answers.
    pub research: &'static str,
    /// Whether R&D answers before quality.
    pub research_first: bool,
}

impl Script {
    /// Of the revision at a place, of so many, of a part.
    pub fn of(part: usize, revision: usize, revisions: usize) -> Self {
        let course = match revisions - revision {
            1 => Course::Through,
            2 if revision > 0 => Course::SentBack,
            _ => Course::Changed,
        };
        let research = match course {
            Course::Through if !part.is_multiple_of(2) => "B1",
            Course::Changed if !part.is_multiple_of(2) => "B1",
            _ => "A",
        };
        let quality = if course == Course::Changed { "C" } else { "A" };
        Self { course, quality, research, research_first: part.is_multiple_of(2) }
    }

    /// The worst code of the first step.
    pub fn first_outcome(&self) -> &'static str {
        if self.course == Course::Changed { self.quality } else { self.research }
    }

    /// State and code of the approval in the end, and the state of its revision.
    pub fn end(&self) -> (&'static str, &'static str, &'static str) {
        match (self.course, self.research) {
            (Course::Changed, _) => ("decided", "C", "returned"),
            (Course::SentBack, _) => ("returned", "", "returned"),
            (Course::Through, "A") => ("decided", "A", "approved"),
            (Course::Through, _) => ("decided", "B1", "approved_as_noted"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_revision_goes_through_and_a_third_one_is_sent_back_by_production() {
        let courses =
            |revisions| (0..revisions).map(|n| Script::of(0, n, revisions).course).collect::<Vec<_>>();
        assert_eq!(courses(2), [Course::Changed, Course::Through]);
        assert_eq!(courses(3), [Course::Changed, Course::SentBack, Course::Through]);
        assert_eq!(Script::of(1, 1, 2).end(), ("decided", "B1", "approved_as_noted"));
    }
}
