// What stands for the International Patient Summary (IPS): no more than that asks, so that nothing
// is refused which is good there. The patient's own space has profiles of its own.

Profile: SummaryPatient
Parent: Patient
Id: summary-patient
Title: "Patient of a summary"
Description: "A patient as a summary for other countries tells of them: a name, and a date of birth."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Patient-uv-ips, IPS Patient)
* name 1..*
* birthDate 1..1

Profile: SummaryAllergy
Parent: AllergyIntolerance
Id: summary-allergy
Title: "Allergy of a summary"
Description: "An allergy, or that none is known, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/AllergyIntolerance-uv-ips, IPS AllergyIntolerance)
* code 1..1
* patient.reference 1..1

Profile: SummaryCondition
Parent: Condition
Id: summary-condition
Title: "Problem of a summary"
Description: "A problem, or that none is known, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Condition-uv-ips, IPS Condition)
* code 1..1
* subject.reference 1..1

Profile: SummaryMedicationStatement
Parent: MedicationStatement
Id: summary-medication-statement
Title: "Medicine of a summary"
Description: "A medicine that the patient takes, or that none is known, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/MedicationStatement-uv-ips, IPS MedicationStatement)
* subject.reference 1..1
* effective[x] 1..1

Profile: SummaryImmunization
Parent: Immunization
Id: summary-immunization
Title: "Vaccination of a summary"
Description: "A vaccination in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Immunization-uv-ips, IPS Immunization)
* patient.reference 1..1

Profile: SummaryProcedure
Parent: Procedure
Id: summary-procedure
Title: "Procedure of a summary"
Description: "What was done to the patient, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Procedure-uv-ips, IPS Procedure)
* code 1..1
* subject.reference 1..1
* performed[x] 1..1

Profile: SummaryComposition
Parent: Composition
Id: summary-composition
Title: "Summary"
Description: "The table of contents of a summary for other countries: its patient, its author, its sections."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips, IPS Composition)
* type = http://loinc.org#60591-5
* subject 1..1
* subject.reference 1..1

Profile: SummaryBundle
Parent: Bundle
Id: summary-bundle
Title: "Document of a summary"
Description: "A summary for other countries as a FHIR document."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips, IPS Bundle)
* identifier 1..1
* type = #document
* timestamp 1..1
