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

CodeSystem: ProfessionSante
Id: TRE-G15-ProfessionSante
Title: "Professions of health"
Description: "The professions of health (professions de santé)."
* insert National($TRE_G15)
* #10 "Médecin"
* #21 "Pharmacien"
* #26 "Audioprothésiste"
* #28 "Opticien-lunetier"
* #31 "Assistant dentaire"
* #32 "Physicien médical"
* #40 "Chirurgien-dentiste"
* #50 "Sage-femme"
* #60 "Infirmier"
* #70 "Masseur-kinésithérapeute"
* #80 "Pédicure-podologue"
* #81 "Orthoprothésiste"
* #82 "Podo-orthésiste"
* #83 "Orthopédiste-orthésiste"
* #84 "Oculariste"
* #85 "Epithésiste"
* #86 "Technicien de laboratoire médical"
* #91 "Orthophoniste"
* #92 "Orthoptiste"
* #94 "Ergothérapeute"
* #95 "Diététicien"
* #96 "Psychomotricien"
* #98 "Manipulateur ERM"

CodeSystem: UsagerTitre
Id: TRE-R95-UsagerTitre
Title: "Users of a protected title"
Description: "Those who use a protected title (usagers de titre)."
* insert National($TRE_R95)
* #71 "Ostéopathe"
* #72 "Psychothérapeute"
* #73 "Chiropracteur"
* #93 "Psychologue"

CodeSystem: ProfessionSocial
Id: TRE-R94-ProfessionSocial
Title: "Professions of social care"
Description: "The professions of social care (professions du social)."
* insert National($TRE_R94)
* #41 "Assistant de service social"

CodeSystem: SpecialiteOrdinale
Id: TRE-R38-SpecialiteOrdinale
Title: "Specialties"
Description: "The specialties of doctors, nurses in advanced practice and dentists (spécialités ordinales)."
* insert National($TRE_R38)
* #SM02 "Anesthésie-réanimation"
* #SM03 "Biologie médicale"
* #SM04 "Cardiologie"
* #SM15 "Dermatologie"
* #SM18 "Gériatrie"
* #SM20 "Gynécologie-obstétrique"
* #SM24 "Gastro-entérologie"
* #SM25 "Médecine du travail"
* #SM26 "Médecine générale, qualifié"
* #SM30 "Néphrologie"
* #SM32 "Neurologie"
* #SM38 "Ophtalmologie"
* #SM40 "Pédiatrie"
* #SM41 "Pneumologie"
* #SM42 "Psychiatrie"
* #SM44 "Radiologie"
* #SM48 "Rhumatologie"
* #SM53 "Médecine générale, spécialiste"
* #SM54 "Médecine générale"
* #SM59 "Médecine d'urgence"
* #SM62 "Endocrinologie et diabétologie"
* #SM74 "Radiologie et imagerie médicale"
* #SI01 "Infirmier en pratique avancée (SI01)"
* #SI02 "Infirmier en pratique avancée (SI02)"
* #SI03 "Infirmier en pratique avancée (SI03)"
* #SI04 "Infirmier en pratique avancée (SI04)"
* #SCD01 "Spécialité de chirurgien-dentiste (SCD01)"
* #SCD02 "Spécialité de chirurgien-dentiste (SCD02)"
* #SCD03 "Spécialité de chirurgien-dentiste (SCD03)"

ValueSet: ProfessionCode
Id: JDV-J106-EnsembleProfession-RASS
Title: "Professions"
Description: "The professions that a professional may exercise: of health, of social care, and those that use a protected title."
* ^url = $JDV_J106
* include codes from system $TRE_G15
* include codes from system $TRE_R94
* include codes from system $TRE_R95
* https://mos.esante.gouv.fr/NOS/TRE_R291-AutreProfession/FHIR/TRE-R291-AutreProfession#99 "Acteur caractérisé par son rôle"

ValueSet: SpecialtyCode
Id: specialty
Title: "Specialties"
Description: "The specialties of doctors, nurses and dentists."
* include codes from system $TRE_R38
