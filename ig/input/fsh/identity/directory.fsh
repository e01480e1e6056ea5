// Professionals and structures, as the national directory names them.

Profile: PractitionerFr
Parent: Practitioner
Id: practitioner
Title: "Professional"
Description: "A professional (professionnel de santé) under the national identifier, with the professions exercised."
* insert StandsFor(fr-core, https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-practitioner, FR Core Practitioner)
* identifier 1..*
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains idNatPs 0..1 and rpps 0..1
* identifier[idNatPs] ^short = "National identifier (IDNPS): the origin's digit, then its number"
* identifier[idNatPs] obeys idnps-form
* insert NationalIdentifier(idNatPs, urn:oid:1.2.250.1.71.4.2.1, IDNPS)
* identifier[rpps] ^short = "Number in the shared directory of professionals (RPPS)"
* identifier[rpps] obeys rpps-key
* insert NationalIdentifier(rpps, https://rpps.esante.gouv.fr, RPPS)
* obeys national-professional
* name 1..*
* name.family 1..1
* qualification.code from $JDV_J106 (preferred)

Invariant: national-professional
Description: "A professional bears a national identifier: IDNPS or RPPS."
Severity: #error
Expression: "identifier.where(system = 'urn:oid:1.2.250.1.71.4.2.1' or system = 'https://rpps.esante.gouv.fr').exists()"
* insert French([[Un professionnel porte un identifiant national : IDNPS ou RPPS.]])

Profile: PractitionerRoleFr
Parent: PractitionerRole
Id: practitioner-role
Title: "Professional in a structure"
Description: "In which structure a professional exercises which profession and specialty (situation d'exercice)."
* insert StandsFor(fr-core, https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-practitioner-role, FR Core PractitionerRole)
* practitioner 1..1
* organization 1..1
* code 1..*
* code from $JDV_J106 (extensible)
* specialty from SpecialtyCode (preferred)

Profile: OrganizationFr
Parent: Organization
Id: organization
Title: "Structure"
Description: "A structure in which care is given (structure de santé), under its national identifiers."
* insert StandsFor(fr-core, https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-organization, FR Core Organization)
* identifier 1..*
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains idNatSt 0..1 and finess 0..* and sirene 0..*
* identifier[idNatSt] ^short = "National identifier (IDNST): the origin's digit, then its number"
* identifier[idNatSt] obeys idnst-form
* insert NationalIdentifier(idNatSt, urn:oid:1.2.250.1.71.4.2.2, IDNST)
* identifier[finess] ^short = "Number in the national file of structures (FINESS)"
* identifier[finess] obeys finess-key
* identifier[finess].system 1..1
* identifier[finess].system = "https://finess.esante.gouv.fr"
* identifier[finess].value 1..1
* identifier[sirene] ^short = "Number in the register of companies (SIREN, SIRET)"
* identifier[sirene] obeys siren-form
* identifier[sirene].system 1..1
* identifier[sirene].system = "https://sirene.fr"
* identifier[sirene].value 1..1
* name 1..1
* type from $JDV_J02 (preferred)

RuleSet: NationalIdentifier(slice, system, type)
* identifier[{slice}].system 1..1
* identifier[{slice}].system = "{system}"
* identifier[{slice}].type = $identifierType#{type}
* identifier[{slice}].value 1..1

Profile: RelatedPersonFr
Parent: RelatedPerson
Id: related-person
Title: "Person of the patient's surroundings"
Description: "Somebody near the patient: a legal representative, a carer (aidant), the trusted person (personne de confiance)."
* insert StandsFor(fr-core, https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-related-person, FR Core RelatedPerson)
* patient 1..1
* patient only Reference(Patient)
* relationship 1..*
* name 1..*
