//! How many bytes a second the extractor reads: articles that the bench composes, and one
//! paragraph that says the same thing over and over. Bytes a second must not fall as a
//! text grows, or some scan runs further than a sentence.
//!
//! `cargo bench --bench extract`

use divan::Bencher;
use divan::counter::BytesCount;
use onrecord::document::Article;
use onrecord::extract::statements;

fn main() {
    divan::main();
}

const SENTENCES: &[&str] = &[
    "The harbour was quiet on Monday, and the old crane turned slowly in the wind off the river mouth. ",
    "“We will pay our share of the new pier,” Harbour Chief Ada Doe told reporters in the old hall. ",
    "The council, which met behind closed doors, voted to look at the figures again in the spring. ",
    "Captain James Roe said the ferry was too old to sail another winter, adding that the crew knew it. ",
    "Repairs to the third quay began in March and are expected to last until the end of the year. ",
    "According to the harbour office, more than 400 boats passed through the lock in a single week. ",
    "“Nobody asked us,” he said. “Nobody ever does, and then they wonder why the boats stay out.” ",
    "She urged the city to buy a second crane and called for an inquiry into the delays. ",
    "Most of the work was done by hand, in the rain, by people who had done it all their lives. ",
    "The two towns have shared the ferry since the bridge was closed to lorries twelve years ago. ",
];

/// About `bytes` of running text in paragraphs of four sentences, with a headline.
fn article(bytes: usize) -> Article {
    let mut text = String::from("Harbour chief urges council to buy a second crane\n\n");
    for (i, sentence) in SENTENCES.iter().cycle().enumerate() {
        if text.len() >= bytes {
            break;
        }
        text.push_str(sentence);
        if i % 4 == 3 {
            text.push_str("\n\n");
        }
    }
    Article {
        text,
        ..Article::default()
    }
}

#[divan::bench(args = [5_000, 1_000_000])]
fn bytes_a_second(bencher: Bencher, bytes: usize) {
    let article = article(bytes);
    bencher
        .counter(BytesCount::of_str(&article.text))
        .bench(|| statements(&article).len());
}

/// Pieces that, many times over in one paragraph, tempt some rule to look far.
const PIECES: &[&str] = &[
    "The envoy said \"we must pay more\", and left. ",
    "“a ",
    "' a ",
    "said ",
    "saying ",
    "Ada Doe, ",
    "He said it was late. ",
    "the minister said ",
    "according to ",
    "(",
    "a, ",
    "a",
    "“We pay our own share now.” ",
    "Doe, who said it, ",
];

#[divan::bench(args = PIECES, consts = [250_000, 500_000, 1_000_000])]
fn one_paragraph<const BYTES: usize>(bencher: Bencher, piece: &str) {
    let article = Article {
        text: piece.repeat(BYTES / piece.len()),
        ..Article::default()
    };
    bencher
        .counter(BytesCount::of_str(&article.text))
        .bench(|| statements(&article).len());
}
