Profile: PatientIns
Parent: Patient
Id: patient-ins
Title: "Patient with a national health identity"
Description: "A person whose dossier this is, known by the national health identity (identité nationale de santé, INS): the traits of the civil register, how reliable they are, and the identifiers that may stand beside them."
* insert StandsFor(fr-core, https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-ins, FR Core Patient INS)
* obeys ins-qualified and one-official-identifier and ins-needs-qualification
* extension contains
    FRCoreIdentityReliability named identityReliability 1..* and
    $birthPlace named birthPlace 1..1
* extension[identityReliability] ^short = "How reliable the identity is (fiabilité de l'identité)"
* extension[birthPlace] ^short = "Place of birth, with its official code (code INSEE)"
* extension[birthPlace] obeys birth-place-code
* identifier 1..*
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains nir 0..* and nia 0..* and nirTest 0..* and nirDemo 0..* and insC 0..*
* identifier[nir] ^short = "NIR, the national number: as health identity, or as insurance number"
* identifier[nir] obeys ins-key
* identifier[nir].system 1..1
* identifier[nir].system = "urn:oid:1.2.250.1.213.1.4.8"
* identifier[nir].type 1..1
* identifier[nir].type from IdentityOfNir (required)
* identifier[nir].value 1..1
* identifier[nia] ^short = "NIA, the number of waiting for a NIR"
* insert InsIdentifier(nia, urn:oid:1.2.250.1.213.1.4.9, INS-NIA)
* identifier[nia].use = #temp
* identifier[nirTest] ^short = "A NIR of the test range"
* insert InsIdentifier(nirTest, urn:oid:1.2.250.1.213.1.4.10, INS-NIR-TEST)
* identifier[nirTest].use = #official
* identifier[nirDemo] ^short = "A NIR of the demonstration range"
* insert InsIdentifier(nirDemo, urn:oid:1.2.250.1.213.1.4.11, INS-NIR-DEMO)
* identifier[nirDemo].use = #official
* identifier[insC] ^short = "The computed identity of former years (INS-C)"
* identifier[insC].system 1..1
* identifier[insC].system = "urn:oid:1.2.250.1.213.1.4.2"
* identifier[insC].use 1..1
* identifier[insC].use = #secondary
* identifier[insC].value 1..1
* name 1..*
* name ^slicing.discriminator.type = #value
* name ^slicing.discriminator.path = "use"
* name ^slicing.rules = #open
* name contains official 1..1 and usual 0..*
* name[official] ^short = "Name of birth (nom de naissance)"
* name[official].use 1..1
* name[official].use = #official
* name[official].extension contains FRCoreBirthListGivenName named birthListGivenName 1..1
* name[official].family 1..1
* name[official].given 1..1
* name[official].given ^short = "First given name of birth (premier prénom de naissance)"
* name[usual] ^short = "Name in use (nom utilisé)"
* name[usual].use 1..1
* name[usual].use = #usual
* gender 1..1
* gender from GenderOfIdentity (required)
* birthDate 1..1

RuleSet: InsIdentifier(slice, system, type)
* identifier[{slice}] obeys ins-key
* identifier[{slice}].system 1..1
* identifier[{slice}].system = "{system}"
* identifier[{slice}].type 1..1
* identifier[{slice}].type = $identifierType#{type}
* identifier[{slice}].use 1..1
* identifier[{slice}].value 1..1
