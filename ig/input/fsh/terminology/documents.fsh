// Code systems and value sets of documents, as the national terminologies (NOS) have them, under
// their official addresses. A system that is not whole here is a fragment: a code it lacks may
// still be a good one. Types of document come from ../generated/document-types.fsh.

RuleSet: National(url)
* ^url = {url}
* ^content = #fragment
* ^caseSensitive = true

CodeSystem: ClasseDocument
Id: TRE-A03-ClasseDocument
Title: "Classes of document"
Description: "The eleven classes of document that rights are given for (classes), and one of technical documents."
* insert National($TRE_A03)
* ^content = #complete
* #10 "Compte rendu"
* #11 "Synthèse"
* #31 "Imagerie médicale"
* #42 "Prescription"
* #43 "Dispensation"
* #44 "Plan de soins, protocole de soins"
* #45 "Traitement administré"
* #52 "Certificat, déclaration"
* #60 "Données de remboursement"
* #90 "Autres documents déposés par le patient"
* #95 "Document de gestion"
* #99 "Document technique"

CodeSystem: NomenclatureURN
Id: TRE-A10-NomenclatureURN
Title: "Codes that are URNs"
Description: "Codes of documents that are URNs, such as the class of electronic signatures."
* insert National($TRE_A10)
* #urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1 "Digital Signature"

CodeSystem: NomenclatureASTM
Id: TRE-A12-NomenclatureASTM
Title: "Types of document of ASTM"
Description: "Types of document that come from ASTM: the signature of a submission."
* insert National($TRE_A12)
* #E1762 "Full Document"

CodeSystem: StatutVisibiliteDocument
Id: TRE-A07-StatutVisibiliteDocument
Title: "Visibility of documents"
Description: "For whom a document is not visible (statut de visibilité). A visibility code stands beside a code of confidentiality, and does not replace it."
* insert National($TRE_A07)
* ^content = #complete
* #MASQUE_PS "Masqué aux professionnels de santé" "Hidden from professionals, save its author and the médecin traitant."
* #INVISIBLE_PATIENT "Invisible pour le patient" "Not yet shown to the patient, until a professional has told what it says."
* #INVISIBLE_REPRESENTANTS_LEGAUX "Invisible pour les représentants légaux" "Hidden from the legal representatives of a minor, at the minor's request."
* #MASQUE_PSOCIAL "MASQUE_PSOCIAL" "Not used in the record."
* #MASQUE_PT "MASQUE_PT" "Not used in the record."

CodeSystem: HL7Confidentiality
Id: TRE-A08-HL7Confidentiality
Title: "Confidentiality"
Description: "How confidential a document is; the codes of HL7's v3-Confidentiality that France uses."
* insert National($TRE_A08)
* ^content = #complete
* #N "Normal"
* #R "Restreint"
* #V "Très restreint"

