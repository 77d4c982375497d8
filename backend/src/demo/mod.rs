//! The example: a cluster whose project has eight weeks behind it.
//!
//! What happens is told by `backend/demo/story.toml` and done by the same commands that people use, each in its own
//! transaction and at its own time; the files of its designs are in `backend/demo/designs/`. The folder of an example
//! holds nothing else, and is served to this machine alone: its password is printed and the same for everybody.

mod agree;
mod approve;
mod draw;
mod meet;
mod play;
mod story;

use crate::config::Config;
use crate::kernel::Kernel;
use crate::setup;
use chrono::NaiveTime;
use play::Stage;
use story::{Person, Story};

/// Opens every account of the example.
const PASSWORD: &str = "a mill beside the zelkova tree";
/// Stands in the folder of an example, and says who can sign in.
const SIGN_INS: &str = "sign-ins.txt";

/// Fills an empty folder, and tells who can sign in. The file that says so comes last: a folder without it is not whole.
pub fn make(config: Config) -> Result<String, Box<dyn std::error::Error>> {
    let data = config.data.clone();
    if data.exists() && std::fs::read_dir(&data)?.next().is_some() {
        return Err(format!("{} is not empty: the example wants a folder of its own", data.display()).into());
    }
    let story = Story::read()?;
    let _lock = crate::app::lock(&config)?;
    let kernel = Kernel::open(config)?;
    let first = play::first_day(kernel.clock.now(), &story).ok_or("no such day")?;
    let begun = play::moment(first, NaiveTime::MIN).ok_or("no such time")?;
    let content = story.first_content(PASSWORD).ok_or("the story has no coordinator")?;
    let made = setup::fill_in(&kernel, &content, begun)?;
    let sign_ins = sign_ins(&story);
    let stage = Stage::set(story, made, &kernel, first);
    play::perform(&kernel, stage).map_err(|problem| setup::told(&problem))?;
    kernel.close();
    std::fs::write(data.join(SIGN_INS), &sign_ins)?;
    Ok(sign_ins)
}

fn sign_ins(story: &Story) -> String {
    let line = |person: &Person| format!("  {:<22}{}\n", person.name, person.email);
    let people: String = story.people.iter().map(line).collect();
    format!("The example project. Sign in with the password \"{PASSWORD}\" as\n\n{people}\n")
}

/// Refuses to serve the example to other machines.
pub fn guard(config: &Config) -> Result<(), String> {
    if config.data.join(SIGN_INS).exists() && !config.listen.ip().is_loopback() {
        return Err("the example is served to this machine alone: listen on 127.0.0.1".into());
    }
    Ok(())
}
