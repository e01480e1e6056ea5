// Documents, lists and submissions of an invented patient.

RuleSet: AuthorAndPatient
* contained[0] = document-author
* contained[1] = document-patient-traits

Instance: document-author
InstanceOf: Practitioner
Usage: #inline
* identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* identifier.value = "899700002746"
* identifier.type = $identifierType#IDNPS
* name.family = "Mercadier"
* name.given = "Antoine"

Instance: document-patient-traits
InstanceOf: Patient
Usage: #inline
* identifier.use = #official
* identifier.type = $identifierType#INS-NIR-TEST
* identifier.system = "urn:oid:1.2.250.1.213.1.4.10"
* identifier.value = "258047218199010"
* name.use = #official
* name.family = "Lefèvre"
* name.given = "Hélène"
* gender = #female
* birthDate = "1958-04-17"

Instance: submission-author
InstanceOf: PractitionerRole
Usage: #inline
* practitioner.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* practitioner.identifier.value = "899700002746"
* practitioner.display = "Dr Antoine Mercadier"

Instance: submission-organization
InstanceOf: Organization
Usage: #inline
* identifier.system = "urn:oid:1.2.250.1.71.4.2.2"
* identifier.value = "1990000028"
* name = "Centre hospitalier du Val de Sarthe"

// What the documents below have in common.
RuleSet: ConsultationReport
* masterIdentifier.type = $mhdIdentifierType#uniqueId
* masterIdentifier.system = "urn:ietf:rfc:3986"
* masterIdentifier.value = "urn:oid:1.2.250.1.999.1.1.7898"
* status = #current
* type = $loinc#11488-4
* type.text = "CR ou fiche de consultation ou de visite"
* category = $TRE_A03#10 "Compte rendu"
* subject = Reference(patient-ins-example)
* date = "2026-03-02T10:15:00+01:00"
* custodian.identifier.system = "urn:oid:1.2.250.1.71.4.2.2"
* custodian.identifier.value = "1990000028"
* custodian.display = "Centre hospitalier du Val de Sarthe"
* description = "Consultation de neurologie"
* securityLabel = $confidentiality#N "normal"
* content.attachment.contentType = #application/pdf
* content.attachment.language = #fr-FR
* content.attachment.title = "Compte rendu de consultation"
* content.attachment.creation = "2026-03-02T10:00:00+01:00"
* content.format = $TRE_A11#urn:ihe:iti:xds-sd:pdf:2008
* context.period.start = "2026-03-02T09:30:00+01:00"
* context.facilityType = $TRE_R02#SA01 "Etablissement public de santé"
* context.practiceSetting = $TRE_A01#ETABLISSEMENT "Etablissement de santé"

RuleSet: ComprehensiveReport
* insert ConsultationReport
* insert AuthorAndPatient
* identifier[0].type = $mhdIdentifierType#entryUUID
* identifier[0].system = "urn:ietf:rfc:3986"
* identifier[0].value = "urn:uuid:7d5bb8ac-68ee-4926-85e7-b8aac8e1f09d"
* author.reference = "#document-author"
* authenticator.reference = "#document-author"
* context.sourcePatientInfo.reference = "#document-patient-traits"
* content.attachment.size = 11
* content.attachment.hash = "Ck1VqNd45QIvq3AZd8XYQLvEhtA="

Instance: comprehensive-document-example
InstanceOf: ComprehensiveDocument
Usage: #example
Title: "Report of a consultation"
Description: "The report of a neurologist, masked to other professionals at the patient's request."
* insert ComprehensiveReport
* extension[isArchived].valueBoolean = false
* securityLabel[1] = $TRE_A07#MASQUE_PS "Masqué aux professionnels de santé"
* content.attachment.url = "Binary/report-bytes-example"
* context.related.identifier.type = urn:ietf:rfc:3986#urn:ihe:iti:xds:2013:order
* context.related.identifier.system = "urn:oid:1.2.250.1.999.7.2"
* context.related.identifier.value = "2026-0218"