CodeSystem: FormatCodeComplementaire
Id: TRE-A06-FormatCodeComplementaire
Title: "Formats of structured documents in France"
Description: "Formats of structured documents that France defines: one for each model of document (volet)."
* insert National($TRE_A06)
* #urn:asip:ci-sis:vsm:2012 "Synthèse médicale (VSM)"
* #urn:asip:ci-sis:ldl-ses:2017 "Lettre de liaison à la sortie d'un établissement"
* #urn:asip:ci-sis:ldl-ees:2017 "Lettre de liaison à l'entrée d'un établissement"
* #urn:asip:ci-sis:vac:2019 "Historique de vaccination"
* #urn:asip:ci-sis:vac-note:2021 "Note de vaccination"
* #urn:asip:ci-sis:cse-cs8:2017 "Certificat de santé du 8e jour"
* #urn:asip:ci-sis:cse-cs9:2017 "Certificat de santé du 9e mois"
* #urn:asip:ci-sis:cse-cs24:2017 "Certificat de santé du 24e mois"
* #urn:ans:ci-sis:cse-mde:2023 "Mesures de signes vitaux de l'enfant"
* #urn:asip:ci-sis:hr:2019 "Historique des remboursements"
* #urn:asip:ci-sis:idap:2011 "Directives anticipées"
* #urn:asip:ci-sis:dlu:2015 "Document de liaison d'urgence"
* #urn:asip:ci-sis:ft-su:2024 "Fiche de transfert vers le service des urgences"
* #urn:asip:ci-sis:fr-su:2024 "Fiche de retour du service des urgences"
* #urn:asip:ci-sis:fludt:2017 "Fiche de liaison d'urgence: transfert"
* #urn:asip:ci-sis:fludr:2017 "Fiche de liaison d'urgence: retour"
* #urn:asip:ci-sis:cr-anest:2020 "CR d'anesthésie"
* #urn:asip:ci-sis:cr-cpa:2020 "CR de consultation pré-anesthésique"
* #urn:asip:ci-sis:frcp:2011 "CR de réunion de concertation pluridisciplinaire"
* #urn:asip:ci-sis:crgm:2018 "CR de génétique moléculaire"
* #urn:asip:ci-sis:ppp:2023 "Plan personnalisé de prévention"
* #urn:asip:ci-sis:tlm-da:2020 "Demande d'acte de télémédecine"
* #urn:asip:ci-sis:aunv:2013 "AUNV (urgence neuro-vasculaire)"
* #urn:asip:ci-sis:eunv:2013 "EUNV (urgence neuro-vasculaire)"
* #urn:asip:ci-sis:sunv:2013 "SUNV (urgence neuro-vasculaire)"
* #urn:asip:ci-sis:pavc:2016 "PAVC (accident vasculaire cérébral)"
* #urn:asip:ci-sis:pps-cancer:2017 "Programme personnalisé de soins en cancérologie"
* #urn:asip:ci-sis:pps-paerpa:2017 "Plan personnalisé de santé PAERPA"
* #urn:asip:ci-sis:sdm-mr:2017 "Set de données minimum maladies rares"
* #urn:asip:ci-sis:d2lm-fin:2017 "Dématérialisation de la deuxième lecture de mammographie: FIN"
* #urn:asip:ci-sis:d2lm-fidd:2017 "Dématérialisation de la deuxième lecture de mammographie: FIDD"
* #urn:asip:ci-sis:avk:2009 "AVK"
* #urn:asip:ci-sis:dci:2009 "DCI"
* #urn:asip:ci-sis:ppv:2009 "PPV"
* #urn:asip:ci-sis:psc:2009 "PSC"
* #urn:asip:ci-sis:tap:2009 "TAP"
* #urn:asip:ci-sis:crrtn:2013 "CRRTN"
* #urn:asip:ci-sis:obp-sap:2023 "Obstétrique et périnatalité: SAP"
* #urn:asip:ci-sis:obp-snm:2023 "Obstétrique et périnatalité: SNM"
* #urn:asip:ci-sis:obp-sne:2023 "Obstétrique et périnatalité: SNE"
* #urn:asip:ci-sis:obp-scm:2023 "Obstétrique et périnatalité: SCM"
* #urn:asip:ci-sis:obp-sem:2023 "Obstétrique et périnatalité: SEM"
* #urn:ans:ci-sis:bio-ep-bio:2022 "Demande d'examens de biologie"
* #urn:ans:ci-sis:img-da:2022 "Demande d'actes d'imagerie"
* #urn:ans:ci-sis:trod:2024 "Test rapide d'orientation diagnostique"
* #urn:ans:ci-sis:feuille-de-style:2023 "Feuille de style"
* #urn:ans:ci-sis:mso-rougeole:2026 "Maladie à signalement obligatoire: rougeole"
* #urn:ans:ci-sis:mso-dengue:2026 "Maladie à signalement obligatoire: dengue"
* #urn:ans:ci-sis:mso-chikungunya:2026 "Maladie à signalement obligatoire: chikungunya"
* #urn:ans:ci-sis:mso-zika:2026 "Maladie à signalement obligatoire: zika"
* #urn:ans:ci-sis:mso-westnile:2026 "Maladie à signalement obligatoire: West Nile"
* #urn:asipSante:modelesHorsProfils:2011 "Document non référencé"

