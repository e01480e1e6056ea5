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

Instance: practitioner-example
InstanceOf: PractitionerFr
Usage: #example
Title: "Dr Antoine Mercadier"
Description: "A neurologist with both national numbers."
* identifier[idNatPs].type = $identifierType#IDNPS
* identifier[idNatPs].value = "899700002746"
* identifier[rpps].type = $identifierType#RPPS
* identifier[rpps].value = "99700002746"
* name.family = "Mercadier"
* name.given = "Antoine"
* name.prefix = "Dr"
* qualification.code = $TRE_G15#10 "Médecin"

Instance: practitioner-role-example
InstanceOf: PractitionerRoleFr
Usage: #example
Title: "Dr Antoine Mercadier at the hospital"
Description: "Which profession and specialty he exercises there."
* practitioner = Reference(practitioner-example)
* organization = Reference(organization-example)
* code = $TRE_G15#10 "Médecin"
* specialty = $TRE_R38#SM32 "Neurologie"

Instance: organization-example
InstanceOf: OrganizationFr
Usage: #example
Title: "A hospital"
Description: "A public hospital under its national identifiers."
* identifier[idNatSt].type = $identifierType#IDNST
* identifier[idNatSt].value = "1990000028"
* identifier[finess].type = $identifierType#FINEG
* identifier[finess].value = "990000028"
* identifier[sirene].type = $identifierType#SIREN
* identifier[sirene].value = "882100126"
* type = $TRE_R02#SA01 "Etablissement public de santé"
* name = "Centre hospitalier du Val de Sarthe"

Instance: related-person-example
InstanceOf: RelatedPersonFr
Usage: #example
Title: "Sophie Garnier, a carer"
Description: "The daughter of Hélène Garnier, who cares for her."
* patient = Reference(patient-ins-example)
* relationship = $roleCode#DAUC "daughter"
* name.family = "Garnier"
* name.given = "Sophie"
