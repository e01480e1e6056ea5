// Invented persons and structures; identifiers are of the test ranges.

Instance: patient-ins-example
InstanceOf: PatientIns
Usage: #example
Title: "Hélène Garnier, with her national health identity"
Description: "A validated identity: the traits of the civil register and a NIR of the test range."
* extension[identityReliability].extension[identityStatus].valueCoding = $reliability#VALI
* extension[identityReliability].extension[methodCollection].valueCoding = $reliability#INSi
* extension[identityReliability].extension[dateInterrogationINSi].valueDate = "2026-01-12"
* extension[birthPlace].valueAddress.city = "Le Mans"
* extension[birthPlace].valueAddress.extension[0].url = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code"
* extension[birthPlace].valueAddress.extension[0].valueCoding = $TRE_R13#72181 "Le Mans"
* identifier[nirTest].use = #official
* identifier[nirTest].value = "258047218199010"
* identifier[1].use = #usual
* identifier[1].type = $v2-0203#PI
* identifier[1].system = "urn:oid:1.2.250.1.999.7.1"
* identifier[1].value = "4421097"
* name[official].extension[birthListGivenName].valueString = "Hélène Marie"
* name[official].family = "Lefèvre"
* name[official].given = "Hélène"
* name[usual].family = "Garnier"
* name[usual].given = "Hélène"
* gender = #female
* birthDate = "1958-04-17"

Instance: patient-provisional-example
InstanceOf: PatientIns
Usage: #example
Title: "A patient whose identity is not yet validated"
Description: "The traits were told, and no document was shown: the identity is provisional and bears no national health identity."
* extension[identityReliability].extension[identityStatus].valueCoding = $reliability#PROV
* extension[identityReliability].extension[methodCollection].valueCoding = $reliability#SM
* extension[birthPlace].valueAddress.country = "DZA"
* extension[birthPlace].valueAddress.extension[0].url = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code"
* extension[birthPlace].valueAddress.extension[0].valueCoding = $TRE_R13#99352
* identifier[0].use = #usual
* identifier[0].type = $v2-0203#PI
* identifier[0].system = "urn:oid:1.2.250.1.999.7.1"
* identifier[0].value = "4421098"
* name[official].extension[birthListGivenName].valueString = "Karim"
* name[official].family = "Benali"
* name[official].given = "Karim"
* gender = #male
* birthDate = "1985-03-02"
