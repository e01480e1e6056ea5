// The other parts of the summary of Hélène Garnier; she is invented.

Instance: summary-practitioner-example
InstanceOf: SummaryPractitioner
Usage: #example
Title: "A professional in a summary"
Description: "A general practitioner; invented."
* name.family = "Lefèvre"
* name.given = "Anne"

Instance: summary-practitioner-role-example
InstanceOf: SummaryPractitionerRole
Usage: #example
Title: "A role in a summary"
Description: "What the professional does."
* practitioner = Reference(summary-practitioner-example)
* organization = Reference(summary-organization-example)

Instance: summary-organization-example
InstanceOf: SummaryOrganization
Usage: #example
Title: "A structure in a summary"
Description: "A laboratory; invented."
* name = "Laboratoire des Tilleuls"

Instance: summary-device-example
InstanceOf: SummaryDevice
Usage: #example
Title: "A device in a summary"
Description: "A pacemaker."
* type.text = "Stimulateur cardiaque"
* patient = Reference(summary-patient-example)

Instance: summary-observer-device-example
InstanceOf: SummaryObserverDevice
Usage: #example
Title: "A measuring device in a summary"
Description: "What measured a result."
* manufacturer = "Exemple"
* type.text = "Automate d'hématologie"

Instance: summary-device-use-example
InstanceOf: SummaryDeviceUse
Usage: #example
Title: "The use of a device in a summary"
Description: "A pacemaker, since three years."
* status = #active
* subject = Reference(summary-patient-example)
* device = Reference(summary-device-example)
* timingDateTime = "2023-05-11"

Instance: summary-report-example
InstanceOf: SummaryReport
Usage: #example
Title: "A report in a summary"
Description: "A report of a laboratory."
* status = #final
* category = http://terminology.hl7.org/CodeSystem/v2-0074#LAB
* code.text = "Numération formule sanguine"
* subject = Reference(summary-patient-example)
* effectiveDateTime = "2026-02-10"
* result = Reference(summary-laboratory-result-example)

Instance: summary-imaging-example
InstanceOf: SummaryImaging
Usage: #example
Title: "Images in a summary"
Description: "An examination of the brain."
* status = #available
* subject = Reference(summary-patient-example)
* started = "2026-01-15"

Instance: summary-media-example
InstanceOf: SummaryMedia
Usage: #example
Title: "A picture in a summary"
Description: "A picture of a smear."
* status = #completed
* subject = Reference(summary-patient-example)
* content.contentType = #image/png
* content.title = "Frottis sanguin"

Instance: summary-medication-example
InstanceOf: SummaryMedication
Usage: #example
Title: "A product in a summary"
Description: "A vitamin."
* code.text = "Vitamine D3"

Instance: summary-medication-request-example
InstanceOf: SummaryMedicationRequest
Usage: #example
Title: "A prescription in a summary"
Description: "A vitamin, prescribed."
* status = #active
* intent = #order
* medicationReference = Reference(summary-medication-example)
* subject = Reference(summary-patient-example)

Instance: summary-specimen-example
InstanceOf: SummarySpecimen
Usage: #example
Title: "A specimen in a summary"
Description: "Blood."
* type.text = "Sang veineux"
* subject = Reference(summary-patient-example)

Instance: summary-alert-example
InstanceOf: SummaryAlert
Usage: #example
Title: "An alert in a summary"
Description: "What an anaesthetist must know."
* status = #active
* code.text = "Intubation difficile"
* subject = Reference(summary-patient-example)

Instance: summary-alcohol-use-example
InstanceOf: SummaryAlcoholUse
Usage: #example
Title: "Alcohol in a summary"
Description: "Little alcohol."
* status = #final
* code = http://loinc.org#74013-4
* subject = Reference(summary-patient-example)
* effectiveDateTime = "2026-02-10"
* valueQuantity = 1 '{drinks}/d' "verre par jour"

Instance: summary-tobacco-use-example
InstanceOf: SummaryTobaccoUse
Usage: #example
Title: "Tobacco in a summary"
Description: "No tobacco."
* status = #final
* code = http://loinc.org#72166-2
* subject = Reference(summary-patient-example)
* effectiveDateTime = "2026-02-10"
* valueCodeableConcept.text = "Ancienne fumeuse"

Instance: summary-pregnancy-status-example
InstanceOf: SummaryPregnancyStatus
Usage: #example
Title: "A pregnancy in a summary"
Description: "No pregnancy."
* status = #final
* code = http://loinc.org#82810-3
* subject = Reference(summary-patient-example)
* effectiveDateTime = "2026-02-10"
* valueCodeableConcept.text = "Non enceinte"

Instance: summary-delivery-date-example
InstanceOf: SummaryDeliveryDate
Usage: #example
Title: "An expected delivery in a summary"
Description: "A delivery long ago, as it was expected."
* status = #final
* code = http://loinc.org#11778-8
* subject = Reference(summary-patient-example)
* effectiveDateTime = "1984-01-10"
* valueDateTime = "1984-08-02"

Instance: summary-pregnancy-outcome-example
InstanceOf: SummaryPregnancyOutcome
Usage: #example
Title: "Earlier pregnancies in a summary"
Description: "Two children."
* status = #final
* code = http://loinc.org#11636-8
* subject = Reference(summary-patient-example)
* effectiveDateTime = "2026-02-10"
* valueQuantity = 2 '1' "naissances"

Instance: summary-result-example
InstanceOf: SummaryResult
Usage: #example
Title: "A result in a summary"
Description: "A weight."
* status = #final
* code = http://loinc.org#29463-7
* subject = Reference(summary-patient-example)
* effectiveDateTime = "2026-02-10"
* valueQuantity = 61.5 'kg' "kg"
* performer = Reference(summary-practitioner-example)
* category = http://terminology.hl7.org/CodeSystem/observation-category#vital-signs

Instance: summary-laboratory-result-example
InstanceOf: SummaryLaboratoryResult
Usage: #example
Title: "A laboratory result in a summary"
Description: "A haemoglobin."
* status = #final
* code = http://loinc.org#718-7
* subject = Reference(summary-patient-example)
* effectiveDateTime = "2026-02-10"
* category[laboratory] = http://terminology.hl7.org/CodeSystem/observation-category#laboratory
* performer = Reference(summary-organization-example)
* valueQuantity = 13.2 'g/dL' "g/dL"

Instance: summary-radiology-result-example
InstanceOf: SummaryRadiologyResult
Usage: #example
Title: "A radiology result in a summary"
Description: "What an examination of the brain showed."
* status = #final
* code.text = "IRM cérébrale"
* subject = Reference(summary-patient-example)
* effectiveDateTime = "2026-02-10"
* category[radiology] = http://terminology.hl7.org/CodeSystem/observation-category#imaging
* performer = Reference(summary-practitioner-role-example)
* valueString = "Lésions stables."
