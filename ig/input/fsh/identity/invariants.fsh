// Check digits and forms of the national identifiers. Arithmetic stays below 2^31, so that every
// FHIRPath engine computes the same: a NIR of 13 digits is taken in two parts, and 10^7 mod 97 = 76.

Invariant: ins-key
Description: "A national health identity (INS) has 13 characters and the key of two digits, 97 − (number mod 97); the Corsican departments 2A and 2B count as 19 and 18."
Severity: #error
Expression: "value.exists() implies (value.matches('^[1-9][0-9]{4}([0-9]{2}|2A|2B)[0-9]{8}$') and ((value.replace('2A', '19').replace('2B', '18').substring(0, 6).toInteger() * 76 + value.replace('2A', '19').replace('2B', '18').substring(6, 7).toInteger() + value.substring(13, 2).toInteger()) mod 97 = 0) and value.substring(13, 2).toInteger() > 0 and value.substring(13, 2).toInteger() < 98)"
* insert French([[Une identité nationale de santé (INS) a 13 caractères et la clé de deux chiffres, 97 − (nombre mod 97) ; les départements corses 2A et 2B comptent pour 19 et 18.]])

Invariant: rpps-key
Description: "An RPPS number has 11 digits, the last one the Luhn digit of the others."
Severity: #warning
Expression: "value.exists() implies (value.matches('^[0-9]{11}$') and ((value.substring(0, 1).toInteger() + value.substring(2, 1).toInteger() + value.substring(4, 1).toInteger() + value.substring(6, 1).toInteger() + value.substring(8, 1).toInteger() + value.substring(10, 1).toInteger() + (value.substring(1, 1).toInteger() * 2 div 10) + (value.substring(1, 1).toInteger() * 2 mod 10) + (value.substring(3, 1).toInteger() * 2 div 10) + (value.substring(3, 1).toInteger() * 2 mod 10) + (value.substring(5, 1).toInteger() * 2 div 10) + (value.substring(5, 1).toInteger() * 2 mod 10) + (value.substring(7, 1).toInteger() * 2 div 10) + (value.substring(7, 1).toInteger() * 2 mod 10) + (value.substring(9, 1).toInteger() * 2 div 10) + (value.substring(9, 1).toInteger() * 2 mod 10)) mod 10 = 0))"
* insert French([[Un numéro RPPS a 11 chiffres, dont le dernier est la clé de Luhn des autres.]])

Invariant: idnps-form
Description: "A national identifier of a professional (IDNPS) begins with its origin, 0, 1, 3, 4, 5, 6 or 8; after 8 stands an RPPS number of 11 digits."
Severity: #error
Expression: "value.exists() implies (value.matches('^[0134568][0-9A-Z/]+$') and (value.startsWith('8') implies value.matches('^8[0-9]{11}$')))"
* insert French([[Un identifiant national de professionnel (IDNPS) commence par son origine, 0, 1, 3, 4, 5, 6 ou 8 ; après 8 vient un numéro RPPS de 11 chiffres.]])

Invariant: idnst-form
Description: "A national identifier of a structure (IDNST) begins with its origin: 0 ADELI, 1 FINESS, 2 SIREN, 3 SIRET or 4 RPPS."
Severity: #error
Expression: "value.exists() implies (value.matches('^[01234][0-9A-Z]+$') and (value.startsWith('1') implies value.matches('^1[0-9][0-9AB][0-9]{7}$')) and (value.startsWith('2') implies value.matches('^2[0-9]{9}$')) and (value.startsWith('3') implies value.matches('^3[0-9]{14}$')))"
* insert French([[Un identifiant national de structure (IDNST) commence par son origine : 0 ADELI, 1 FINESS, 2 SIREN, 3 SIRET ou 4 RPPS.]])

