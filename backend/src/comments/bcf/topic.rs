//! What a package says, the same in both versions.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A version of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// BCF 2.1, what most programs read.
    V2_1,
    /// BCF 3.0.
    V3_0,
}

/// What the topics of a package belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    /// Its id, any text.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Words that it offers for its topics.
    pub offered: Offered,
}

/// Words that a project offers for its topics. Version 3.0 lists them; those that topics use are added to the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offered {
    /// Kinds of topics.
    pub kinds: Vec<String>,
    /// States that a topic may have.
    pub statuses: Vec<String>,
    /// Priorities.
    pub priorities: Vec<String>,
    /// Labels.
    pub labels: Vec<String>,
    /// Those who may write.
    pub users: Vec<String>,
}

/// A point to settle, with what was said about it.
///
/// Title, words and names are single lines: white space in them is one space, none at the ends. Only description and
/// comments keep their lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// Its id, in all packages.
    pub guid: Uuid,
    /// Its place among the others.
    pub index: Option<i32>,
    /// What it is about. Never empty in what was read.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// Its state, in the words of whoever wrote it.
    pub status: Option<String>,
    /// Its kind, in the words of whoever wrote it.
    pub kind: Option<String>,
    /// Its priority, in the words of whoever wrote it.
    pub priority: Option<String>,
    /// Its labels.
    pub labels: Vec<String>,
    /// By whom and when it was made.
    pub created: Stamp,
    /// By whom and when it was last changed.
    pub modified: Option<Stamp>,
    /// What was said, in the order of the package.
    pub comments: Vec<Comment>,
    /// Where to look.
    pub viewpoint: Option<Viewpoint>,
}

/// By whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// A name or an address; empty where the package names nobody.
    pub author: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What one person said about a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its id, in all packages.
    pub guid: Uuid,
    /// By whom and when it was said.
    pub said: Stamp,
    /// What was said. May be empty: some programs write a comment only to point to a viewpoint.
    pub text: String,
    /// The viewpoint that it speaks of, which may be one that was left behind.
    pub viewpoint: Option<Uuid>,
}

/// Where a camera stands and how it looks, in metres, z up.
#[derive(Debug, Clone, PartialEq)]
pub struct Viewpoint {
    /// Its id.
    pub guid: Uuid,
    /// Where the camera stands.
    pub eye: [f64; 3],
    /// Where it looks to.
    pub direction: [f64; 3],
    /// What is up for it.
    pub up: [f64; 3],
    /// How it sees.
    pub lens: Lens,
}

/// How a camera sees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lens {
    /// Without perspective.
    Orthogonal {
        /// Visible height in metres.
        height: f64,
    },
    /// With perspective.
    Perspective {
        /// Vertical angle in degrees, between 0 and 180. Version 2.1 can only say 45 to 60.
        field_of_view: f64,
    },
}
