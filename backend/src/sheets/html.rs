//! The sheet as one page of HTML without scripts or anything from elsewhere, which prints on A4 and Letter alike.

use super::sheet::{Entry, Fact, Part, Sheet};

const STYLE: &str = "
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:50rem;padding:1.5rem 1rem 3rem;color:#1b2127;background:#fff;
font:400 .9375rem/1.55 'Pretendard','Noto Sans KR','Malgun Gothic','Apple SD Gothic Neo',system-ui,sans-serif;
word-break:keep-all;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0}
header p{margin:.25rem 0 0;color:#4a5560}
h2{font-size:1rem;margin:2rem 0 0;padding-bottom:.375rem;border-bottom:2px solid #1b2127}
.note{margin:.375rem 0 0;color:#4a5560}
dl{display:grid;grid-template-columns:minmax(6.5rem,auto) 1fr;gap:.25rem 1rem;margin:1.25rem 0 0}
dt{color:#4a5560}dd{margin:0}
article{padding:.75rem 0;border-bottom:1px solid #d5dae0;break-inside:avoid}
h3{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;font-size:.9375rem;margin:0}
.mark{font-weight:600;text-align:right}
article p{margin:.25rem 0 0;white-space:pre-line}
.small{font-size:.75rem;color:#4a5560;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
@media print{@page{margin:16mm 14mm}body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}}
";

/// What stands between tags, or in an attribute.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
        out
    })
}

/// The page.
pub fn page(sheet: &Sheet) -> String {
    let (title, of) = (escaped(&sheet.title), escaped(&sheet.of));
    let facts: String = sheet.facts.iter().map(fact).collect();
    let parts: String = sheet.parts.iter().map(part).collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <title>{title} · {of}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
        <header><h1>{title}</h1><p>{of}</p></header>\n<dl>{facts}</dl>\n{parts}</body>\n</html>\n",
        escaped(&sheet.language)
    )
}

fn fact(fact: &Fact) -> String {
    format!("<dt>{}</dt><dd>{}</dd>\n", escaped(&fact.label), escaped(&fact.value))
}

fn part(part: &Part) -> String {
    let note = part.note.as_ref().map(|note| format!("<p class=\"note\">{}</p>\n", escaped(note)));
    let entries: String = part.entries.iter().map(entry).collect();
    format!("<section>\n<h2>{}</h2>\n{}{entries}</section>\n", escaped(&part.title), note.unwrap_or_default())
}

fn entry(entry: &Entry) -> String {
    let mark = entry.mark.as_ref().map(|mark| format!("<span class=\"mark\">{}</span>", escaped(mark)));
    let words: String = entry.words.iter().map(|words| format!("<p>{}</p>\n", escaped(words))).collect();
    let small: String =
        entry.small.iter().map(|words| format!("<p class=\"small\">{}</p>\n", escaped(words))).collect();
    let head = escaped(&entry.head);
    format!("<article>\n<h3><span>{head}</span>{}</h3>\n{words}{small}</article>\n", mark.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_text_and_never_a_tag() {
        let nasty = "<script>alert(1)</script>\" onload=\"x &amp;";
        let words = || nasty.to_owned();
        let entry = Entry { head: words(), mark: Some(words()), words: vec![words()], small: vec![words()] };
        let part = Part { title: words(), note: Some(words()), entries: vec![entry] };
        let facts = vec![Fact { label: words(), value: words() }];
        let sheet = Sheet { language: words(), title: words(), of: words(), facts, parts: vec![part] };
        let page = page(&sheet);
        assert!(!page.contains("<script") && !page.contains("\" onload") && !page.contains("x &amp;<"));
        assert_eq!(
            page.matches("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x &amp;amp;").count(),
            13
        );
    }
}
