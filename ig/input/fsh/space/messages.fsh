// Messages and appointments of the patient's space.

Extension: AcknowledgementRequested
Id: acknowledgement-requested
Title: "Acknowledgement requested"
Description: "The sender asks to be told when the message is read (accusé de lecture)."
* ^context.type = #element
* ^context.expression = "Communication"
* value[x] 1..1
* value[x] only boolean

Extension: ReplyBlocked
Id: reply-blocked
Title: "No reply"
Description: "The sender does not take replies to the message."
* ^context.type = #element
* ^context.expression = "Communication"
* value[x] 1..1
* value[x] only boolean

Profile: Message
Parent: Communication
Id: message
Title: "Message"
Description: "A message of the secure mail between a patient and professionals (messagerie sécurisée). A message that answers names the one before; a conversation is closed when its last message is completed."
* extension contains
    AcknowledgementRequested named acknowledgementRequested 0..1 and
    ReplyBlocked named replyBlocked 0..1
* subject 1..1
* subject only Reference(Patient)
* topic 1..1
* topic.text 1..1
* topic.text ^short = "The subject of the message"
* sent 1..1
* sender 1..1
* sender only Reference(Patient or RelatedPerson or Practitioner or PractitionerRole or Organization)
* recipient 1..*
* recipient only Reference(Patient or RelatedPerson or Practitioner or PractitionerRole or Organization)
* inResponseTo only Reference(Communication)
* payload 1..*
* payload.content[x] only string or Attachment or Reference(DocumentReference)
* payload.content[x] ^short = "The text, or what is attached to it"

Profile: PatientAppointment
Parent: Appointment
Id: appointment
Title: "Appointment"
Description: "An appointment of the patient's agenda, entered by the patient or by an application. What an application entered is changed there."
* insert StandsFor(fr-core, https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-appointment, FR Core Appointment)
* obeys one-patient and short-note
* description 1..1
* start 1..1
* participant.actor only Reference(Patient or Practitioner or PractitionerRole or HealthcareService or Location or RelatedPerson)

Invariant: one-patient
Description: "An appointment names exactly one patient."
Severity: #error
Expression: "participant.actor.where(type = 'Patient' or reference.contains('Patient/')).count() = 1"
* insert French([[Un rendez-vous désigne un patient et un seul.]])

Invariant: short-note
Description: "The note of an appointment has at most 1000 characters."
Severity: #error
Expression: "comment.exists() implies comment.length() <= 1000"
* insert French([[La note d'un rendez-vous a 1000 caractères au plus.]])
