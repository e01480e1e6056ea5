// The trace of each act on a dossier, as IHE's basic audit (BALP) has it; every parent is R4's.

Alias: $dicom = http://dicom.nema.org/resources/ontology/DCM
Alias: $auditType = http://terminology.hl7.org/CodeSystem/audit-event-type
Alias: $restful = http://hl7.org/fhir/restful-interaction
Alias: $entityType = http://terminology.hl7.org/CodeSystem/audit-entity-type
Alias: $entityRole = http://terminology.hl7.org/CodeSystem/object-role
Alias: $balpEntityType = https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType
Alias: $balpTokenType = https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes

// An act on a patient's data, done: who asked through which client, which server answered.
RuleSet: PatientAct(action, client, server)
* type = $auditType#rest
* subtype 1..*
* action 1..1
* action = #{action}
* outcome 1..1
* outcome = #0
* agent 2..*
* agent ^slicing.discriminator.type = #pattern
* agent ^slicing.discriminator.path = "type"
* agent ^slicing.rules = #open
* agent contains client 1..1 and server 1..1
* agent[client].type 1..1
* agent[client].type = {client}
* agent[client].who 1..1
* agent[client].network 1..1
* agent[server].type 1..1
* agent[server].type = {server}
* agent[server].who 1..1
* agent[server].network 1..1
* entity 2..*
* entity ^slicing.discriminator.type = #pattern
* entity ^slicing.discriminator.path = "type"
* entity ^slicing.rules = #open
* entity contains patient 1..1 and transaction 0..1
* insert PatientEntity
* entity[transaction].type 1..1
* entity[transaction].type = $balpEntityType#XrequestId
* entity[transaction].what.identifier.value 1..1

RuleSet: PatientEntity
* entity[patient].type 1..1
* entity[patient].type = $entityType#1
* entity[patient].role 1..1
* entity[patient].role = $entityRole#1
* entity[patient].what 1..1

// Who reads or searches, where a person does.
RuleSet: Reader
* agent contains user 0..1
* agent[user].type 1..1
* agent[user].type = $participation#IRCP
* agent[user].who 1..1
* agent[user].requestor = true
* agent[user].network 0..0

// Who changes, where a person does: author, informant or custodian; their type is told apart by its system.
RuleSet: PatientChange(action, client, server)
* insert PatientAct({action}, {client}, {server})
* insert DataEntity
* obeys one-requestor

Invariant: one-requestor
Description: "At most one person asked for the act; who did is named."
Severity: #error
Expression: "agent.where(requestor = true).count() <= 1 and agent.where(requestor = true).all(who.exists())"
* insert French([[Une personne au plus a demandé l'acte ; qui l'a fait est nommé.]])

// The resource that was read or changed.
RuleSet: DataEntity
* entity contains data 1..1
* entity[data].type 1..1
* entity[data].type = $entityType#2
* entity[data].what 1..1

Profile: AuditPatientRead
Parent: AuditEvent
Id: audit-patient-read
Title: "Trace of a read"
Description: "A resource of a dossier was read."
* insert StandsFor(balp, https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead, BALP PatientRead)
* insert PatientAct(R, $dicom#110152, $dicom#110153)
* insert Reader
* insert DataEntity
* subtype from ReadInteraction (extensible)

Profile: AuditPatientQuery
Parent: AuditEvent
Id: audit-patient-query
Title: "Trace of a search"
Description: "A dossier was searched; the search is told as it was asked."
* insert StandsFor(balp, https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientQuery, BALP PatientQuery)
* insert PatientAct(E, $dicom#110153, $dicom#110152)
* insert Reader
* entity contains query 1..1
* entity[query].type 1..1
* entity[query].type = $entityType#2
* entity[query].role 1..1
* entity[query].role = $entityRole#24
* entity[query].query 1..1

Profile: AuditPatientCreate
Parent: AuditEvent
Id: audit-patient-create
Title: "Trace of a creation"
Description: "A resource came into a dossier."
* insert StandsFor(balp, https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientCreate, BALP PatientCreate)
* insert PatientChange(C, $dicom#110153, $dicom#110152)

Profile: AuditPatientUpdate
Parent: AuditEvent
Id: audit-patient-update
Title: "Trace of a change"
Description: "A resource of a dossier was changed."
* insert StandsFor(balp, https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientUpdate, BALP PatientUpdate)
* insert PatientChange(U, $dicom#110153, $dicom#110152)

Profile: AuditPatientDelete
Parent: AuditEvent
Id: audit-patient-delete
Title: "Trace of a deletion"
Description: "A resource of a dossier was deleted."
* insert StandsFor(balp, https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientDelete, BALP PatientDelete)
* insert PatientChange(D, $dicom#110150, http://terminology.hl7.org/CodeSystem/provenance-participant-type#custodian)

Profile: AuditConsentDecision
Parent: AuditEvent
Id: audit-consent-decision
Title: "Trace of a decision on access"
Description: "Access was granted or refused on the ground of what the patient declared."
* insert StandsFor(balp, https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.AuthZconsent, BALP AuthZconsent)
* modifierExtension 0..0
* type = $dicom#110113
* subtype 1..*
* action 1..1
* action = #E
* outcome 1..1
* agent 4..*
* agent ^slicing.discriminator.type = #pattern
* agent ^slicing.discriminator.path = "type"
* agent ^slicing.rules = #open
* agent contains client 1..1 and user 1..1 and structure 1..1 and authorizer 1..1
* agent[client].type 1..1
* agent[client].type = $dicom#110150
* agent[client].who 1..1
* agent[client].network 1..1
* agent[user].type 1..1
* agent[user].type = $participation#IRCP
* agent[user].who 1..1
* agent[user].requestor = true
* agent[structure].type 1..1
* agent[structure].type = http://terminology.hl7.org/CodeSystem/v3-RoleClass#PROV
* agent[structure].who 1..1
* agent[structure].requestor = false
* agent[authorizer].type 1..1
* agent[authorizer].type = http://terminology.hl7.org/CodeSystem/extra-security-role-type#authserver
* agent[authorizer].who 1..1
* agent[authorizer].requestor = false
* entity 2..*
* entity ^slicing.discriminator.type = #pattern
* entity ^slicing.discriminator.path = "type"
* entity ^slicing.rules = #closed
* entity contains patient 1..1 and consent 1..* and token 0..1
* insert PatientEntity
* entity[consent].type 1..1
* entity[consent].type = http://hl7.org/fhir/resource-types#Consent
* entity[consent].what 1..1
* entity[token].type 1..1
* entity[token].type = $balpTokenType#UserOauthAgent
* entity[token].what.identifier.value 1..1

ValueSet: ReadInteraction
Id: read-interaction
Title: "Interactions that read"
Description: "The interactions by which a resource is read."
* $restful#read
* $restful#vread