CodeSystem: IheFormatCode
Id: TRE-A11-IheFormatCode
Title: "Formats of documents of IHE"
Description: "Formats of documents that IHE defines, and those of images and texts that France adds."
* insert National($TRE_A11)
* #urn:ihe:iti:xds-sd:pdf:2008 "Document à corps non structuré en PDF/A-1"
* #urn:ihe:iti:xds-sd:text:2008 "Document à corps non structuré en texte brut"
* #urn:ihe:iti-fr:xds-sd:jpeg:2010 "Document à corps non structuré en JPEG"
* #urn:ihe:iti-fr:xds-sd:rtf:2010 "Document à corps non structuré en RTF"
* #urn:ihe:iti-fr:xds-sd:tiff:2010 "Document à corps non structuré en TIFF"
* #urn:ihe:lab:xd-lab:2008 "CR de biologie structuré"
* #urn:ihe:pharm:pre:2010 "Prescription de médicaments"
* #urn:ihe:pharm:dis:2010 "Dispensation de médicaments"
* #urn:ihe:pcc:ips:2020 "Synthèse médicale (IPS)"
* #urn:ihe:palm:apsr:2016 "CR d'anatomie et de cytologie pathologiques"
* #urn:ihe:rad:CDA:ImagingReportStructuredHeadings:2013 "CR d'imagerie"
* #urn:ihe:eyecare:geneyeevalcn:2014 "CR de consultation en ophtalmologie"
* #urn:ihe:iti:dsg:detached:2014 "Signature détachée"
* #urn:ihe:iti:dsg:enveloping:2014 "Signature enveloppante"
* #urn:ihe:iti:xds:2017:mimeTypeSufficient "Le type du contenu suffit"

CodeSystem: IheOwnFormatCode
Id: ihe-formatcode
Title: "Formats of documents of IHE, under the address of IHE"
Description: "The formats of IHE among those of TRE_A11: documents from elsewhere name them so."
* insert National($IHE-formats)
* #urn:ihe:iti:xds-sd:pdf:2008 "Document à corps non structuré en PDF/A-1"
* #urn:ihe:iti:xds-sd:text:2008 "Document à corps non structuré en texte brut"
* #urn:ihe:lab:xd-lab:2008 "CR de biologie structuré"
* #urn:ihe:pharm:pre:2010 "Prescription de médicaments"
* #urn:ihe:pharm:dis:2010 "Dispensation de médicaments"
* #urn:ihe:pcc:ips:2020 "Synthèse médicale (IPS)"
* #urn:ihe:palm:apsr:2016 "CR d'anatomie et de cytologie pathologiques"
* #urn:ihe:rad:CDA:ImagingReportStructuredHeadings:2013 "CR d'imagerie"
* #urn:ihe:eyecare:geneyeevalcn:2014 "CR de consultation en ophtalmologie"
* #urn:ihe:iti:dsg:detached:2014 "Signature détachée"
* #urn:ihe:iti:dsg:enveloping:2014 "Signature enveloppante"
* #urn:ihe:iti:xds:2017:mimeTypeSufficient "Le type du contenu suffit"

CodeSystem: DICOMuidRegistry
Id: TRE-A09-DICOMuidRegistry
Title: "Formats of DICOM"
Description: "The format of a list of references to images (Key Object Selection, KOS)."
* insert National($TRE_A09)
* #1.2.840.10008.5.1.4.1.1.88.59 "Key Object Selection Document"

CodeSystem: SecteurActivite
Id: TRE-R02-SecteurActivite
Title: "Kinds of structure"
Description: "The kinds of structure in which care is given (secteurs d'activité)."
* insert National($TRE_R02)
* #SA01 "Etablissement public de santé"
* #SA02 "Hôpital militaire du service de santé des armées"
* #SA03 "Etablissement privé participant au service public hospitalier"
* #SA04 "Etablissement privé non participant au service public hospitalier"
* #SA05 "Centre de santé"
* #SA07 "Cabinet individuel"
* #SA08 "Cabinet de groupe"
* #SA09 "Exercice en société"
* #SA15 "Protection maternelle et infantile et planification familiale"
* #SA16 "Etablissement pour personnes handicapées"
* #SA17 "Etablissement pour personnes âgées"
* #SA20 "Protection de l'enfance"
* #SA24 "Organisme de sécurité sociale"
* #SA25 "Laboratoire de biologie médicale"
* #SA33 "Pharmacie d'officine"
* #SA34 "Dialyse"
* #SA36 "Centre de lutte contre le cancer"
* #SA37 "Transfusion sanguine"
* #SA41 "Autre établissement du domaine social ou médico-social"
* #SA50 "Permanence des soins ambulatoires"
* #SA52 "Maison ou pôle de santé"
* #SA54 "Dépistage et prévention"
* #SA63 "Communauté professionnelle territoriale de santé (CPTS)"
* #SA64 "Société de téléconsultation"
* #SA65 "Antenne de pharmacie"
* #SA68 "Service départemental d'incendie et de secours (SDIS)"
* #SA69 "Maison de naissance"

