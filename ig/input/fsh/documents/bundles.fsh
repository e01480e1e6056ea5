Profile: ProvideBundle
Parent: Bundle
Id: provide-bundle
Title: "Submission of documents"
Description: "One submission (ITI-65): a submission set, the documents it lists with their bytes, changes of status of those they replace, and folders. All of it is stored, or nothing."
* insert StandsFor(pdsm, https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-provide-document-bundle, PDSm Comprehensive Provide Document Bundle)
* obeys one-submission-set and something-provided
* meta 1..1
* meta.profile 1..*
* type = #transaction
* entry 1..*
* entry ^slicing.discriminator.type = #type
* entry ^slicing.discriminator.path = "resource"
* entry ^slicing.rules = #closed
* entry.request 1..1
* entry.resource 1..1
* entry contains
    lists 1..* and
    documents 0..* and
    updates 0..* and
    binaries 0..* and
    fhirDocuments 0..* and
    patient 0..1
* entry[lists] ^short = "The submission set and folders"
* entry[lists].resource only SubmissionSet or Folder
* entry[lists] obeys list-method
* entry[documents].resource only ComprehensiveDocument
* entry[documents].request.method = #POST
* entry[updates] ^short = "Changes of status of documents that are replaced"
* entry[updates].resource only StatusPatch
* entry[updates].request.method = #PATCH
* entry[binaries].resource only Binary
* entry[binaries].request.method = #POST
* entry[fhirDocuments].resource only Bundle
* entry[fhirDocuments].request.method = #POST
* entry[patient].resource only Patient
* entry[patient] obeys patient-method

Invariant: one-submission-set
Description: "A submission holds exactly one submission set."
Severity: #error
Expression: "entry.resource.ofType(List).where(code.coding.where(code = 'submissionset').exists()).count() = 1"
* insert French([[Une soumission porte un lot de soumission et un seul.]])

Invariant: something-provided
Description: "A submission holds at least one document, change of a document, or folder."
Severity: #error
Expression: "entry.resource.where($this is DocumentReference or $this is Parameters).exists() or entry.resource.ofType(List).where(code.coding.where(code = 'folder').exists()).exists()"
* insert French([[Une soumission porte au moins un document, un changement de document ou un classeur.]])

Invariant: list-method
Description: "A submission set is sent with POST, a folder with POST or PUT."
Severity: #error
Expression: "request.method = 'POST' or (request.method = 'PUT' and resource.ofType(List).code.coding.where(code = 'folder').exists())"
* insert French([[Un lot de soumission est envoyé par POST, un classeur par POST ou PUT.]])

Invariant: patient-method
Description: "The patient of a submission is sent with GET, POST or PUT."
Severity: #error
Expression: "request.method = 'GET' or request.method = 'POST' or request.method = 'PUT'"
* insert French([[Le patient d'une soumission est envoyé par GET, POST ou PUT.]])

Profile: StatusPatch
Parent: Parameters
Id: status-patch
Title: "Change of a document's status"
Description: "A FHIRPath Patch that sets the status of a replaced document to superseded."
* parameter 1..1
* parameter.name = "operation"
* parameter.part ^slicing.discriminator.type = #value
* parameter.part ^slicing.discriminator.path = "name"
* parameter.part ^slicing.rules = #open
* parameter.part contains type 1..1 and path 1..1 and value 1..1
* parameter.part[type].name = "type"
* parameter.part[type].value[x] 1..1
* parameter.part[type].value[x] only code
* parameter.part[type].value[x] = #replace
* parameter.part[path].name = "path"
* parameter.part[path].value[x] 1..1
* parameter.part[path].value[x] only string
* parameter.part[path].value[x] = "DocumentReference.status"
* parameter.part[value].name = "value"
* parameter.part[value].value[x] 1..1
* parameter.part[value].value[x] only code
* parameter.part[value].value[x] = #superseded

Profile: ProvideBundleResponse
Parent: Bundle
Id: provide-bundle-response
Title: "Answer to a submission of documents"
Description: "What became of each entry of a submission, in the order of the entries."
* type = #transaction-response
* entry 1..*
* entry.response 1..1
* entry.response.status ^short = "201 for what is new, 200 for what is changed or known"
* entry.response.location 1..1

Profile: FindDocumentsResponse
Parent: Bundle
Id: find-documents-response
Title: "Answer to a search for documents"
Description: "The documents that a search found (ITI-67), and what is to be told of the search."
* insert StandsFor(pdsm, https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-find-documentreferences-comprehensive-response, PDSm Find DocumentReferences Comprehensive Response)
* insert SearchAnswer
* entry contains documents 0..* and outcome 0..1
* entry[documents].resource only DocumentReference
* entry[outcome].resource only OperationOutcome

Profile: FindListsResponse
Parent: Bundle
Id: find-lists-response
Title: "Answer to a search for lists"
Description: "The submission sets and folders that a search found (ITI-66), and what is to be told of the search."
* insert StandsFor(pdsm, https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-find-lists-response, PDSm Find Lists Response)
* insert SearchAnswer
* entry contains lists 0..* and outcome 0..1
* entry[lists].resource only List
* entry[outcome].resource only OperationOutcome

RuleSet: SearchAnswer
* type = #searchset
* total 1..1
* link 1..*
* entry ^slicing.discriminator.type = #type
* entry ^slicing.discriminator.path = "resource"
* entry ^slicing.rules = #open
* entry.fullUrl 1..1
* entry.resource 1..1