Instance: report-bytes-example
InstanceOf: Binary
Usage: #example
Title: "The bytes of a report"
Description: "What the document of the example points at."
* contentType = #application/pdf
* data = "SGVsbG8gV29ybGQ="

Instance: simplified-document-example
InstanceOf: SimplifiedDocument
Usage: #example
Title: "A report that carries its bytes"
Description: "The same report as simplified publication deposits it: one resource, nothing beside it."
* insert ConsultationReport
* masterIdentifier.value = "urn:uuid:5c9f2cb9-6d3c-4a9f-8d9e-3f1a4a3d7b10"
* author.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* author.identifier.value = "899700002746"
* author.display = "Dr Antoine Mercadier"
* content.attachment.data = "SGVsbG8gV29ybGQ="

RuleSet: Submission
* extension[designationType].valueCodeableConcept = $TRE_R209#07 "Consultations, soins externes"
* extension[sourceId].valueIdentifier.system = "urn:ietf:rfc:3986"
* extension[sourceId].valueIdentifier.value = "urn:oid:1.2.250.1.999.1"
* contained[0] = submission-author
* contained[1] = submission-organization
* identifier[0].type = $mhdIdentifierType#uniqueId
* identifier[0].system = "urn:ietf:rfc:3986"
* identifier[0].value = "urn:oid:1.2.250.1.999.1.2.14"
* identifier[1].type = $mhdIdentifierType#entryUUID
* identifier[1].system = "urn:ietf:rfc:3986"
* identifier[1].value = "urn:uuid:9a4b2a0e-3c0c-4b9b-9a3f-2f2c5c1c7d11"
* status = #current
* mode = #working
* code = $listType#submissionset
* title = "Consultation du 2 mars 2026"
* subject = Reference(patient-ins-example)
* date = "2026-03-02T10:20:00+01:00"
* source.reference = "#submission-author"
* source.extension[authorOrg].valueReference.reference = "#submission-organization"

Instance: submission-set-example
InstanceOf: SubmissionSet
Usage: #example
Title: "A submission set"
Description: "One report, deposited by its author for a hospital."
* insert Submission
* entry.item = Reference(comprehensive-document-example)

Instance: folder-example
InstanceOf: Folder
Usage: #example
Title: "A folder"
Description: "The documents that belong to the follow-up of a disease."
* insert FollowUpFolder
* entry.item = Reference(comprehensive-document-example)

RuleSet: FollowUpFolder
* extension[designationType].valueCodeableConcept.text = "Suivi de sclérose en plaques"
* identifier[0].type = $mhdIdentifierType#uniqueId
* identifier[0].system = "urn:ietf:rfc:3986"
* identifier[0].value = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"
* identifier[1].type = $mhdIdentifierType#entryUUID
* identifier[1].system = "urn:ietf:rfc:3986"
* identifier[1].value = "urn:uuid:3f0a5a0e-93cd-4a13-9a60-6f7d9d4c2f6e"
* status = #current
* mode = #working
* code = $listType#folder
* title = "Suivi neurologique"
* subject = Reference(patient-ins-example)
* date = "2026-03-02T10:20:00+01:00"

Instance: status-patch-example
InstanceOf: StatusPatch
Usage: #example
Title: "A document is superseded"
Description: "The change of status that a submission makes to the document it replaces."
* parameter.name = "operation"
* parameter.part[type].name = "type"
* parameter.part[type].valueCode = #replace
* parameter.part[path].name = "path"
* parameter.part[path].valueString = "DocumentReference.status"
* parameter.part[value].name = "value"
* parameter.part[value].valueCode = #superseded

Instance: submitted-document
InstanceOf: ComprehensiveDocument
Usage: #inline
* insert ComprehensiveReport
* content.attachment.url = "urn:uuid:11111111-2222-4333-8444-555555555503"
* relatesTo.code = #replaces
* relatesTo.target = Reference(comprehensive-document-example)

