// Sets of rules that several profiles insert.

// The official profile that a profile of ours stands for: who claims that one is judged by this
// one, as long as the package that defines it is not loaded.
RuleSet: StandsFor(identity, uri, name)
* ^mapping[+].identity = "{identity}"
* ^mapping[=].uri = "{uri}"
* ^mapping[=].name = "{name}"

// What every definition of ours says of itself; SUSHI says it of profiles and code systems.
RuleSet: Definition
* status = #active
* experimental = false
* version = "0.1.0"
* date = "2026-11-28"
* publisher = "Dossier"
* contact.telecom.system = #url
* contact.telecom.value = "https://dossier.example"
* jurisdiction = urn:iso:std:iso:3166#FR "France"

// What an invariant asks, in French.
RuleSet: French(text)
* human.extension[0].url = "http://hl7.org/fhir/StructureDefinition/translation"
* human.extension[0].extension[0].url = "lang"
* human.extension[0].extension[0].valueCode = #fr
* human.extension[0].extension[1].url = "content"
* human.extension[0].extension[1].valueString = "{text}"
