// Code systems and value sets of identities. The systems of FR Core stand under their official
// addresses and hold what is known of them here: their content is a fragment.

CodeSystem: FRCoreIdentifierTypes
Id: fr-core-cs-v2-0203
Title: "Types of identifiers in France"
Description: "Types of identifiers that FR Core adds to those of HL7 v2 table 0203."
* ^url = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203"
* ^content = #fragment
* ^caseSensitive = true
* #ADELI "ADELI number of a professional"
* #RPPS "RPPS number of a professional"
* #RPPSRG "RPPS number and rank of a practice"
* #IDNPS "National identifier of a professional"
* #NNFRA "French number of a person"
* #NDP "Number of the pharmaceutical dossier"
* #INS-C "Computed national health identity"
* #INS-NIA "National health identity: NIA"
* #INS-NIR "National health identity: NIR"
* #INS-NIR-TEST "National health identity: NIR of the test range"
* #INS-NIR-DEMO "National health identity: NIR of the demonstration range"
* #FINEJ "FINESS number of a legal entity"
* #FINEG "FINESS number of a site"
* #SIREN "SIREN number"
* #SIRET "SIRET number"
* #IDNST "National identifier of a structure"
* #INTRN "Internal identifier"
* #EXTRN "External identifier"

CodeSystem: FRCoreIdentityReliabilityCodes
Id: fr-core-cs-v2-0445
Title: "Reliability of an identity"
Description: "How reliable an identity is (fiabilité de l'identité), HL7 v2 table 0445 as France completes it."
* ^url = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445"
* ^content = #fragment
* ^caseSensitive = true
* #VIDE "Empty identity"
* #PROV "Provisional identity"
* #RECUP "Identity fetched from the national service"
* #VALI "Validated identity"
* #QUAL "Qualified identity"
* #DOUT "Doubtful identity"
* #FICT "Fictitious identity"
* #DOUB "Duplicate"
* #DESA "Deactivated identity"
* #DPOT "Possible duplicate"
* #DOUA "Verified duplicate"
* #COLP "Possible collision"
* #COLV "Verified collision"
* #FILI "Link of parentage"
* #CACH "Hidden identity"
* #ANOM "Anonymous identity"
* #IDVER "Verified identity"
* #RECD "Identity fetched from a directory"
* #IDRA "Attached identity"
* #USUR "Usurped identity"
* #HOMD "Doubtful homonym"
* #INVA "Not valid"
* #HOMA "Verified homonym"
* #SM "Entered by hand"
* #CV "Vitale card"
* #INSi "National service INSi"
* #CB "Bar code"
* #RFID "Radio chip"
* #AV "Vitale application"

ValueSet: IdentityStatus
Id: identity-status
Title: "State of an identity"
Description: "The states in which an identity can be (statut de l'identité): one at a time."
* $reliability#PROV
* $reliability#RECUP
* $reliability#VALI
* $reliability#QUAL

ValueSet: IdentityCollection
Id: identity-collection
Title: "How an identity was collected"
Description: "The ways in which the traits of an identity were collected (méthode de collecte)."
* $reliability#SM
* $reliability#CV
* $reliability#INSi
* $reliability#CB
* $reliability#RFID
* $reliability#AV

ValueSet: GenderOfIdentity
Id: gender-of-identity
Title: "Sex in the civil register"
Description: "The sex that a national health identity bears: male, female, or unknown (indéterminé)."
* http://hl7.org/fhir/administrative-gender#male
* http://hl7.org/fhir/administrative-gender#female
* http://hl7.org/fhir/administrative-gender#unknown

ValueSet: IdentityOfNir
Id: identity-of-nir
Title: "What a NIR stands for"
Description: "A NIR identifies a person's health data (INS-NIR), or is an insurance number (NH)."
* $identifierType#INS-NIR
* $v2-0203#NH
