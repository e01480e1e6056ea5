// Extensions of IHE MHD and of its French counterpart PDSm, under their official addresses. A
// loaded package that defines the same address takes the place of these.

Extension: IsArchived
Id: pdsm-ext-is-archived
Title: "Archived"
Description: "Whether a document or list is archived: kept, and left out of searches that do not ask for it."
* ^url = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived"
* ^context[0].type = #element
* ^context[0].expression = "DocumentReference"
* ^context[1].type = #element
* ^context[1].expression = "List"
* value[x] 1..1
* value[x] only boolean

Extension: IntendedRecipient
Id: pdsm-ext-intended-recipient
Title: "Intended recipient"
Description: "For whom a submission is meant."
* ^url = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-intended-recipient"
* ^context.type = #element
* ^context.expression = "List"
* value[x] 1..1
* value[x] only Reference(Practitioner or PractitionerRole or Organization)

Extension: DesignationType
Id: ihe-designationType
Title: "Kind of list"
Description: "What a submission set or folder holds, clinically; for a submission set, the activity it comes from."
* ^url = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-designationType"
* ^context.type = #element
* ^context.expression = "List"
* value[x] 1..1
* value[x] only CodeableConcept

Extension: SourceId
Id: ihe-sourceId
Title: "Source of a submission"
Description: "Which system submitted: its unique identifier."
* ^url = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId"
* ^context.type = #element
* ^context.expression = "List"
* value[x] 1..1
* value[x] only Identifier

Extension: AuthorOrg
Id: ihe-authorOrg
Title: "Organisation of a submission's author"
Description: "The organisation for which the source of a submission set works."
* ^url = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-authorOrg"
* ^context.type = #element
* ^context.expression = "List.source"
* value[x] 1..1
* value[x] only Reference(Organization)

Extension: HomeCommunityId
Id: ihe-HomeCommunityId
Title: "Home community"
Description: "The community of systems that holds a document."
* ^url = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-HomeCommunityId"
* ^context.type = #element
* ^context.expression = "DocumentReference"
* value[x] 1..1
* value[x] only oid