Invariant: finess-key
Description: "A FINESS number has nine characters, the last one the Luhn digit of the others; the Corsican departments 2A and 2B are not computed."
Severity: #warning
Expression: "value.exists() implies (value.matches('^[0-9][0-9AB][0-9]{7}$') and (value.matches('^[0-9]{9}$') implies ((value.substring(0, 1).toInteger() + value.substring(2, 1).toInteger() + value.substring(4, 1).toInteger() + value.substring(6, 1).toInteger() + value.substring(8, 1).toInteger() + (value.substring(1, 1).toInteger() * 2 div 10) + (value.substring(1, 1).toInteger() * 2 mod 10) + (value.substring(3, 1).toInteger() * 2 div 10) + (value.substring(3, 1).toInteger() * 2 mod 10) + (value.substring(5, 1).toInteger() * 2 div 10) + (value.substring(5, 1).toInteger() * 2 mod 10) + (value.substring(7, 1).toInteger() * 2 div 10) + (value.substring(7, 1).toInteger() * 2 mod 10)) mod 10 = 0)))"
* insert French([[Un numéro FINESS a neuf caractères, dont le dernier est la clé de Luhn des autres ; elle n'est pas calculée pour les départements corses 2A et 2B.]])

Invariant: siren-form
Description: "A number of the company register has nine digits (SIREN), or fourteen (SIRET)."
Severity: #error
Expression: "value.exists() implies value.matches('^([0-9]{9}|[0-9]{14})$')"
* insert French([[Un numéro du registre des entreprises a neuf chiffres (SIREN), ou quatorze (SIRET).]])

Invariant: birth-place-code
Description: "The place of birth bears its official geographic code (code INSEE): five characters, 99 and the country's number for a birth abroad."
Severity: #error
Expression: "value.extension.where(url = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code').value.code.matches('^[0-9][0-9AB][0-9]{3}$')"
* insert French([[Le lieu de naissance porte son code officiel géographique (code INSEE) : cinq caractères, 99 et le numéro du pays pour une naissance à l'étranger.]])

Invariant: ins-qualified
Description: "A validated identity (VALI) bears one national health identity: a NIR as official identifier, or a temporary NIA."
Severity: #error
Expression: "extension.where(url = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability').extension.where(url = 'identityStatus').value.where(code = 'VALI').exists() implies identifier.where((use = 'official' and (system = 'urn:oid:1.2.250.1.213.1.4.8' or system = 'urn:oid:1.2.250.1.213.1.4.10' or system = 'urn:oid:1.2.250.1.213.1.4.11')) or (use = 'temp' and system = 'urn:oid:1.2.250.1.213.1.4.9')).exists()"
* insert French([[Une identité validée (VALI) porte une seule identité nationale de santé : un NIR comme identifiant official, ou un NIA temporaire.]])

Invariant: one-official-identifier
Description: "A validated identity (VALI) has exactly one identifier whose use is official, or a temporary NIA."
Severity: #error
Expression: "extension.where(url = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability').extension.where(url = 'identityStatus').value.where(code = 'VALI').exists() implies identifier.where(use = 'official' or (use = 'temp' and system = 'urn:oid:1.2.250.1.213.1.4.9')).count() = 1"
* insert French([[Une identité validée (VALI) a un identifiant et un seul d'usage official, ou un NIA temporaire.]])

Invariant: ins-needs-qualification
Description: "The national health identity travels only with a qualified identity: its state is VALI or QUAL."
Severity: #error
Expression: "identifier.where((use = 'official' or use = 'temp') and (system = 'urn:oid:1.2.250.1.213.1.4.9' or system = 'urn:oid:1.2.250.1.213.1.4.10' or system = 'urn:oid:1.2.250.1.213.1.4.11' or (system = 'urn:oid:1.2.250.1.213.1.4.8' and type.coding.where(code = 'INS-NIR').exists()))).exists() implies extension.where(url = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability').extension.where(url = 'identityStatus').value.where(code = 'VALI' or code = 'QUAL').exists()"
* insert French([[L'identité nationale de santé ne circule qu'avec une identité qualifiée : son statut est VALI ou QUAL.]])
