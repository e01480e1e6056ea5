// Traces of acts on the dossier of an invented patient.

RuleSet: Trace(interaction)
* subtype = $restful#{interaction}
* recorded = "2026-03-02T09:41:12.345Z"
* agent[client].who.display = "Logiciel du cabinet"
* agent[client].requestor = false
* agent[client].network.address = "192.0.2.17"
* agent[client].network.type = #2
* agent[server].who.display = "Dossier"
* agent[server].requestor = false
* agent[server].network.address = "https://dossier.example/fhir"
* agent[server].network.type = #5
* source.observer.display = "Dossier"
* source.type = http://terminology.hl7.org/CodeSystem/security-source-type#4
* entity[patient].what = Reference(patient-ins-example)

RuleSet: ByTheNeurologist
* agent[user].who.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* agent[user].who.identifier.value = "899700002746"
* agent[user].who.display = "Dr Antoine Mercadier"

RuleSet: OnTheReport
* entity[data].role = $entityRole#4
* entity[data].what = Reference(comprehensive-document-example)

Instance: audit-patient-read-example
InstanceOf: AuditPatientRead
Usage: #example
Title: "The neurologist read a report"
Description: "Who read what, when, through which program."
* insert Trace(read)
* insert ByTheNeurologist
* insert OnTheReport
* entity[transaction].what.identifier.value = "76d148b6-586d-11ec-bf63-0242ac130002"

Instance: audit-patient-query-example
InstanceOf: AuditPatientQuery
Usage: #example
Title: "The neurologist searched for reports"
Description: "The search stands in the trace as it was asked."
* insert Trace(search-type)
* insert ByTheNeurologist
* entity[query].query = "RG9jdW1lbnRSZWZlcmVuY2U/cGF0aWVudD1wLTEmc3RhdHVzPWN1cnJlbnQ="

Instance: audit-patient-create-example
InstanceOf: AuditPatientCreate
Usage: #example
Title: "A document came"
Description: "The neurologist deposited a report."
* insert Trace(create)
* insert OnTheReport

Instance: audit-patient-update-example
InstanceOf: AuditPatientUpdate
Usage: #example
Title: "A document changed"
Description: "The report was masked."
* insert Trace(patch)
* insert OnTheReport

Instance: audit-patient-delete-example
InstanceOf: AuditPatientDelete
Usage: #example
Title: "A resource was deleted"
Description: "A resource of the dossier was deleted."
* insert Trace(delete)
* insert OnTheReport

Instance: audit-consent-decision-example
InstanceOf: AuditConsentDecision
Usage: #example
Title: "Access was granted"
Description: "The authorisation that the patient declared let the neurologist in."
* subtype = https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType#AuthZ-Consent
* recorded = "2026-03-02T09:41:12.345Z"
* outcome = #0
* agent[client].who.display = "Logiciel du cabinet"
* agent[client].requestor = false
* agent[client].network.address = "192.0.2.17"
* agent[client].network.type = #2
* insert ByTheNeurologist
* agent[structure].who.identifier.system = "urn:oid:1.2.250.1.71.4.2.2"
* agent[structure].who.identifier.value = "1990000028"
* agent[authorizer].who.display = "Dossier"
* source.observer.display = "Dossier"
* entity[patient].what = Reference(patient-ins-example)
* entity[consent].what = Reference(consultation-consent-example)
