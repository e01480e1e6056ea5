Profile: ComprehensiveDocument
Parent: DocumentReference
Id: comprehensive-document
Title: "Document with comprehensive metadata"
Description: "A document of the shared record as its producer deposits it, with all that is told of it: who, for whom, when, in which setting, of which type and class, how confidential, and where its bytes are."
* insert StandsFor(pdsm, https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-document-reference, PDSm Comprehensive DocumentReference)
* insert Document
* obeys entry-uuid
* contained 1..*
* contained ^short = "Author, authenticator and the patient's traits as the producer knew them"
* extension contains IsArchived named isArchived 0..1 and HomeCommunityId named homeCommunityId 0..1
* status from DocumentStatus (required)
* type 1..1
* category 1..1
* author 1..*
* author only Reference(Practitioner or PractitionerRole or Device or Patient)
* author ^type.aggregation = #contained
* authenticator only Reference(Practitioner or PractitionerRole or Organization)
* authenticator ^type.aggregation = #contained
* securityLabel 1..*
* content.attachment obeys document-size and document-hash
* content.attachment.language 1..1
* content.attachment.data 0..0
* content.attachment.url 1..1
* content.attachment.url ^short = "In a submission the urn:uuid of the Binary's entry, else where the bytes are"
* content.attachment.creation 1..1
* content.format 1..1
* context 1..1
* context.period 1..1
* context.period.start 1..1
* context.facilityType 1..1
* context.practiceSetting 1..1
* context.sourcePatientInfo 1..1
* context.sourcePatientInfo only Reference(Patient)
* context.sourcePatientInfo ^type.aggregation = #contained

Profile: SimplifiedDocument
Parent: DocumentReference
Id: simplified-document
Title: "Document in simplified publication"
Description: "A document that carries its bytes in itself. The server takes them out, computes size and hash, and makes the submission set."
* insert StandsFor(pdsm, https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-simplified-publish, PDSm Simplified Publish)
* insert Document
* obeys no-entry-uuid
* status = #current
* type 0..1
* category 0..1
* author 1..*
* author only Reference(Practitioner or PractitionerRole or Organization or Device or Patient or RelatedPerson)
* authenticator only Reference(Practitioner or PractitionerRole or Organization)
* content.attachment.data 1..1
* content.attachment.url 0..0
* context.event 0..1
* context.sourcePatientInfo only Reference(Patient)

// What both have in common.
RuleSet: Document
* obeys unique-id-type and same-unique-id and one-replaced and confidentiality-kept and class-of-type
* modifierExtension 0..0
* masterIdentifier 1..1
* masterIdentifier obeys unique-id-urn
* masterIdentifier ^short = "The identifier that the producer gave to the document, for ever"
* masterIdentifier.system 1..1
* masterIdentifier.value 1..1
* docStatus 0..0
* type from $JDV_J07 (preferred)
* type ^short = "Type of document (typeCode)"
* category from $JDV_J06 (preferred)
* category ^short = "Class of document (classCode); it follows from the type"
* subject 1..1
* subject only Reference(Patient)
* date 1..1
* custodian 1..1
* custodian ^short = "The organisation that keeps the document"
* relatesTo.target only Reference(DocumentReference)
* securityLabel from $JDV_J08 (extensible)
* securityLabel ^short = "Confidentiality, and visibility codes beside it"
* content 1..1
* content.attachment.contentType 1..1
* content.attachment.title 1..1
* content.format from $JDV_J10 (preferred)
* context obeys reference-id
* context.facilityType from $JDV_J02 (preferred)
* context.practiceSetting from $JDV_J04 (preferred)
