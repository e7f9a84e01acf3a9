//! Records to statements: what several raters said of one statement comes together.

use super::import::Record;
use super::{Corpus, LabelledStatement};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, HashMap};

/// The statements gathered so far.
#[derive(Debug, Default)]
pub(super) struct Gather {
    statements: Vec<LabelledStatement>,
    by_key: HashMap<(String, Option<String>), usize>,
    /// Where each identifier that a file gave stands; of one text asked about several targets,
    /// once a target.
    places: HashMap<(String, Option<String>), String>,
    pub notes: BTreeMap<String, usize>,
}

impl Gather {
    /// Adds a record to its statement, or as a new one.
    ///
    /// # Errors
    /// An input error where an identifier, or the answer of a rater, is given twice.
    pub fn add(&mut self, record: Record) -> Result<()> {
        let place = record.place.clone();
        self.put(record).map_err(|error| error.at(place))
    }

    fn put(&mut self, record: Record) -> Result<()> {
        let target = record.statement.target.clone();
        let key = record.key.clone().map(|key| (key, target.clone()));
        let known = key.as_ref().and_then(|key| self.by_key.get(key));
        if let Some(&index) = known {
            let statement = &mut self.statements[index];
            if statement.text != record.statement.text {
                return Err(Error::input(format!(
                    "id \"{}\" stands already with other words; ids must differ",
                    statement.id
                )));
            }
            return answer(statement, record);
        }
        let Record {
            place,
            statement,
            rater,
            adds,
            ..
        } = record;
        // An identifier made of the place differs from every other.
        if statement.id != place
            && let Some(first) = self
                .places
                .insert((statement.id.clone(), target), place.clone())
        {
            return Err(Error::input(format!(
                "id \"{}\" stands already at {first}; ids must differ",
                statement.id
            )));
        }
        if let Some(key) = key {
            self.by_key.insert(key, self.statements.len());
        }
        let mut first = LabelledStatement {
            labels: BTreeMap::new(),
            ratings: BTreeMap::new(),
            ..statement.clone()
        };
        answer(
            &mut first,
            Record {
                place,
                statement,
                rater,
                key: None,
                adds,
            },
        )?;
        self.statements.push(first);
        Ok(())
    }

    /// Everything gathered.
    pub fn corpus(self) -> Corpus {
        Corpus {
            statements: self.statements,
            sha256: String::new(),
            notes: self.notes,
        }
    }
}

/// Adds what `record` says to `statement`.
fn answer(statement: &mut LabelledStatement, record: Record) -> Result<()> {
    let Record {
        statement: said,
        rater,
        adds,
        ..
    } = record;
    let put = |given: &mut BTreeMap<String, Vec<String>>, name: String, labels: Vec<String>| {
        match given.get_mut(&name) {
            None => {
                given.insert(name, labels);
            }
            Some(known) if adds => {
                for label in labels {
                    if !known.contains(&label) {
                        known.push(label);
                    }
                }
            }
            Some(known) if *known == labels => {}
            Some(known) => {
                return Err(Error::input(format!(
                    "\"{name}\" has labelled the statement with {known:?} and with {labels:?}; keep one of them"
                )));
            }
        }
        Ok(())
    };
    for (head, raters) in said.ratings {
        let known = statement.ratings.entry(head).or_default();
        for (rater, labels) in raters {
            put(known, rater, labels)?;
        }
    }
    for (head, labels) in said.labels {
        match &rater {
            None => put(&mut statement.labels, head, labels)?,
            Some(rater) => {
                let known = statement.ratings.entry(head).or_default();
                put(known, rater.clone(), labels)?;
            }
        }
    }
    Ok(())
}