Instance: submitted-set
InstanceOf: SubmissionSet
Usage: #inline
* insert Submission
* entry[0].item.reference = "urn:uuid:11111111-2222-4333-8444-555555555502"

Instance: submitted-folder
InstanceOf: Folder
Usage: #inline
* insert FollowUpFolder
* entry[0].item.reference = "urn:uuid:11111111-2222-4333-8444-555555555502"

Instance: submitted-bytes
InstanceOf: Binary
Usage: #inline
* contentType = #application/pdf
* data = "SGVsbG8gV29ybGQ="

Instance: provide-bundle-example
InstanceOf: ProvideBundle
Usage: #example
Title: "A submission"
Description: "A corrected report that replaces an older one, with its bytes and a folder."
* type = #transaction
* entry[lists][0].fullUrl = "urn:uuid:11111111-2222-4333-8444-555555555501"
* entry[lists][0].resource = submitted-set
* entry[lists][0].request.method = #POST
* entry[lists][0].request.url = "List"
* entry[lists][1].fullUrl = "urn:uuid:11111111-2222-4333-8444-555555555504"
* entry[lists][1].resource = submitted-folder
* entry[lists][1].request.method = #POST
* entry[lists][1].request.url = "List"
* entry[documents].fullUrl = "urn:uuid:11111111-2222-4333-8444-555555555502"
* entry[documents].resource = submitted-document
* entry[documents].request.method = #POST
* entry[documents].request.url = "DocumentReference"
* entry[updates].fullUrl = "urn:uuid:11111111-2222-4333-8444-555555555505"
* entry[updates].resource = status-patch-example
* entry[updates].request.method = #PATCH
* entry[updates].request.url = "DocumentReference/comprehensive-document-example"
* entry[binaries].fullUrl = "urn:uuid:11111111-2222-4333-8444-555555555503"
* entry[binaries].resource = report-bytes-example
* entry[binaries].request.method = #POST
* entry[binaries].request.url = "Binary"

Instance: provide-bundle-response-example
InstanceOf: ProvideBundleResponse
Usage: #example
Title: "What became of a submission"
Description: "A submission set, a document and its bytes, stored; a warning on the size that was told."
* type = #transaction-response
* entry[0].response.status = "201 Created"
* entry[0].response.location = "List/submission-set-example/_history/1"
* entry[1].response.status = "201 Created"
* entry[1].response.location = "DocumentReference/comprehensive-document-example/_history/1"
* entry[1].response.outcome = size-warning
* entry[2].response.status = "201 Created"
* entry[2].response.location = "Binary/report-bytes-example/_history/1"

Instance: size-warning
InstanceOf: OperationOutcome
Usage: #inline
* issue.severity = #warning
* issue.code = #business-rule
* issue.diagnostics = "The size told is 24, the document has 11 bytes; the true size is stored."

Instance: find-documents-response-example
InstanceOf: FindDocumentsResponse
Usage: #example
Title: "The documents a search found"
Description: "One report, as a search for documents answers it."
* type = #searchset
* total = 1
* link.relation = "self"
* link.url = "https://dossier.example/fhir/DocumentReference?patient=patient-ins-example&status=current"
* entry[documents].fullUrl = "https://dossier.example/fhir/DocumentReference/comprehensive-document-example"
* entry[documents].resource = comprehensive-document-example
* entry[documents].search.mode = #match

Instance: find-lists-response-example
InstanceOf: FindListsResponse
Usage: #example
Title: "The lists a search found"
Description: "One submission set, as a search for lists answers it."
* type = #searchset
* total = 1
* link.relation = "self"
* link.url = "https://dossier.example/fhir/List?patient=patient-ins-example&code=submissionset&status=current"
* entry[lists].fullUrl = "https://dossier.example/fhir/List/submission-set-example"
* entry[lists].resource = submission-set-example
* entry[lists].search.mode = #match