CodeSystem: ProducteurDocNonPS
Id: TRE-A00-ProducteurDocNonPS
Title: "Producers of documents who are no professionals"
Description: "The patient and digital services, where a list of professionals or structures has no code for them."
* insert National($TRE_A00)
* #EXP_PATIENT "Expression personnelle du patient"
* #SNR "Service numérique référencé"

CodeSystem: CadreExercice
Id: TRE-A01-CadreExercice
Title: "Settings of care"
Description: "The settings in which care is given (cadres d'exercice)."
* insert National($TRE_A01)
* #AMBULATOIRE "Ambulatoire"
* #AMO "Organisme d'assurance maladie obligatoire"
* #DEPISTAGE "Dépistage"
* #ESSMS "Etablissement ou service social ou médico-social"
* #ETABLISSEMENT "Etablissement de santé"
* #HAD "Hospitalisation à domicile"
* #MAD "Maintien à domicile"
* #PALLIATIF "Soins palliatifs"
* #SAD "Soins à domicile"
* #SAMU_SMUR "SAMU SMUR"

CodeSystem: TypeActivite
Id: TRE-R209-TypeActivite
Title: "Kinds of activity"
Description: "The activities in which documents are submitted (types d'activité)."
* insert National($TRE_R209)
* #03 "Hospitalisation complète"
* #04 "Hospitalisation de jour"
* #07 "Consultations, soins externes"
* #08 "Bloc opératoire"
* #19 "Traitement et cure ambulatoire"
* #20 "Hospitalisation de semaine"
* #26 "Analyses médicales biologiques"
* #28 "Soins dentaires"
* #60 "Consultations et actes"
* #97 "Type d'activité indifférencié"

CodeSystem: ModeAcces
Id: TRE-R248-ModeAcces
Title: "Modes of access"
Description: "In which mode a professional opens a dossier (mode d'accès)."
* insert National($TRE_R248)
* ^content = #complete
* #normal "Accès normal"
* #bris_de_glace "Accès en urgence, bris de glace"
* #centre_15 "Accès du centre 15"

CodeSystem: MhdListTypes
Id: MHDlistTypes
Title: "Kinds of list of MHD"
Description: "Whether a list is a submission set or a folder."
* insert National($listType)
* ^content = #complete
* #folder "Folder"
* #submissionset "SubmissionSet"

CodeSystem: MhdIdentifierTypes
Id: IHE.MHD.MHDIdentifierType
Title: "Kinds of identifier of MHD"
Description: "Whether an identifier is that of the document (uniqueId) or of its entry (entryUUID)."
* insert National($mhdIdentifierType)
* ^content = #complete
* #entryUUID "entryUUID"
* #uniqueId "uniqueId"

CodeSystem: DocumentCategories
Id: document-category
Title: "Categories of document in the patient's space"
Description: "The ten categories under which the patient's space (Mon espace santé) shows documents, and five more that it knows but does not list. A document's category follows from its type; it is never written into the document."
* ^caseSensitive = true
* ^property.code = #listed
* ^property.type = #boolean
* ^property.description = "Whether the patient's space lists the category."
* insert Category(SYNTHESE, Ma santé en résumé, true)
* insert Category(ORD_SOIN, Ordonnances et soins, true)
* insert Category(CPT_REND, Comptes rendus, true)
* insert Category(RADIO_SC, Imagerie, true)
* insert Category(BIOLOGIE, Résultats de biologie, true)
* insert Category(DEPISTAG, Prévention et dépistage, true)
* insert Category(CERT_MED, Certificats médicaux, true)
* insert Category(SYNTH_PML, Synthèse de mon profil médical, true)
* insert Category(DOC_ADM, Pièces administratives, true)
* insert Category(AUTR_DOC, Autres documents, true)
* insert Category(DIR_ANT, Directives anticipées, false)
* insert Category(QUEST_SANTE, Questionnaire santé, false)
* insert Category(CAR_VAC, Carnet vaccinal, false)
* insert Category(VDP, Volontés du patient, false)
* insert Category(REMB, Remboursements, false)

RuleSet: Category(code, display, listed)
* #{code} "{display}"
  * ^property.code = #listed
  * ^property.valueBoolean = {listed}

// Value sets

ValueSet: DocumentCategoriesListed
Id: document-category-listed
Title: "The ten categories of document"
Description: "The ten categories under which the patient's space lists documents."
* DocumentCategories#SYNTHESE
* DocumentCategories#ORD_SOIN
* DocumentCategories#CPT_REND
* DocumentCategories#RADIO_SC
* DocumentCategories#BIOLOGIE
* DocumentCategories#DEPISTAG
* DocumentCategories#CERT_MED
* DocumentCategories#SYNTH_PML
* DocumentCategories#DOC_ADM
* DocumentCategories#AUTR_DOC

