// Extensions of the French core guide (FR Core) and of the patient record, under their official
// addresses. A loaded package that defines the same address takes the place of these.

Extension: FRCoreIdentityReliability
Id: fr-core-identity-reliability
Title: "Reliability of an identity"
Description: "How sure it is that the traits are those of the person (fiabilité de l'identité): the state of the identity, how it was collected, and when the national service was asked."
* ^url = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability"
* ^context.type = #element
* ^context.expression = "Patient"
* extension contains
    identityStatus 0..1 and
    methodCollection 0..1 and
    dateInterrogationINSi 0..1 and
    validationDate 0..1 and
    validationMode 0..1 and
    comment 0..*
* extension[identityStatus].value[x] only Coding
* extension[identityStatus].value[x] from IdentityStatus (required)
* extension[methodCollection].value[x] only Coding
* extension[methodCollection].value[x] from IdentityCollection (required)
* extension[dateInterrogationINSi].value[x] only date
* extension[validationDate].value[x] only date
* extension[validationMode].value[x] only Coding
* extension[comment].value[x] only CodeableConcept

Extension: FRCoreBirthListGivenName
Id: fr-core-patient-birth-list-given-name
Title: "All given names of birth"
Description: "All given names as the civil register has them, in their order, separated by spaces (liste des prénoms de l'acte de naissance)."
* ^url = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-birth-list-given-name"
* ^context.type = #element
* ^context.expression = "HumanName"
* value[x] 1..1
* value[x] only string

Extension: FRCoreInseeCode
Id: fr-core-address-insee-code
Title: "Code of a commune or country"
Description: "The official geographic code of a place (code INSEE): five characters, 99 and the country's number for a place abroad."
* ^url = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code"
* ^context.type = #element
* ^context.expression = "Address"
* value[x] 1..1
* value[x] only Coding
