use portcullis::{document::Document, event::Event};

/// Reads bytes as an event. One that is accepted says what the JSON says, member by member; payload, context and claims keep
/// their text.
pub fn event(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let event = match Event::from_json(&text) {
        Ok(event) => event,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let document = Document::parse(text.as_ref()).expect("an event is a document");
    let string = |pointer: &str| document.get(pointer).map(|value| value.as_str().expect("a string").into_owned());
    let strings = |pointer: &str| -> Vec<String> {
        let list = document.get(pointer).into_iter().flat_map(|list| list.elements());
        list.map(|element| element.as_str().expect("a string").into_owned()).collect()
    };
    let part = |pointer: &str| document.get(pointer).map_or("{}", |value| value.raw());
    let subject = &event.subject;
    assert_eq!(string("/phase").as_deref(), Some(event.phase.name()));
    assert_eq!(string("/target"), Some(event.target.clone()));
    assert_eq!(string("/subject/id"), Some(subject.id.clone()));
    assert_eq!(strings("/subject/roles"), subject.roles);
    assert_eq!(strings("/subject/scopes"), subject.scopes);
    assert_eq!(strings("/subject/via"), subject.via);
    assert_eq!(part("/subject/claims"), subject.claims.text());
    assert_eq!(part("/context"), event.context.text());
    assert_eq!(document.get("/payload").map(|value| value.raw()), Some(event.payload.text()));
    for (pointer, value) in [("/id", &event.id), ("/session", &event.session), ("/action", &event.action)] {
        assert!(string(pointer).is_none_or(|said| said == *value));
    }
    assert!(document.get("/time_ms").is_none_or(|time| time.raw() == event.time_ms.to_string()));
    let known = ["id", "session", "phase", "subject", "target", "action", "context", "time_ms", "payload"];
    assert!(document.root().members().all(|(name, _)| known.contains(&name.as_ref())));
}