ValueSet: DocumentCategoriesAll
Id: document-category-all
Title: "All categories of document"
Description: "The ten categories of document, and those that are searched but not listed."
* include codes from system DocumentCategories

ValueSet: XdsClassCode
Id: JDV-J06-XdsClassCode-CISIS
Title: "Classes of document"
Description: "The national classes of document, and that of electronic signatures."
* ^url = $JDV_J06
* include codes from system $TRE_A03
* $TRE_A10#urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1

ValueSet: XdsConfidentialityCode
Id: JDV-J08-XdsConfidentialityCode-CISIS
Title: "Confidentiality and visibility"
Description: "The security labels of a document: how confidential it is, and for whom it is not visible. Examples in circulation spell the system of visibility codes with Status; it counts as the same."
* ^url = $JDV_J08
* include codes from system $TRE_A08
* $confidentiality#N
* $confidentiality#R
* $confidentiality#V
* $TRE_A07#MASQUE_PS
* $TRE_A07#INVISIBLE_PATIENT
* $TRE_A07#INVISIBLE_REPRESENTANTS_LEGAUX
* $TRE_A07-alias#MASQUE_PS
* $TRE_A07-alias#INVISIBLE_PATIENT
* $TRE_A07-alias#INVISIBLE_REPRESENTANTS_LEGAUX

ValueSet: VisibilityLabels
Id: visibility-label
Title: "Visibility labels"
Description: "For whom a document is not visible: professionals, the patient, legal representatives."
* $TRE_A07#MASQUE_PS
* $TRE_A07#INVISIBLE_PATIENT
* $TRE_A07#INVISIBLE_REPRESENTANTS_LEGAUX

ValueSet: XdsFormatCode
Id: JDV-J10-XdsFormatCode-CISIS
Title: "Formats of document"
Description: "The formats of structured and unstructured documents. Those of IHE count under the address that IHE gives them, too."
* ^url = $JDV_J10
* include codes from system $TRE_A06
* include codes from system $TRE_A11
* include codes from system $IHE-formats
* include codes from system $TRE_A09
* include codes from system $TRE_A10

ValueSet: XdsFacilityTypeCode
Id: JDV-J02-XdsHealthcareFacilityTypeCode-CISIS
Title: "Kinds of structure"
Description: "The kinds of structure in which a document came to be, and the patient and digital services."
* ^url = $JDV_J02
* include codes from system $TRE_R02
* include codes from system $TRE_A00

ValueSet: XdsContentTypeCode
Id: JDV-J03-XdsContentTypeCode-CISIS
Title: "Kinds of activity"
Description: "The activity in which documents are submitted together."
* ^url = $JDV_J03
* include codes from system $TRE_R209
* include codes from system $TRE_R02
* include codes from system $TRE_A00
* https://mos.esante.gouv.fr/NOS/TRE_R276-FormeActivite/FHIR/TRE-R276-FormeActivite#05 "Hospitalisation à domicile"

ValueSet: XdsPracticeSettingCode
Id: JDV-J04-XdsPracticeSettingCode-CISIS
Title: "Settings of care"
Description: "The setting of care in which a document came to be."
* ^url = $JDV_J04
* include codes from system $TRE_A01
* include codes from system $TRE_A00

ValueSet: ModeAccesCode
Id: JDV-J38-ModeAcces-CISIS
Title: "Modes of access"
Description: "The modes in which a professional opens a dossier."
* ^url = $JDV_J38
* include codes from system $TRE_R248

ValueSet: DocumentStatus
Id: document-status
Title: "States of a shared document"
Description: "A document is current or superseded; entered-in-error is set by the server when its author withdraws it."
* http://hl7.org/fhir/document-reference-status#current
* http://hl7.org/fhir/document-reference-status#superseded

ValueSet: SubmissionSetCode
Id: submission-set-code
Title: "Code of a submission set"
Description: "A list is a submission set. Examples in circulation spell the system with http; it counts as the same."
* $listType#submissionset
* http://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes#submissionset

ValueSet: FolderCode
Id: folder-code
Title: "Code of a folder"
Description: "A list is a folder. Examples in circulation spell the system with http; it counts as the same."
* $listType#folder
* http://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes#folder
