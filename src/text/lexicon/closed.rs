//! Small words, verbs of every day, and places where speech is given, as data.
//!
//! Source: written for this project; closed classes of English after any grammar, the
//! rest from news usage. Lower case, parted by white space.

/// Determiners.
pub const DETERMINERS: &str = "a an the this that these those some any no every each all both another other such several many most few more";
/// Possessive determiners.
pub const POSSESSIVES: &str = "my your his her its our their whose";
/// Subject pronouns of the third person that can stand for a speaker.
pub const HE_SHE_THEY: &str = "he she they";
/// Other subject pronouns.
pub const SUBJECTS: &str = "i we you it everyone everybody someone somebody nobody anyone";
/// Object and reflexive pronouns.
pub const OBJECTS: &str =
    "me him them us himself herself themselves itself myself yourself ourselves";
/// Prepositions.
pub const PREPOSITIONS: &str = "of in on at by for with from to into about against between among through during over under above below near across behind beyond toward towards upon within without per via despite amid amidst amongst outside inside along around regarding concerning including following alongside throughout aboard unlike like versus";
/// Words that join.
pub const CONJUNCTIONS: &str = "and or but nor yet";
/// Words that open a subordinate clause.
pub const SUBORDINATORS: &str = "because while although though if when whenever as after before since until unless whereas where wherever once lest so than whether";
/// Relative words.
pub const RELATIVES: &str = "who which whom that";
/// Question words.
pub const QUESTIONS: &str = "what why how whether who where when if which";
/// Forms of “be”.
pub const BE: &str =
    "be is are was were been being am isn't aren't wasn't weren't isn’t aren’t wasn’t weren’t";
/// Forms of “have”.
pub const HAVE: &str = "have has had having haven't hasn't hadn't haven’t hasn’t hadn’t";
/// Forms of “do”.
pub const DO: &str = "do does did don't doesn't didn't don’t doesn’t didn’t";
/// Modal verbs.
pub const MODALS: &str = "will would can could may might shall should must ought won't wouldn't can't couldn't shouldn't cannot mustn't won’t wouldn’t can’t couldn’t shouldn’t mustn’t";
/// Negations.
pub const NEGATIONS: &str = "not never neither isn't aren't wasn't weren't haven't hasn't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't cannot isn’t aren’t wasn’t weren’t haven’t hasn’t hadn’t don’t doesn’t didn’t won’t wouldn’t can’t couldn’t shouldn’t";
/// Adverbs that stand between a speaker and a cue, or after it.
pub const ADVERBS: &str = "also later earlier then now still again once often always sometimes just only even already first further furthermore however instead meanwhile nonetheless nevertheless moreover thus therefore too else simply merely soon ever recently previously famously once indeed perhaps maybe rather quite very subsequently afterward afterwards eventually finally initially originally long today's bluntly elsewhere likewise similarly";
/// Days and times of day.
pub const TIMES: &str = "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays today yesterday tomorrow tonight overnight";
/// Months.
pub const MONTHS: &str = "january february march april may june july august september october november december jan feb aug sept oct nov dec jan. feb. aug. sept. oct. nov. dec.";
/// Time words that stand alone or after “last”, “this”.
pub const TIME_NOUNS: &str = "week month year morning afternoon evening night day weekend noon midnight hour days weeks months years spring summer autumn winter";
/// Where and how speech is given: heads of phrases that never begin a content.
pub const VENUES: &str = "interview interviews statement statements speech speeches address remarks news conference briefing briefings press rally tweet tweets post posts email e-mail emails letter letters memo testimony hearing debate report reports article op-ed column editorial filing ad ads advertisement video message phone telephone call broadcast appearance meeting summit visit event forum town hall twitter facebook instagram telegram youtube x television tv radio show program programme podcast newspaper magazine channel website site blog book memoir affidavit lawsuit complaint ruling opinion response reply reference exchange conversation comment comments announcement presser dispatch communique communiqué readout livestream webcast campaign stop fundraiser dinner breakfast luncheon address";
/// Everyday verbs in the past tense or third person that end a noun phrase to their left.
pub const PASTS: &str = "cast went took made came got gave saw had did began became left kept held brought won lost met led ran stood sat spent sent built bought broke chose drew drove fell flew grew hit knew lay rose set shook spoke struck threw wore paid put let cut hurt beat bid shut quit rode sank shrank slid split swept won wound fought sought taught caught thought felt dealt stuck slept sold fled hid laid lent tore withdrew overcame understood forgot froze stole swore swam sang rang wore arose awoke bled blew bore clung crept dug ate drank fed flung hung leapt lit overthrew shone spun stank stung swung undertook underwent upheld withheld withstood outpaced goes takes makes comes gets gives sees begins becomes leaves keeps holds brings wins loses meets leads runs stands sits spends sends builds buys breaks chooses draws falls grows seems appears remains happens tends needs starts continues works lives uses turns moves looks helps lets puts follows includes provides allows requires seemed appeared";
/// Base verbs that follow a plural subject and begin no noun phrase.
pub const BASES: &str = "go take make come get give become keep hold bring lose stand sit spend send build buy choose draw fall grow seem remain happen tend need start live use turn move look help let put include provide require know want try become exist depend belong deserve";
/// Words that are written small in a name.
pub const PARTICLES: &str =
    "de del della di da von van der den la le el al bin ibn ben dos du ter ten y";
/// Abbreviations that never end a sentence.
pub const ABBREVIATIONS: &str = "mr. mrs. ms. dr. prof. rev. hon. fr. sr. sen. sens. rep. reps. gov. govs. gen. lt. col. capt. cmdr. maj. sgt. cpl. adm. brig. pres. amb. sec. atty. supt. det. insp. st. mt. ft. no. nos. vs. v. dept. dist. est. fig. approx. messrs. mmes. mlle. mme. jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec. ave. blvd. rd. ala. ariz. ark. calif. colo. conn. del. fla. ga. ill. ind. kan. ky. la. md. mass. mich. minn. miss. mo. mont. neb. nev. okla. ore. pa. tenn. tex. va. vt. wash. wis. wyo. i.e. e.g. viz. cf. al. op. ed. eds. vol. p. pp. gov.-elect";
/// Abbreviations that may also end a sentence.
pub const ENDING_ABBREVIATIONS: &str = "u.s. u.k. u.n. e.u. u.s.a. d.c. n.y. n.j. n.h. n.c. s.c. n.m. n.d. s.d. r.i. w.va. a.m. p.m. inc. corp. co. ltd. llc. jr. sr. ph.d. m.d. b.a. m.a. etc. bros. l.a. u.s.s.r. a.d. b.c. f.b.i. c.i.a. g.o.p. n.s.a. n.r.a.";
