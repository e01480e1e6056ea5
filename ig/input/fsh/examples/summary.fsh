// A summary of Hélène Garnier for a journey; she is invented.

Instance: summary-patient-example
InstanceOf: SummaryPatient
Usage: #example
Title: "A patient in a summary"
Description: "The patient as a summary tells of her."
* name.family = "Garnier"
* name.given = "Hélène"
* birthDate = "1958-04-21"

Instance: summary-allergy-example
InstanceOf: SummaryAllergy
Usage: #example
Title: "An allergy in a summary"
Description: "An allergy to penicillin."
* clinicalStatus = http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical#active
* code.text = "Pénicilline"
* patient = Reference(summary-patient-example)

Instance: summary-condition-example
InstanceOf: SummaryCondition
Usage: #example
Title: "A problem in a summary"
Description: "Multiple sclerosis."
* clinicalStatus = http://terminology.hl7.org/CodeSystem/condition-clinical#active
* code.text = "Sclérose en plaques"
* subject = Reference(summary-patient-example)

Instance: summary-medication-statement-example
InstanceOf: SummaryMedicationStatement
Usage: #example
Title: "A medicine in a summary"
Description: "A medicine taken every day."
* status = #active
* medicationCodeableConcept.text = "Vitamine D3, 1000 UI par jour"
* subject = Reference(summary-patient-example)
* effectivePeriod.start = "2025-11-01"

Instance: summary-immunization-example
InstanceOf: SummaryImmunization
Usage: #example
Title: "A vaccination in a summary"
Description: "A vaccine against influenza."
* status = #completed
* vaccineCode.text = "Vaccin contre la grippe saisonnière"
* patient = Reference(summary-patient-example)
* occurrenceDateTime = "2025-10-21"

Instance: summary-procedure-example
InstanceOf: SummaryProcedure
Usage: #example
Title: "A procedure in a summary"
Description: "An operation years ago."
* status = #completed
* code.text = "Appendicectomie"
* subject = Reference(summary-patient-example)
* performedDateTime = "1974"

Instance: summary-composition-example
InstanceOf: SummaryComposition
Usage: #example
Title: "A summary"
Description: "The table of contents of a summary."
* status = #final
* type = http://loinc.org#60591-5
* subject = Reference(summary-patient-example)
* date = "2026-03-02T10:00:00+01:00"
* author.display = "Dossier"
* title = "Résumé médical"
* section.title = "Allergies"
* section.code = http://loinc.org#48765-2
* section.entry = Reference(summary-allergy-example)

Instance: summary-bundle-example
InstanceOf: SummaryBundle
Usage: #example
Title: "A summary as a document"
Description: "The summary, its patient, and what it refers to."
* identifier.system = "urn:ietf:rfc:3986"
* identifier.value = "urn:uuid:5b1b8ec2-61c5-4b1b-9f0e-0d5f6f6c2f11"
* type = #document
* timestamp = "2026-03-02T10:00:00+01:00"
* entry[0].fullUrl = "https://dossier.example/fhir/Composition/summary-composition-example"
* entry[0].resource = summary-composition-example
* entry[1].fullUrl = "https://dossier.example/fhir/Patient/summary-patient-example"
* entry[1].resource = summary-patient-example
* entry[2].fullUrl = "https://dossier.example/fhir/AllergyIntolerance/summary-allergy-example"
* entry[2].resource = summary-allergy-example
