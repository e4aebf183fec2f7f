//! How text is cut into words: the standard analyzer, or a language's as Elastic's connectors define it.
//!
//! Elastic: connectors, index settings of the 8.x service (`iq_text_*`, `i_prefix`, `q_prefix`, bigrams).

use serde_json::{Map, Value, json};

/// A language that Elastic's connectors know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `da`.
    Danish,
    /// `de`.
    German,
    /// `en`.
    English,
    /// `es`.
    Spanish,
    /// `fr`.
    French,
    /// `it`.
    Italian,
    /// `ja`.
    Japanese,
    /// `ko`.
    Korean,
    /// `nl`.
    Dutch,
    /// `pt`.
    Portuguese,
    /// `pt-br`.
    BrazilianPortuguese,
    /// `ru`.
    Russian,
    /// `th`.
    Thai,
    /// `zh`.
    Chinese,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 14] = [
        Self::Danish,
        Self::German,
        Self::English,
        Self::Spanish,
        Self::French,
        Self::Italian,
        Self::Japanese,
        Self::Korean,
        Self::Dutch,
        Self::Portuguese,
        Self::BrazilianPortuguese,
        Self::Russian,
        Self::Thai,
        Self::Chinese,
    ];

    /// The language of this code, as the connector record's `language` has it; none if Elastic knows none.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.definition().code == code)
    }

    fn definition(self) -> Definition {
        let of = |code, stemmer, stop_words| Definition { code, stemmer, stop_words, elided: &[] };
        match self {
            Self::Danish => of("da", "danish", "_danish_"),
            Self::German => of("de", "light_german", "_german_"),
            Self::English => of("en", "light_english", "_english_"),
            Self::Spanish => of("es", "light_spanish", "_spanish_"),
            Self::French => {
                Definition { elided: &FRENCH_ARTICLES, ..of("fr", "light_french", "_french_") }
            }
            Self::Italian => {
                Definition { elided: &ITALIAN_ARTICLES, ..of("it", "light_italian", "_italian_") }
            }
            Self::Japanese => of("ja", "light_english", "_english_"),
            Self::Korean => of("ko", "light_english", "_english_"),
            Self::Dutch => of("nl", "dutch", "_dutch_"),
            Self::Portuguese => of("pt", "light_portuguese", "_portuguese_"),
            Self::BrazilianPortuguese => of("pt-br", "brazilian", "_brazilian_"),
            Self::Russian => of("ru", "russian", "_russian_"),
            Self::Thai => of("th", "light_english", "_thai_"),
            Self::Chinese => of("zh", "light_english", "_english_"),
        }
    }

    /// Whether its words aren't set apart by blanks.
    fn has_bigrams(self) -> bool {
        match self {
            Self::Japanese | Self::Korean | Self::Chinese => true,
            Self::Danish
            | Self::German
            | Self::English
            | Self::Spanish
            | Self::French
            | Self::Italian
            | Self::Dutch
            | Self::Portuguese
            | Self::BrazilianPortuguese
            | Self::Russian
            | Self::Thai => false,
        }
    }
}

/// What tells a language's analyzers from another's.
struct Definition {
    code: &'static str,
    stemmer: &'static str,
    stop_words: &'static str,
    /// Articles that melt into the next word.
    elided: &'static [&'static str],
}

const FRENCH_ARTICLES: [&str; 14] =
    ["l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu", "presqu"];

const ITALIAN_ARTICLES: [&str; 12] =
    ["c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl"];

/// The `analysis` settings of an index whose text is of this language.
pub(super) fn settings(language: Language) -> Value {
    json!({"analyzer": analyzers(language), "filter": filters(language)})
}

fn filters(language: Language) -> Value {
    let Definition { code, stemmer, stop_words, elided } = language.definition();
    let mut filters = Map::new();
    let mut add = |name: String, filter: Value| filters.insert(name, filter);
    add(format!("{code}-stem-filter"), json!({"type": "stemmer", "name": stemmer}));
    add(format!("{code}-stop-words-filter"), json!({"type": "stop", "stopwords": stop_words}));
    if !elided.is_empty() {
        let elision = json!({"type": "elision", "articles": elided, "articles_case": true});
        add(format!("{code}-elision"), elision);
    }
    add("front_ngram".into(), json!({"type": "edge_ngram", "min_gram": 1, "max_gram": 12}));
    add(
        "delimiter".into(),
        json!({
            "type": "word_delimiter_graph", "catenate_all": true, "catenate_numbers": true,
            "catenate_words": true, "split_on_case_change": true, "split_on_numerics": true,
            "generate_number_parts": true, "generate_word_parts": true, "preserve_original": false,
            "stem_english_possessive": true,
        }),
    );
    let joiner = |unigrams: bool| json!({"type": "shingle", "token_separator": "", "max_shingle_size": 2, "output_unigrams": unigrams});
    add("bigram_joiner".into(), joiner(false));
    add("bigram_joiner_unigrams".into(), joiner(true));
    add("bigram_max_size".into(), json!({"type": "length", "min": 0, "max": 16}));
    Value::Object(filters)
}

fn analyzers(language: Language) -> Value {
    let Definition { code, elided, .. } = language.definition();
    let folding = ["cjk_width", "lowercase", "asciifolding"];
    let elision = (!elided.is_empty()).then(|| format!("{code}-elision"));
    let (stop, stem) = (format!("{code}-stop-words-filter"), format!("{code}-stem-filter"));
    let bigrams = language.has_bigrams().then_some("cjk_bigram");
    let analyzer = |tokenizer: &str, before: &[&str], after: &[&str]| {
        let filter: Vec<&str> = before.iter().chain(&folding).chain(after).copied().collect();
        json!({"type": "custom", "tokenizer": tokenizer, "filter": filter})
    };
    let before: Vec<&str> = elision.as_deref().into_iter().collect();
    let stemmed: Vec<&str> = [stop.as_str(), &stem].into_iter().chain(bigrams).collect();
    let delimited: Vec<&str> = std::iter::once("delimiter").chain(before.iter().copied()).collect();
    json!({
        "iq_text_base": analyzer("standard", &[], &[&stop]),
        "iq_text_stem": analyzer("standard", &before, &stemmed),
        "iq_text_delimiter": analyzer("whitespace", &delimited, &stemmed),
        "i_prefix": analyzer("standard", &[], &["front_ngram"]),
        "q_prefix": analyzer("standard", &[], &[]),
        "i_text_bigram": analyzer("standard", &[], &[&stem, "bigram_joiner", "bigram_max_size"]),
        "q_text_bigram":
            analyzer("standard", &[], &[&stem, "bigram_joiner_unigrams", "bigram_max_size"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_names_its_language() {
        for language in Language::ALL {
            assert_eq!(Language::from_code(language.definition().code), Some(language));
        }
        assert_eq!(Language::from_code("tlh"), None);
    }

    #[test]
    fn every_filter_that_an_analyzer_names_is_defined_or_built_in() {
        let built_in = ["cjk_width", "lowercase", "asciifolding", "cjk_bigram"];
        for language in Language::ALL {
            let settings = settings(language);
            for analyzer in settings["analyzer"].as_object().unwrap().values() {
                for filter in analyzer["filter"].as_array().unwrap() {
                    let name = filter.as_str().unwrap();
                    let known = built_in.contains(&name) || settings["filter"].get(name).is_some();
                    assert!(known, "{language:?}: {name}");
                }
            }
        }
    }
}
