// What a server of this record offers to those who share documents: requirements, as PDSm has them
// for the manager of documents. What a running server does it says itself, at /metadata.

Instance: document-manager
InstanceOf: CapabilityStatement
Usage: #definition
Title: "Manager of shared documents"
Description: "The transactions by which documents are deposited, found, fetched and changed."
* insert Definition
* url = "https://dossier.example/fhir/CapabilityStatement/document-manager"
* name = "DocumentManager"
* title = "Manager of shared documents"
* description = "The transactions by which documents are deposited (ITI-65, ITI-105), found (ITI-66, ITI-67), fetched (ITI-68) and changed."
* kind = #requirements
* fhirVersion = #4.0.1
* format[0] = #xml
* format[1] = #json
* patchFormat[0] = #application/json-patch+json
* patchFormat[1] = #application/fhir+json
* rest.mode = #server
* rest.interaction.code = #transaction
* rest.resource[0].type = #DocumentReference
* rest.resource[0].supportedProfile[0] = Canonical(ComprehensiveDocument)
* rest.resource[0].supportedProfile[1] = Canonical(SimplifiedDocument)
* rest.resource[0].interaction[0].code = #read
* rest.resource[0].interaction[1].code = #search-type
* rest.resource[0].interaction[2].code = #create
* rest.resource[0].interaction[3].code = #patch
* rest.resource[0].conditionalUpdate = true
* insert Search(0, 0, patient, reference)
* insert Search(0, 1, status, token)
* insert Search(0, 2, identifier, token)
* insert Search(0, 3, type, token)
* insert Search(0, 4, category, token)
* insert Search(0, 5, date, date)
* insert Search(0, 6, period, date)
* insert Search(0, 7, facility, token)
* insert Search(0, 8, setting, token)
* insert Search(0, 9, format, token)
* insert Search(0, 10, event, token)
* insert Search(0, 11, security-label, token)
* insert Search(0, 12, related, reference)
* insert Search(0, 13, author, reference)
* insert Search(0, 14, relatesto, reference)
* insert OwnSearch(0, 15, creation, date, DocumentReference-Creation)
* insert OwnSearch(0, 16, isArchived, token, PDSm-isArchived)
* insert OwnSearch(0, 17, period-start, date, PDSm-DocumentReference-period-start)
* insert OwnSearch(0, 18, period-end, date, PDSm-DocumentReference-period-end)
* rest.resource[1].type = #List
* rest.resource[1].supportedProfile[0] = Canonical(SubmissionSet)
* rest.resource[1].supportedProfile[1] = Canonical(Folder)
* rest.resource[1].interaction[0].code = #read
* rest.resource[1].interaction[1].code = #search-type
* insert Search(1, 0, patient, reference)
* insert Search(1, 1, code, token)
* insert Search(1, 2, status, token)
* insert Search(1, 3, identifier, token)
* insert Search(1, 4, date, date)
* insert Search(1, 5, source, reference)
* insert Search(1, 6, title, string)
* insert OwnSearch(1, 7, designationType, token, List-DesignationType)
* insert OwnSearch(1, 8, sourceId, token, List-SourceId)
* insert OwnSearch(1, 9, authorOrg, reference, PDSm-List-authorOrg)
* insert OwnSearch(1, 10, isArchived, token, PDSm-isArchived)
* rest.resource[2].type = #Binary
* rest.resource[2].interaction[0].code = #read
* rest.resource[3].type = #Patient
* rest.resource[3].supportedProfile = Canonical(PatientIns)
* rest.resource[3].interaction[0].code = #search-type
* insert Search(3, 0, identifier, token)

RuleSet: Search(resource, index, name, type)
* rest.resource[{resource}].searchParam[{index}].name = "{name}"
* rest.resource[{resource}].searchParam[{index}].type = #{type}

RuleSet: OwnSearch(resource, index, name, type, id)
* insert Search({resource}, {index}, {name}, {type})
* rest.resource[{resource}].searchParam[{index}].definition = Canonical({id})
