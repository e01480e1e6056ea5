// The patient's space of Hélène Garnier, who is invented.

Instance: profile-vaccination-example
InstanceOf: ProfileVaccination
Usage: #example
Title: "A vaccination"
Description: "A vaccine against influenza."
* status = #completed
* vaccineCode.text = "Vaccin contre la grippe saisonnière"
* patient = Reference(patient-ins-example)
* occurrenceDateTime = "2025-10-21"
* lotNumber = "A7C21"

Instance: profile-allergy-example
InstanceOf: ProfileAllergy
Usage: #example
Title: "An allergy"
Description: "An allergy to penicillin."
* clinicalStatus = http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical#active
* code.text = "Pénicilline"
* patient = Reference(patient-ins-example)

Instance: profile-disease-example
InstanceOf: ProfileDisease
Usage: #example
Title: "A disease"
Description: "Multiple sclerosis."
* clinicalStatus = http://terminology.hl7.org/CodeSystem/condition-clinical#active
* category = http://terminology.hl7.org/CodeSystem/condition-category#problem-list-item
* code.text = "Sclérose en plaques"
* subject = Reference(patient-ins-example)

Instance: profile-treatment-example
InstanceOf: ProfileTreatment
Usage: #example
Title: "A treatment"
Description: "A medicine taken every day."
* status = #active
* medicationCodeableConcept.text = "Vitamine D3, 1000 UI par jour"
* subject = Reference(patient-ins-example)
* effectivePeriod.start = "2025-11-01"

Instance: profile-measure-example
InstanceOf: ProfileMeasure
Usage: #example
Title: "A weight"
Description: "A weight that the patient took."
* status = #final
* category = http://terminology.hl7.org/CodeSystem/observation-category#vital-signs
* code = $loinc#29463-7
* subject = Reference(patient-ins-example)
* effectiveDateTime = "2026-02-14T08:00:00+01:00"
* valueQuantity = 62.5 'kg' "kg"

Instance: profile-pressure-example
InstanceOf: ProfileMeasure
Usage: #example
Title: "A blood pressure"
Description: "Systolic and diastolic pressure together."
* status = #final
* category = http://terminology.hl7.org/CodeSystem/observation-category#vital-signs
* code = $loinc#85354-9
* subject = Reference(patient-ins-example)
* effectiveDateTime = "2026-02-14T08:05:00+01:00"
* component[0].code = $loinc#8480-6
* component[0].valueQuantity = 128 'mm[Hg]' "mmHg"
* component[1].code = $loinc#8462-4
* component[1].valueQuantity = 79 'mm[Hg]' "mmHg"

Instance: profile-hospitalization-example
InstanceOf: ProfileHospitalization
Usage: #example
Title: "A stay in a hospital"
Description: "Three days in neurology."
* status = #finished
* class = $actCode#IMP
* subject = Reference(patient-ins-example)
* period.start = "2024-05-06"
* period.end = "2024-05-09"

Instance: profile-family-history-example
InstanceOf: ProfileFamilyHistory
Usage: #example
Title: "A mother's disease"
Description: "The mother had diabetes."
* status = #completed
* patient = Reference(patient-ins-example)
* relationship = $roleCode#MTH
* condition.code.text = "Diabète de type 2"

Instance: profile-lifestyle-example
InstanceOf: ProfileLifestyle
Usage: #example
Title: "Tobacco"
Description: "What the patient tells of tobacco."
* status = #final
* category = http://terminology.hl7.org/CodeSystem/observation-category#social-history
* code = Lifestyles#TOBACCO "Tabac"
* subject = Reference(patient-ins-example)
* effectiveDateTime = "2026-02-14"
* valueString = "Arrêté en 2009"

Instance: profile-contact-example
InstanceOf: ProfileContact
Usage: #example
Title: "The trusted person"
Description: "Sophie Garnier is her mother's trusted person."
* patient = Reference(patient-ins-example)
* relationship[role] = ContactRoles#TRUSTED_CONTACT "Personne de confiance"
* relationship[1] = $roleCode#DAUC
* name.family = "Garnier"
* name.given = "Sophie"
* telecom.system = #phone
* telecom.value = "+33 1 99 00 12 34"

Instance: profile-wish-example
InstanceOf: ProfileWish
Usage: #example
Title: "A wish"
Description: "The patient does not wish to give organs."
* insert DeclaredByHelene
* category = PatientWish#organ-donation "Don d'organes"
* provision.type = #deny

Instance: profile-professionals-example
InstanceOf: ProfileProfessionals
Usage: #example
Title: "The patient's professionals"
Description: "The médecin traitant and the pharmacist."
* status = #active
* subject = Reference(patient-ins-example)
* participant[0].role = CareRoles#MEDECIN_TRAITANT "Médecin traitant"
* participant[0].member.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* participant[0].member.identifier.value = "899700001375"
* participant[0].member.display = "Dr Claire Roussel"
* participant[1].role = CareRoles#PHARMACIEN_CORRESPONDANT "Pharmacien correspondant"
* participant[1].member.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* participant[1].member.identifier.value = "899700005483"
* participant[1].member.display = "Paul Hamelin"

Instance: profile-administrative-document-example
InstanceOf: ProfileAdministrativeDocument
Usage: #example
Title: "A certificate of insurance"
Description: "A document that the patient put into the dossier."
* status = #current
* type = $TRE_A05#DOCPAT09 "Document administratif déposé par le patient"
* category = $TRE_A03#95 "Document de gestion"
* subject = Reference(patient-ins-example)
* date = "2026-01-20T20:00:00+01:00"
* content.attachment.contentType = #application/pdf
* content.attachment.title = "Attestation de mutuelle 2026"
* content.attachment.url = "Binary/report-bytes-example"

Instance: message-example
InstanceOf: Message
Usage: #example
Title: "A message"
Description: "The neurologist writes to the patient and takes no reply."
* extension[acknowledgementRequested].valueBoolean = true
* extension[replyBlocked].valueBoolean = true
* status = #completed
* subject = Reference(patient-ins-example)
* topic.text = "Vos résultats"
* sent = "2026-03-03T17:02:00+01:00"
* sender = Reference(practitioner-example)
* recipient = Reference(patient-ins-example)
* payload[0].contentString = "Bonjour, vos résultats sont bons. Le compte rendu est dans votre dossier."
* payload[1].contentReference = Reference(comprehensive-document-example)

Instance: appointment-example
InstanceOf: PatientAppointment
Usage: #example
Title: "An appointment"
Description: "The next consultation of neurology."
* status = #booked
* description = "Consultation de neurologie"
* start = "2026-09-07T14:30:00+02:00"
* end = "2026-09-07T15:00:00+02:00"
* comment = "Apporter l'IRM."
* participant[0].actor = Reference(patient-ins-example)
* participant[0].status = #accepted
* participant[1].actor = Reference(practitioner-example)
* participant[1].status = #accepted
