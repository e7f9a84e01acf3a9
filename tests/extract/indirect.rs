//! Reported speech without marks: cues of every kind, and where contents end.

use super::marked::check;

#[test]
fn content_after_the_cue() {
    for case in [
        "{The envoy} said [[any deal must be signed by the council]].",
        "{The envoy} said that [[any deal must be signed by the council]].",
        "{The envoy} said on Monday that [[any deal must be signed]].",
        "{The envoy} said in a statement on Monday that [[any deal must be signed]].",
        "{The envoy} told reporters [[the ferry would sail]].",
        "{The envoy} told reporters in the harbour that [[the ferry would sail]].",
        "{The envoy} has repeatedly said [[the ferry would sail]].",
        "{The envoy} did not say [[whether the ferry would sail]].",
        "{The envoy} also pointed out that [[the ferry was old]].",
        "{The envoy} made clear that [[the ferry would sail]].",
        "{The envoy} went on to say that [[the ferry would sail]].",
        "In both cases, {Doe} said, [[the ferry was late because of the tide]].",
        "{Doe} argues [[the ferry is too old]].",
        "{Officials} say [[the ferry is too old]].",
        "{One third of those polled} said [[the ferry is too old]].",
        "{The survey} found that [[most passengers like the ferry]].",
        "{Doe} believes [[the ferry is too old]].",
        "{Doe} promised [[a new pier]].",
        "{The family} called on [[the captain to resign]].",
        "{Doe} exhorted [[pilots to “wait a day”]] and left.",
        "{Doe} accused [[the chief, Bo Roe, of “neglect”]].",
        "{Doe} promises [[the pier will open]].",
        "{Doe} warned the port against [[further delays]].",
        "{Doe} dismissed [[that plan]].",
        "As {Doe} has pointed out, [[that’s the ferry’s fault]].",
        "{Doe} promised [[four more cranes]].",
        "{Doe} promised [[more money for the port]].",
        "{Doe} promised the city [[a new pier]].",
        "{Doe} is promising [[lower fares and “cranes, cranes, cranes.”]]",
        "{Doe} called [[the remarks on Monday “a start” for the port]].",
        "{Critics} see [[the plan as a mistake]].",
        "{Doe} favours [[a new pier]].",
        "{Doe} claimed [[victory over the council]].",
        "{Doe} argued for [[a new pier]].",
        "{Doe} vowed [[to go after “anyone who harms the port.”]]",
        "{Doe} urged [[him not to leave until the port is safe]].",
        "{Doe} praised [[Bo Roe, who retired in May, as “a man of the port”]].",
        "{Doe} said [[he was tired and wanted a rest]].",
        "On the radio, {Doe} said that [[by closing “the old pier,” the port was “at ease”]].",
        "Conceding that [[the ferry was “late again,”]] {Doe} left the pier.",
        "{Doe} was “right,” and {the ministry} states that [[the ferry is old]].",
    ] {
        check(case);
    }
}

#[test]
fn content_before_the_cue() {
    for case in [
        "[[The ferry would sail]], {the envoy} said.",
        "[[The ferry would sail]], {she} told reporters.",
        "[[The ferry is too old]], says {political scientist Bo Roe}.",
        "[[The crane]], {he} said, [[is broken]].",
        "[[The crane is broken]], according to {the harbour office}.",
        "According to {the harbour office}, [[the crane is broken]].",
        "In {his} opinion, [[the crane is broken]].",
        "As reported by {the Harbour Post}, [[the crane is broken]].",
    ] {
        check(case);
    }
}

#[test]
fn infinitives_objects_and_prepositions() {
    for case in [
        "{Roe} vowed [[to rebuild the pier]].",
        "{Roe} refused [[to rebuild the pier]].",
        "{Roe} wants [[to rebuild the pier]].",
        "{The council} urged [[the captain to resign]].",
        "{The council} called on [[the captain to resign]].",
        "{The council} called for [[a new crane]].",
        "{The council} warned of [[delays in the harbour]].",
        "{The council} rejected [[the plan]].",
        "{The council} criticized [[the plan]] in a letter on Monday.",
        "{Doe} asked [[whether the crane was safe]].",
        "{Doe} suggested [[closing the pier]].",
        "{Doe} is confident that [[the pier will open]].",
        "{The harbour chief}, who joined in May, demanded [[a second crane]].",
    ] {
        check(case);
    }
}

#[test]
fn nouns_and_passives() {
    for case in [
        "It was confirmed by {the council} that [[the crane is broken]].",
        "[[The plan]] was rejected by {the council}.",
        "{Roe} was quoted as saying [[the crane was broken]].",
        "{Roe}'s warning that [[the crane would break]].",
        "{His} call for [[a new crane]] went unheard.",
        "The pilots renewed {their} repeated arguments that [[the crane would break]].",
        "{The envoy} made bold claims that [[the crane would break]].",
        "{Doe} voiced [[support for the plan]].",
        "{Doe} is raising questions about [[the pier]].",
    ] {
        check(case);
    }
}

#[test]
fn where_a_content_ends() {
    for case in [
        "{Doe} said [[a:the pier was closed]], adding that [[b:it would open in May]].",
        "{Doe} said [[a:the pier was closed]] and called for [[b:a new crane]].",
        "{Doe} said [[a:the pier was closed]], but {b:he} added [[b:it would open in May]].",
        "{Doe} said [[the pier was closed]], according to the minutes.",
        "{Doe}, who said [[the pier was closed]], left the hall.",
        "While {Doe} said [[a:the pier was closed]], {b:Roe} said [[b:it was open]].",
        "{Doe} said [[the pier was closed]], a sign of the times.",
        "{Doe} said [[the pier was closed]]. It rained.",
    ] {
        let (text, mut wanted) = super::marked::read(case);
        let found = super::marked::contents(&text);
        let wanted: Vec<Vec<String>> = wanted.drain(..).map(|a| a.contents).collect();
        assert_eq!(found[..wanted.len().min(found.len())], wanted[..], "{case}");
    }
}

#[test]
fn what_is_no_reported_speech() {
    for case in [
        "The reports were late and the claims were small.",
        "The state of the pier is poor.",
        "He signed the papers and sent them to the harbour.",
        "I think the pier is closed.",
    ] {
        check(case);
    }
}

#[test]
fn what_nobody_has_voiced_is_no_statement() {
    for case in [
        "The council discussed a new crane for the harbour.",
        "The council met to address delays in the harbour.",
        "The council is expected to announce that the pier will open.",
        "The council may warn that the pier will close.",
        "The council decided to rebuild the pier.",
        "There were fears of delays in the harbour.",
        "The council called up forty harbour pilots.",
        "The crew has the support of the port.",
        "Most of the port faced questions about the delay.",
        "The tweet that seemed so odd to the crew was late.",
        "The pier posed a threat to the boats.",
        "The office did not reply to requests for comment.",
        "The plan was backed by the council.",
        "This move signals that the port will pay.",
        "The storm shows that the pier is old.",
        "Nobody expected that the pier would close.",
        "0 Members and 1 Guest are viewing this topic",
        "Asked about the delay of the ferry.",
        "The council met other European states to live in one house.",
        "To view this video please enable scripts in a browser that supports HTML5 video The pier is open.",
    ] {
        check(case);
    }
}
