//! What stands in the record, compared with what was said.

use super::author::Spoken;
use super::history::Script;
use super::record::Record;
use super::stage::Stage;
use serde_json::Value;

/// Every line is there, once, in order, as said, by whom, answering what.
pub fn compare_script(record: &Record, stage: &Stage, script: &Script, spoken: &Spoken) -> Vec<String> {
    let posted = |event: &&Value| event["kind"] == "room.message_posted";
    let messages: Vec<&Value> =
        record.events().iter().filter(posted).map(|event| &event["message"]).collect();
    let mut differences = Vec::new();
    if messages.len() != script.lines.len() {
        let (got, said) = (messages.len(), script.lines.len());
        differences.push(format!("{}: {got} messages in the record, {said} said", script.name));
    }
    for ((message, line), id) in messages.iter().zip(&script.lines).zip(&spoken.ids) {
        let author = &stage.people[line.author].person;
        let answered = line.reply_to.map(|answered| spoken.ids[answered].as_str());
        let same = message["id"].as_str() == Some(id.as_str())
            && message["body"].as_str() == Some(line.text.as_str())
            && (!stage.real || message["author"]["person_id"].as_str() == Some(author.as_str()))
            && (!stage.real || message["reply_to"].as_str() == answered);
        if !same {
            differences.push(format!("{}: said {:?}, in the record {message}", script.name, line.text));
        }
    }
    differences
}
