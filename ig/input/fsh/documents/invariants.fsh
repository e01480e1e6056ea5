// Rules of documents and lists that cardinalities and bindings cannot say.

Invariant: unique-id-type
Description: "The master identifier says that it is one: its type is uniqueId of MHD. Examples in circulation leave it out."
Severity: #warning
Expression: "masterIdentifier.exists() implies masterIdentifier.type.coding.where(system = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType' and code = 'uniqueId').exists()"
* insert French([[L'identifiant principal dit qu'il en est un : son type est uniqueId de MHD. Des exemples en circulation l'omettent.]])

Invariant: unique-id-urn
Description: "The master identifier is a URN: its system is urn:ietf:rfc:3986, its value begins with urn:oid: or urn:uuid:."
Severity: #error
Expression: "system = 'urn:ietf:rfc:3986' and (value.startsWith('urn:oid:') or value.startsWith('urn:uuid:'))"
* insert French([[L'identifiant principal est un URN : son système est urn:ietf:rfc:3986, sa valeur commence par urn:oid: ou urn:uuid:.]])

Invariant: entry-uuid
Description: "The identifier of an entry (entryUUID) is a urn:uuid: of the system urn:ietf:rfc:3986, and there is one at most."
Severity: #error
Expression: "identifier.where(type.coding.where(code = 'entryUUID').exists()).all(system = 'urn:ietf:rfc:3986' and value.startsWith('urn:uuid:')) and identifier.where(type.coding.where(code = 'entryUUID').exists()).count() <= 1"
* insert French([[L'identifiant d'une entrée (entryUUID) est un urn:uuid: du système urn:ietf:rfc:3986, et il y en a un au plus.]])

Invariant: no-entry-uuid
Description: "Who publishes a document in the simplified way leaves its entryUUID to the server."
Severity: #error
Expression: "identifier.where(type.coding.where(code = 'entryUUID').exists()).empty()"
* insert French([[Qui publie un document de façon simplifiée en laisse l'entryUUID au serveur.]])

Invariant: same-unique-id
Description: "An identifier whose type is uniqueId repeats the master identifier."
Severity: #error
Expression: "identifier.where(type.coding.where(code = 'uniqueId').exists()).all(value = %resource.masterIdentifier.value)"
* insert French([[Un identifiant de type uniqueId répète l'identifiant principal.]])

Invariant: one-replaced
Description: "A document replaces one other at most."
Severity: #error
Expression: "relatesTo.where(code = 'replaces').count() <= 1"
* insert French([[Un document en remplace un autre au plus.]])

Invariant: document-size
Description: "The size of a document is told; not of one that is itself FHIR."
Severity: #error
Expression: "size.exists() or contentType.startsWith('application/fhir')"
* insert French([[La taille d'un document est dite ; pas celle d'un document qui est lui-même du FHIR.]])

Invariant: document-hash
Description: "The SHA-1 of a document is told, in base64; not of one that is itself FHIR."
Severity: #error
Expression: "hash.exists() or contentType.startsWith('application/fhir')"
* insert French([[Le SHA-1 d'un document est dit, en base64 ; pas celui d'un document qui est lui-même du FHIR.]])

Invariant: reference-id
Description: "Each identifier of a related order or study (referenceIdList) has a value."
Severity: #error
Expression: "related.where(identifier.type.coding.where(system = 'urn:ietf:rfc:3986').exists()).all(identifier.value.exists())"
* insert French([[Chaque identifiant d'une demande ou d'un examen lié (referenceIdList) a une valeur.]])

Invariant: confidentiality-kept
Description: "A visibility code stands beside a code of confidentiality (N, R, V), and does not take its place."
Severity: #warning
Expression: "securityLabel.coding.where(system.contains('VisibiliteDocument')).exists() implies securityLabel.coding.where(system.contains('onfidentiality')).exists()"
* insert French([[Un code de visibilité se place à côté d'un code de confidentialité (N, R, V), sans prendre sa place.]])

Invariant: submission-unique-id
Description: "The identifier of a submission set is a urn:oid:. Examples in circulation have a urn:uuid:."
Severity: #warning
Expression: "identifier.where(type.coding.where(code = 'uniqueId').exists()).all(system = 'urn:ietf:rfc:3986' and value.startsWith('urn:oid:'))"
* insert French([[L'identifiant d'un lot de soumission est un urn:oid:. Des exemples en circulation ont un urn:uuid:.]])

Invariant: contained-parties
Description: "The organisation of the source and the intended recipients are contained in the submission set, and referred to by #id."
Severity: #error
Expression: "source.extension.where(url = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-authorOrg').value.all(reference.startsWith('#')) and extension.where(url = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-intended-recipient').value.all(reference.startsWith('#'))"
* insert French([[L'organisation de la source et les destinataires sont contenus dans le lot de soumission, et désignés par #id.]])
