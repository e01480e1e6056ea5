// The twelve sections of the medical profile that the patient keeps (profil médical).

// Which section a profile belongs to.
RuleSet: Section(code)
* ^useContext.code = http://terminology.hl7.org/CodeSystem/usage-context-type#focus
* ^useContext.valueCodeableConcept = ProfileSections#{code}

Profile: ProfileVaccination
Parent: Immunization
Id: profile-vaccination
Title: "Vaccination"
Description: "A vaccine that was given, or was not (carnet de vaccination). What a professional added or confirmed, the patient does not change."
* insert Section(VACCINES)
* patient only Reference(Patient)
* vaccineCode 1..1
* occurrence[x] only dateTime
* lotNumber 0..1
* performer.actor only Reference(Practitioner or PractitionerRole or Organization)

Profile: ProfileAllergy
Parent: AllergyIntolerance
Id: profile-allergy
Title: "Allergy"
Description: "An allergy or intolerance (allergie)."
* insert Section(ALLERGIES)
* patient only Reference(Patient)
* code 1..1
* clinicalStatus 1..1

Profile: ProfileDisease
Parent: Condition
Id: profile-disease
Title: "Disease or health topic"
Description: "A disease, or a topic of health that the patient lives with (maladies et sujets de santé)."
* insert Section(DISEASES)
* subject only Reference(Patient)
* clinicalStatus 1..1
* category 1..*
* category from http://hl7.org/fhir/ValueSet/condition-category (extensible)
* code 1..1

Profile: ProfileTreatment
Parent: MedicationStatement
Id: profile-treatment
Title: "Treatment"
Description: "A medicine that the patient takes or took (traitement)."
* insert Section(TREATMENTS)
* subject only Reference(Patient)
* medication[x] only CodeableConcept
* effective[x] 1..1

Profile: ProfileMeasure
Parent: Observation
Id: profile-measure
Title: "Measure"
Description: "A measure that the patient or a device took (mesure): one number with its unit, or systolic and diastolic pressure together."
* insert Section(MEASURES)
* obeys measured
* subject 1..1
* subject only Reference(Patient)
* category 1..*
* category = http://terminology.hl7.org/CodeSystem/observation-category#vital-signs
* code from MeasureCode (extensible)
* effective[x] 1..1
* effective[x] only dateTime
* value[x] only Quantity
* component.value[x] only Quantity

Invariant: measured
Description: "A measure has a value with its unit, components that have, or the reason why there is none."
Severity: #error
Expression: "(value.code.exists() or component.exists() or dataAbsentReason.exists()) and component.all(value.code.exists() or dataAbsentReason.exists())"
* insert French([[Une mesure a une valeur avec son unité, des composantes qui en ont, ou la raison de leur absence.]])

Profile: ProfileHospitalization
Parent: Encounter
Id: profile-hospitalization
Title: "Hospitalisation"
Description: "A stay in a hospital (hospitalisation)."
* insert Section(HOSPITALIZATIONS)
* class = $actCode#IMP
* subject 1..1
* subject only Reference(Patient)
* period 1..1
* period.start 1..1

Profile: ProfileFamilyHistory
Parent: FamilyMemberHistory
Id: profile-family-history
Title: "Family history"
Description: "What a relative has or had (antécédents familiaux)."
* insert Section(FAMILY_HISTORY)
* patient only Reference(Patient)
* condition 1..*

Profile: ProfileLifestyle
Parent: Observation
Id: profile-lifestyle
Title: "Way of living"
Description: "What the patient tells of food, physical activity, sleep, screens, alcohol or tobacco (habitudes de vie)."
* insert Section(LIFESTYLES)
* subject 1..1
* subject only Reference(Patient)
* category 1..*
* category = http://terminology.hl7.org/CodeSystem/observation-category#social-history
* code from Lifestyle (required)
* effective[x] 1..1
* effective[x] only dateTime
* value[x] 1..1
* value[x] only CodeableConcept or string or Quantity

Profile: ProfileContact
Parent: RelatedPerson
Id: profile-contact
Title: "Person to turn to"
Description: "Somebody to call in an emergency, the trusted person (personne de confiance), a carer, or whom the patient cares for (entourage)."
* insert Section(ENTOURAGE_CONTACT)
* patient only Reference(Patient)
* relationship 1..*
* relationship ^slicing.discriminator.type = #value
* relationship ^slicing.discriminator.path = "$this"
* relationship ^slicing.rules = #open
* relationship contains role 1..1
* relationship[role] from ContactRole (required)
* relationship[role] ^short = "What the person is to the patient"
* name 1..1
* telecom 1..*

Profile: ProfileWish
Parent: Consent
Id: profile-wish
Title: "Wish"
Description: "Advance directives or the wish about organ donation (volontés), in the patient's own section."
* insert Section(WISHES)
* scope = $consentScope#adr
* category 1..1
* category from WishCategory (required)
* insert Declared

Profile: ProfileProfessionals
Parent: CareTeam
Id: profile-professionals
Title: "The patient's professionals"
Description: "The professionals who follow the patient (professionnels de santé): médecin traitant, pharmacist, midwife, others."
* insert Section(HEALTH_PROFESSIONALS)
* subject 1..1
* subject only Reference(Patient)
* participant 1..*
* participant.role 1..1
* participant.role from CareRole (extensible)
* participant.member 1..1
* participant.member only Reference(Practitioner or PractitionerRole or Organization)

Profile: ProfileAdministrativeDocument
Parent: DocumentReference
Id: profile-administrative-document
Title: "Administrative document"
Description: "A document of administration that the patient keeps (pièces administratives)."
* insert Section(ADMINISTRATIVE_DOCUMENTS)
* subject 1..1
* subject only Reference(Patient)
* category 1..1
* category = $TRE_A03#95
* content 1..1
* content.attachment.contentType 1..1
* content.attachment.title 1..1
