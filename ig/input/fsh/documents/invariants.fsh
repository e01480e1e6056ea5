// Rules of documents and lists that cardinalities and bindings cannot say.

Invariant: unique-id-type
Description: "The master identifier says that it is one: its type is uniqueId of MHD. Examples in circulation leave it out."
Severity: #warning
Expression: "masterIdentifier.exists() implies masterIdentifier.type.coding.where(system = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType' and code = 'uniqueId').exists()"

Invariant: unique-id-urn
Description: "The master identifier is a URN: its system is urn:ietf:rfc:3986, its value begins with urn:oid: or urn:uuid:."
Severity: #error
Expression: "system = 'urn:ietf:rfc:3986' and (value.startsWith('urn:oid:') or value.startsWith('urn:uuid:'))"

Invariant: entry-uuid
Description: "The identifier of an entry (entryUUID) is a urn:uuid: of the system urn:ietf:rfc:3986, and there is one at most."
Severity: #error
Expression: "identifier.where(type.coding.where(code = 'entryUUID').exists()).all(system = 'urn:ietf:rfc:3986' and value.startsWith('urn:uuid:')) and identifier.where(type.coding.where(code = 'entryUUID').exists()).count() <= 1"

Invariant: no-entry-uuid
Description: "Who publishes a document in the simplified way leaves its entryUUID to the server."
Severity: #error
Expression: "identifier.where(type.coding.where(code = 'entryUUID').exists()).empty()"

Invariant: same-unique-id
Description: "An identifier whose type is uniqueId repeats the master identifier."
Severity: #error
Expression: "identifier.where(type.coding.where(code = 'uniqueId').exists()).all(value = %resource.masterIdentifier.value)"

Invariant: one-replaced
Description: "A document replaces one other at most."
Severity: #error
Expression: "relatesTo.where(code = 'replaces').count() <= 1"

Invariant: document-size
Description: "The size of a document is told; not of one that is itself FHIR."
Severity: #error
Expression: "size.exists() or contentType.startsWith('application/fhir')"

Invariant: document-hash
Description: "The SHA-1 of a document is told, in base64; not of one that is itself FHIR."
Severity: #error
Expression: "hash.exists() or contentType.startsWith('application/fhir')"

Invariant: reference-id
Description: "Each identifier of a related order or study (referenceIdList) has a value."
Severity: #error
Expression: "related.where(identifier.type.coding.where(system = 'urn:ietf:rfc:3986').exists()).all(identifier.value.exists())"

Invariant: confidentiality-kept
Description: "A visibility code stands beside a code of confidentiality (N, R, V), and does not take its place."
Severity: #warning
Expression: "securityLabel.coding.where(system.contains('VisibiliteDocument')).exists() implies securityLabel.coding.where(system.contains('onfidentiality')).exists()"

Invariant: submission-unique-id
Description: "The identifier of a submission set is a urn:oid:. Examples in circulation have a urn:uuid:."
Severity: #warning
Expression: "identifier.where(type.coding.where(code = 'uniqueId').exists()).all(system = 'urn:ietf:rfc:3986' and value.startsWith('urn:oid:'))"

Invariant: contained-parties
Description: "The organisation of the source and the intended recipients are contained in the submission set, and referred to by #id."
Severity: #error
Expression: "source.extension.where(url = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-authorOrg').value.all(reference.startsWith('#')) and extension.where(url = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-intended-recipient').value.all(reference.startsWith('#'))"
