// The other parts of an International Patient Summary, as summary.fsh: no more than that asks.

RuleSet: OfPatient
* subject 1..1
* subject.reference 1..1

// What an observation of a way of life or a pregnancy says: of whom, and on which day.
RuleSet: OnADay
* insert OfPatient
* effective[x] 1..1
* effective[x] only dateTime
* component 0..0

RuleSet: OfAPregnancy
* insert OnADay
* bodySite 0..0
* specimen 0..0
* device 0..0
* referenceRange 0..0

// What a result says: of whom, and when.
RuleSet: Result
* insert OfPatient
* effective[x] 1..1
* effective[x] only dateTime or Period

RuleSet: ResultOf(slice, code)
* insert Result
* performer 1..*
* category ^slicing.discriminator.type = #pattern
* category ^slicing.discriminator.path = "$this"
* category ^slicing.rules = #open
* category contains {slice} 1..1
* category[{slice}] = http://terminology.hl7.org/CodeSystem/observation-category#{code}

Profile: SummaryPractitioner
Parent: Practitioner
Id: summary-practitioner
Title: "Professional of a summary"
Description: "A professional whom a summary for other countries names: by a name."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Practitioner-uv-ips, IPS Practitioner)
* name 1..*

Profile: SummaryPractitionerRole
Parent: PractitionerRole
Id: summary-practitioner-role
Title: "Role of a professional of a summary"
Description: "What a professional does for a structure, in a summary for other countries; it asks what R4 asks."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/PractitionerRole-uv-ips, IPS PractitionerRole)

Profile: SummaryOrganization
Parent: Organization
Id: summary-organization
Title: "Structure of a summary"
Description: "A structure that a summary for other countries names: by a name."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Organization-uv-ips, IPS Organization)
* name 1..1

Profile: SummaryDevice
Parent: Device
Id: summary-device
Title: "Device of a summary"
Description: "A device that the patient uses or bears, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Device-uv-ips, IPS Device)
* patient 1..1
* patient.reference 1..1

Profile: SummaryObserverDevice
Parent: Device
Id: summary-observer-device
Title: "Measuring device of a summary"
Description: "A device that measured what a summary for other countries tells; it asks what R4 asks."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Device-observer-uv-ips, IPS Device as observer)

Profile: SummaryDeviceUse
Parent: DeviceUseStatement
Id: summary-device-use
Title: "Use of a device in a summary"
Description: "That the patient uses or bears a device, and since when, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/DeviceUseStatement-uv-ips, IPS DeviceUseStatement)
* subject.reference 1..1
* timing[x] 1..1

Profile: SummaryReport
Parent: DiagnosticReport
Id: summary-report
Title: "Report of a summary"
Description: "A report of an examination, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/DiagnosticReport-uv-ips, IPS DiagnosticReport)
* insert Result
* category 1..*

Profile: SummaryImaging
Parent: ImagingStudy
Id: summary-imaging
Title: "Images of a summary"
Description: "A study of images of the patient, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/ImagingStudy-uv-ips, IPS ImagingStudy)
* subject.reference 1..1

Profile: SummaryMedia
Parent: Media
Id: summary-media
Title: "Picture of a result in a summary"
Description: "A finished picture that goes with a result, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Media-observation-uv-ips, IPS Media)
* status = #completed
* insert OfPatient

Profile: SummaryMedication
Parent: Medication
Id: summary-medication
Title: "Product of a summary"
Description: "A medicinal product that a summary for other countries names by its code."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Medication-uv-ips, IPS Medication)
* code 1..1

Profile: SummaryMedicationRequest
Parent: MedicationRequest
Id: summary-medication-request
Title: "Prescription of a summary"
Description: "A prescription for the patient, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/MedicationRequest-uv-ips, IPS MedicationRequest)
* subject.reference 1..1

Profile: SummarySpecimen
Parent: Specimen
Id: summary-specimen
Title: "Specimen of a summary"
Description: "What was taken of the patient for a result, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Specimen-uv-ips, IPS Specimen)
* type 1..1
* subject.reference 1..1

Profile: SummaryAlert
Parent: Flag
Id: summary-alert
Title: "Alert of a summary"
Description: "What whoever reads a summary for other countries must know at once."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Flag-alert-uv-ips, IPS Flag)
* status = #active
* subject.reference 1..1

Profile: SummaryAlcoholUse
Parent: Observation
Id: summary-alcohol-use
Title: "Alcohol in a summary"
Description: "How much alcohol the patient drinks, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-alcoholuse-uv-ips, IPS alcohol use)
* code = $loinc#74013-4
* insert OnADay

Profile: SummaryTobaccoUse
Parent: Observation
Id: summary-tobacco-use
Title: "Tobacco in a summary"
Description: "Whether the patient smokes, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-tobaccouse-uv-ips, IPS tobacco use)
* code = $loinc#72166-2
* insert OnADay

Profile: SummaryPregnancyStatus
Parent: Observation
Id: summary-pregnancy-status
Title: "Pregnancy in a summary"
Description: "Whether the patient is pregnant, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-pregnancy-status-uv-ips, IPS pregnancy status)
* code = $loinc#82810-3
* insert OfAPregnancy

Profile: SummaryDeliveryDate
Parent: Observation
Id: summary-delivery-date
Title: "Expected delivery in a summary"
Description: "When a child is expected, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-pregnancy-edd-uv-ips, IPS expected date of delivery)
* insert OfAPregnancy
* method 0..0

Profile: SummaryPregnancyOutcome
Parent: Observation
Id: summary-pregnancy-outcome
Title: "Earlier pregnancies in a summary"
Description: "How earlier pregnancies ended, counted, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-pregnancy-outcome-uv-ips, IPS pregnancy outcome)
* insert OfAPregnancy

Profile: SummaryResult
Parent: Observation
Id: summary-result
Title: "Result of a summary"
Description: "A result of any examination, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-results-uv-ips, IPS results)
* insert Result

Profile: SummaryLaboratoryResult
Parent: Observation
Id: summary-laboratory-result
Title: "Laboratory result of a summary"
Description: "A result of a laboratory, pathology included, and who found it, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-results-laboratory-uv-ips, IPS laboratory results)
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-results-pathology-uv-ips, IPS pathology results)
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-results-laboratory-pathology-uv-ips, IPS laboratory and pathology results)
* insert ResultOf(laboratory, laboratory)

Profile: SummaryRadiologyResult
Parent: Observation
Id: summary-radiology-result
Title: "Radiology result of a summary"
Description: "What images showed, and who found it, in a summary for other countries."
* insert StandsFor(ips, http://hl7.org/fhir/uv/ips/StructureDefinition/Observation-results-radiology-uv-ips, IPS radiology results)
* insert ResultOf(radiology, imaging)
