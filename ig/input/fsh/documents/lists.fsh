Profile: SubmissionSet
Parent: List
Id: submission-set
Title: "Submission set"
Description: "What was deposited together (lot de soumission): by whom, from which activity, when. It does not change once it is stored, but for its status."
* insert StandsFor(pdsm, https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-submissionset-comprehensive, PDSm SubmissionSet Comprehensive)
* insert DocumentList
* obeys submission-unique-id
* contained 1..*
* extension 2..*
* extension contains
    DesignationType named designationType 1..1 and
    SourceId named sourceId 1..1 and
    IsArchived named isArchived 0..1 and
    IntendedRecipient named intendedRecipient 0..*
* extension[designationType].value[x] from $JDV_J03 (preferred)
* status = #current
* code from SubmissionSetCode (required)
* source 1..1
* source only Reference(Practitioner or PractitionerRole or Device or Patient)
* source ^type.aggregation = #contained
* source.extension contains AuthorOrg named authorOrg 0..1
* obeys contained-parties
* entry.item only Reference(DocumentReference or List)

Profile: Folder
Parent: List
Id: folder
Title: "Folder"
Description: "Documents that belong together for a clinical reason (classeur). Later submissions may add to it."
* insert StandsFor(pdsm, https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-folder-comprehensive, PDSm Folder Comprehensive)
* insert DocumentList
* extension contains
    DesignationType named designationType 1..1 and
    IsArchived named isArchived 0..1
* code from FolderCode (required)
* title 1..1
* source 0..0
* entry 1..*
* entry.item only Reference(DocumentReference)

// What both have in common.
RuleSet: DocumentList
* obeys entry-uuid
* modifierExtension 0..0
* mode = #working
* code 1..1
* subject 1..1
* subject only Reference(Patient)
* encounter 0..0
* date 1..1
* orderedBy 0..0
* note 0..1
* entry.flag 0..0
* entry.deleted 0..0
* entry.date 0..0
* emptyReason 0..0
