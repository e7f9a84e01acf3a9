//! Records are what `annotation.schema.json` says, and it says everything that they hold.

mod batch_common;
use batch_common::{desk, jsonl, page};
use serde_json::Value;
use std::collections::BTreeSet;

const SCHEMA: &str = include_str!("../src/annotation.schema.json");

/// The part of JSON Schema that ours uses; anything else fails, so that nothing is skipped.
fn check(
    root: &Value,
    schema: &Value,
    value: &Value,
    seen: &mut BTreeSet<String>,
) -> Result<(), String> {
    let failed = |what: String| Err(format!("{what}: {value}"));
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" | "additionalProperties" => {}
            "$ref" => {
                let path = rule.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(path).unwrap(), value, seen)?;
            }
            "anyOf" => {
                let any = rule.as_array().unwrap();
                if !any
                    .iter()
                    .any(|schema| check(root, schema, value, seen).is_ok())
                {
                    return failed(format!("none of {rule}"));
                }
            }
            "const" if value != rule => return failed(format!("is not {rule}")),
            "const" => {}
            "enum" if !rule.as_array().unwrap().contains(value) => {
                return failed(format!("not in {rule}"));
            }
            "enum" => {}
            "type" => {
                let kind = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(number) if number.is_u64() => "integer",
                    Value::Number(_) => "number",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                let is = |rule: &Value| rule == kind || (rule == "number" && kind == "integer");
                if !is(rule) && !rule.as_array().is_some_and(|kinds| kinds.iter().any(is)) {
                    return failed(format!("is {kind}, not {rule}"));
                }
            }
            "minimum" if value.as_f64() < rule.as_f64() => return failed(format!("below {rule}")),
            "maximum" if value.as_f64() > rule.as_f64() => return failed(format!("above {rule}")),
            "minItems" if (value.as_array().unwrap().len() as u64) < rule.as_u64().unwrap() => {
                return failed("too short".into());
            }
            "maxItems" if (value.as_array().unwrap().len() as u64) > rule.as_u64().unwrap() => {
                return failed("too long".into());
            }
            "minimum" | "maximum" | "minItems" | "maxItems" => {}
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    check(root, rule, item, seen)?;
                }
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        return failed(format!("lacks {name}"));
                    }
                }
            }
            "properties" => {
                for (name, item) in value.as_object().into_iter().flatten() {
                    match (rule.get(name), &schema["additionalProperties"]) {
                        (Some(known), _) => {
                            seen.insert(name.clone());
                            check(root, known, item, seen)?;
                        }
                        (None, Value::Object(_)) => {
                            check(root, &schema["additionalProperties"], item, seen)?
                        }
                        (None, _) => {
                            return failed(format!("has {name}, which the schema does not know"));
                        }
                    }
                }
            }
            other => panic!("the schema uses {other}, which this test does not know"),
        }
    }
    Ok(())
}

#[test]
fn records_are_as_the_schema_says() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let desk = desk();
    desk.file("a.jsonl", jsonl(20))
        .file("b.html", page(4))
        .file(
            "c.txt",
            b"\x93We must pay,\x94 the envoy said. \"No,\" came the answer.\x81",
        );
    let mut seen = BTreeSet::new();
    for line in [
        "annotate a.jsonl b.html c.txt --explain",
        "extract a.jsonl b.html c.txt",
    ] {
        for record in desk.run(line).ends(0).records() {
            check(&schema, &schema, &record, &mut seen).unwrap();
        }
    }
    for name in [
        "title", "date", "author", "outlet", "text", "model", "speaker", "evidence", "charset",
        "primary",
    ] {
        assert!(seen.contains(name), "{name} was never seen");
    }
}

#[test]
fn what_the_schema_does_not_know_is_found() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    for (record, said) in [
        (
            serde_json::json!({"schema": "onrecord/annotation/1"}),
            "lacks",
        ),
        (
            serde_json::json!({"schema": "other", "id": "a", "source": "-", "text_sha256": "", "statements": []}),
            "is not",
        ),
        (
            serde_json::json!({"schema": "onrecord/annotation/1", "id": "a", "source": "-", "text_sha256": "", "statements": [], "x": 1}),
            "does not know",
        ),
    ] {
        let error = check(&schema, &schema, &record, &mut BTreeSet::new()).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}
