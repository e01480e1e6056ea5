// Made of ig/document-types.json by scripts/profiles/document-types-fsh.ts: change the table, not this.

CodeSystem: TypeDocComplementaire
Id: TRE-A05-TypeDocComplementaire
Title: "Types of document that LOINC does not have"
Description: "The types of document that France adds to those of LOINC (types complémentaires)."
* ^url = $TRE_A05
* ^content = #fragment
* ^caseSensitive = true
* #ATTEST-ASS-COMPL "Attestation assurance complémentaire"
* #ATTEST-RESID "Attestation de résidence"
* #ATTEST-HEBGT "Attestation d'hébergement"
* #ATTEST-DROITS-AM "Attestation de droits à l'assurance maladie"
* #AUTORIS-SOINS "Autorisation de soins et actes non usuels sanitaires"
* #BIL_AUTO "CR de bilan d'évaluation de la perte d'autonomie"
* #CERT_DECL "Certificat, déclaration"
* #DISP_AUT "Dispensation (autre)"
* #EXPPAT_1 "Volontés et droits du patient"
* #EXPPAT_2 "Autre document du patient"
* #EXPPAT_3 "Directives anticipées"
* #IMG-KOS "Reference d'objets d'un examen d'imagerie"
* #PROT_ALD "Protocole de soins ALD"
* #REMB "Données de remboursement"
* #SYNTH "Synthèse"
* #DOCPAT01 "Synthèse déposée par le patient"
* #DOCPAT02 "Traitement ou document de soins déposé par le patient"
* #DOCPAT03 "CR déposé par le patient"
* #DOCPAT04 "Imagerie déposée par le patient"
* #DOCPAT05 "CR de biologie déposé par le patient"
* #DOCPAT06 "CR de prévention déposé par le patient"
* #DOCPAT07 "Certificat déposé par le patient"
* #DOCPAT08 "Profil médical Mon espace santé"
* #DOCPAT09 "Document administratif déposé par le patient"
* #PIECE-IDENTITE "Copie pièce d'identité"
* #PRESC-AAT "Prescription arrêt de travail"
* #PRESC-BIO "Prescription d'actes de biologie médicale"
* #PRESC-KINE "Prescription d'actes de kinésithérapie"
* #PRESC-INF "Prescription d'actes infirmiers"
* #PRESC-PEDI "Prescription d'actes de pédicurie"
* #PRESC-ORTHOPHO "Prescription d'actes d'orthophonie"
* #PRESC-ORTHOPTIE "Prescription d'actes d'orthoptie"
* #FEUILLE-DE-STYLE "Feuille de style"
* #FICHE-CONTACTS "Fiche contacts"
* #EXPORT_DUI "Export du Dossier Usager Informatisé"

CodeSystem: LoincDocumentTypes
Id: loinc-document-types
Title: "French names of LOINC document types"
Description: "How the national list of document types names codes of LOINC."
* ^content = #supplement
* ^supplements = "http://loinc.org"
* ^caseSensitive = true
* #11369-6
  * ^designation.language = #fr
  * ^designation.value = "Historique des vaccinations"
* #11488-4
  * ^designation.language = #fr
  * ^designation.value = "CR ou fiche de consultation ou de visite"
* #11490-0
  * ^designation.language = #fr
  * ^designation.value = "Lettre de liaison à la sortie d'un établissement de soins"
* #34112-3
  * ^designation.language = #fr
  * ^designation.value = "CR hospitalier (séjour)"
* #11502-2
  * ^designation.language = #fr
  * ^designation.value = "CR d'examens biologiques"
* #11505-5
  * ^designation.language = #fr
  * ^designation.value = "CR d'acte thérapeutique (autre)"
* #11506-3
  * ^designation.language = #fr
  * ^designation.value = "CR ou fiche de suivi de soins par auxiliaire médical"
* #15507-7
  * ^designation.language = #fr
  * ^designation.value = "CR de passage aux urgences"
* #15508-5
  * ^designation.language = #fr
  * ^designation.value = "CR d'accouchement"
* #18776-5
  * ^designation.language = #fr
  * ^designation.value = "Plan personnalisé de soins"
* #18748-4
  * ^designation.language = #fr
  * ^designation.value = "CR d'imagerie médicale"
* #18761-7
  * ^designation.language = #fr
  * ^designation.value = "Note de transfert (dont lettre de liaison à l'entrée en établissement de soins)"
* #28617-9
  * ^designation.language = #fr
  * ^designation.value = "Bilan bucco-dentaire"
* #28653-4
  * ^designation.language = #fr
  * ^designation.value = "Document du secteur social / médico-social"
* #29274-8
  * ^designation.language = #fr
  * ^designation.value = "Mesures de signes vitaux"
* #34120-6
  * ^designation.language = #fr
  * ^designation.value = "Bilan par professionnel de santé"
* #34133-9
  * ^designation.language = #fr
  * ^designation.value = "Synthèse d'épisode de soins"
* #34749-2
  * ^designation.language = #fr
  * ^designation.value = "CR de consultation pré-anesthésique"
* #34794-8
  * ^designation.language = #fr
  * ^designation.value = "CR de réunion de concertation pluridisciplinaire"
* #34842-5
  * ^designation.language = #fr
  * ^designation.value = "Grille d'évaluation médico-social"
* #34874-8
  * ^designation.language = #fr
  * ^designation.value = "CR opératoire"
* #34875-5
  * ^designation.language = #fr
  * ^designation.value = "Évaluation postopératoire et note de suivi"
* #34876-3
  * ^designation.language = #fr
  * ^designation.value = "Évaluation préopératoire et note de suivi"
* #34895-3
  * ^designation.language = #fr
  * ^designation.value = "Fiche d'information au patient"
* #47420-5
  * ^designation.language = #fr
  * ^designation.value = "CR de bilan fonctionnel"
* #51851-4
  * ^designation.language = #fr
  * ^designation.value = "Document administratif"
* #51969-4
  * ^designation.language = #fr
  * ^designation.value = "CR de génétique moléculaire"
* #52040-3
  * ^designation.language = #fr
  * ^designation.value = "Document encapsulant une image d'illustration non DICOM"
* #55115-0
  * ^designation.language = #fr
  * ^designation.value = "Demande d'actes d'imagerie"
* #56445-0
  * ^designation.language = #fr
  * ^designation.value = "Bilan médicamenteux (Officine)"
* #56446-8
  * ^designation.language = #fr
  * ^designation.value = "Notification de rendez-vous"
* #57828-6
  * ^designation.language = #fr
  * ^designation.value = "Prescription (autre)"
* #57832-8
  * ^designation.language = #fr
  * ^designation.value = "Prescription de soins"
* #57833-6
  * ^designation.language = #fr
  * ^designation.value = "Prescription de produits de santé"
* #59283-2
  * ^designation.language = #fr
  * ^designation.value = "CR d'examen de l'enfant"
* #59284-0
  * ^designation.language = #fr
  * ^designation.value = "Attestation de consentement"
* #60280-5
  * ^designation.language = #fr
  * ^designation.value = "Fiche de retour du service des urgences"
* #60568-3
  * ^designation.language = #fr
  * ^designation.value = "CR d'anatomie et de cytologie pathologiques"
* #60591-5
  * ^designation.language = #fr
  * ^designation.value = "Synthèse médicale"
* #60593-1
  * ^designation.language = #fr
  * ^designation.value = "Dispensation médicamenteuse"
* #61357-0
  * ^designation.language = #fr
  * ^designation.value = "Intervention pharmaceutique"
* #67851-6
  * ^designation.language = #fr
  * ^designation.value = "CR d'admission"
* #68599-0
  * ^designation.language = #fr
  * ^designation.value = "Synthèse psychiatrique"
* #68814-3
  * ^designation.language = #fr
  * ^designation.value = "Note d'évaluation pédiatrique"
* #68817-6
  * ^designation.language = #fr
  * ^designation.value = "Bilan de santé et de prévention de l'enfant"
* #70004-7
  * ^designation.language = #fr
  * ^designation.value = "CR d'acte diagnostique (autre)"
* #78341-5
  * ^designation.language = #fr
  * ^designation.value = "Fiche de transfert vers le service des urgences"
* #74207-2
  * ^designation.language = #fr
  * ^designation.value = "Document de liaison d'urgence"
* #74465-6
  * ^designation.language = #fr
  * ^designation.value = "Questionnaire patient"
* #75468-9
  * ^designation.language = #fr
  * ^designation.value = "Renouvellement ordonnance par pharmacien correspondant"
* #75482-0
  * ^designation.language = #fr
  * ^designation.value = "CR d'acte thérapeutique à visée préventive"
* #75492-9
  * ^designation.language = #fr
  * ^designation.value = "CR d'acte diagnostique à visée préventive ou de dépistage"
* #75496-0
  * ^designation.language = #fr
  * ^designation.value = "Demande d'acte de télémédecine"
* #77436-4
  * ^designation.language = #fr
  * ^designation.value = "CR d'anesthésie"
* #77604-7
  * ^designation.language = #fr
  * ^designation.value = "Planification thérapeutique"
* #78513-9
  * ^designation.language = #fr
  * ^designation.value = "CR de consultation en ophtalmologie"
* #78601-2
  * ^designation.language = #fr
  * ^designation.value = "CR d'entretien pharmaceutique"
* #80565-5
  * ^designation.language = #fr
  * ^designation.value = "CR d'administration de médicaments"
* #80771-9
  * ^designation.language = #fr
  * ^designation.value = "Projet d'accueil individualisé"
* #80788-3
  * ^designation.language = #fr
  * ^designation.value = "Projet personnalisé d'accompagnement"
* #80820-4
  * ^designation.language = #fr
  * ^designation.value = "Formulaire de conciliation médicamenteuse (Hôpital)"
* #83836-7
  * ^designation.language = #fr
  * ^designation.value = "Schéma dentaire"
* #83869-8
  * ^designation.language = #fr
  * ^designation.value = "Plan personnalisé de prévention"
* #83901-9
  * ^designation.language = #fr
  * ^designation.value = "Bilan psychologique"
* #83963-9
  * ^designation.language = #fr
  * ^designation.value = "Synthèse environnementale"
* #83981-1
  * ^designation.language = #fr
  * ^designation.value = "Lettre de liaison à la sortie d'une structure sociale ou médico-sociale"
* #85208-7
  * ^designation.language = #fr
  * ^designation.value = "CR de télémédecine"
* #86531-1
  * ^designation.language = #fr
  * ^designation.value = "Attestation de sortie"
* #87273-9
  * ^designation.language = #fr
  * ^designation.value = "Note de vaccination"
* #88348-8
  * ^designation.language = #fr
  * ^designation.value = "Lettre de liaison d'entrée en structure sociale ou médico-sociale"
* #89601-9
  * ^designation.language = #fr
  * ^designation.value = "Certificat médical"
* #93024-8
  * ^designation.language = #fr
  * ^designation.value = "CR de consultation pharmaceutique"
* #96349-6
  * ^designation.language = #fr
  * ^designation.value = "Lettre d'adressage"
* #96874-3
  * ^designation.language = #fr
  * ^designation.value = "COVID-19 Attestation de vaccination"
* #96173-0
  * ^designation.language = #fr
  * ^designation.value = "Test rapide d'orientation diagnostique"
* #57055-6
  * ^designation.language = #fr
  * ^designation.value = "Synthèse antepartum"
* #57057-2
  * ^designation.language = #fr
  * ^designation.value = "Synthèse Salle de Naissance Mère"
* #57075-4
  * ^designation.language = #fr
  * ^designation.value = "Synthèse Salle de Naissance Enfant"
* #84067-8
  * ^designation.language = #fr
  * ^designation.value = "Synthèse transfusionnelle"
* #89235-6
  * ^designation.language = #fr
  * ^designation.value = "Synthèse Suites de Couches Mère"
* #78489-2
  * ^designation.language = #fr
  * ^designation.value = "Synthèse Enfant en Maternité"
* #89233-1
  * ^designation.language = #fr
  * ^designation.value = "CR de grossesse"
* #101881-1
  * ^designation.language = #fr
  * ^designation.value = "Carte d'implant"
* #97694-4
  * ^designation.language = #fr
  * ^designation.value = "Note d'évaluation en médecine maternelle et fœtale"
* #100967-9
  * ^designation.language = #fr
  * ^designation.value = "Rythme cardiaque fœtal"
* #11526-1
  * ^designation.language = #fr
  * ^designation.value = "Étude d'anatomopathologie"

ValueSet: XdsTypeCode
Id: JDV-J07-XdsTypeCode-CISIS
Title: "Types of document"
Description: "The national types of document, and one that the correspondence of types and classes has alone (11526-1)."
* ^url = $JDV_J07
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#ATTEST-ASS-COMPL "Attestation assurance complémentaire"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#ATTEST-RESID "Attestation de résidence"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#ATTEST-HEBGT "Attestation d'hébergement"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#ATTEST-DROITS-AM "Attestation de droits à l'assurance maladie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#AUTORIS-SOINS "Autorisation de soins et actes non usuels sanitaires"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#BIL_AUTO "CR de bilan d'évaluation de la perte d'autonomie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#CERT_DECL "Certificat, déclaration"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DISP_AUT "Dispensation (autre)"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#EXPPAT_1 "Volontés et droits du patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#EXPPAT_2 "Autre document du patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#EXPPAT_3 "Directives anticipées"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#IMG-KOS "Reference d'objets d'un examen d'imagerie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PROT_ALD "Protocole de soins ALD"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#REMB "Données de remboursement"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#SYNTH "Synthèse"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT01 "Synthèse déposée par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT02 "Traitement ou document de soins déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT03 "CR déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT04 "Imagerie déposée par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT05 "CR de biologie déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT06 "CR de prévention déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT07 "Certificat déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT08 "Profil médical Mon espace santé"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT09 "Document administratif déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PIECE-IDENTITE "Copie pièce d'identité"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-AAT "Prescription arrêt de travail"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-BIO "Prescription d'actes de biologie médicale"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-KINE "Prescription d'actes de kinésithérapie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-INF "Prescription d'actes infirmiers"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-PEDI "Prescription d'actes de pédicurie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-ORTHOPHO "Prescription d'actes d'orthophonie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-ORTHOPTIE "Prescription d'actes d'orthoptie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#FEUILLE-DE-STYLE "Feuille de style"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#FICHE-CONTACTS "Fiche contacts"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#EXPORT_DUI "Export du Dossier Usager Informatisé"
* http://loinc.org#11369-6 "Historique des vaccinations"
* http://loinc.org#11488-4 "CR ou fiche de consultation ou de visite"
* http://loinc.org#11490-0 "Lettre de liaison à la sortie d'un établissement de soins"
* http://loinc.org#34112-3 "CR hospitalier (séjour)"
* http://loinc.org#11502-2 "CR d'examens biologiques"
* http://loinc.org#11505-5 "CR d'acte thérapeutique (autre)"
* http://loinc.org#11506-3 "CR ou fiche de suivi de soins par auxiliaire médical"
* http://loinc.org#15507-7 "CR de passage aux urgences"
* http://loinc.org#15508-5 "CR d'accouchement"
* http://loinc.org#18776-5 "Plan personnalisé de soins"
* http://loinc.org#18748-4 "CR d'imagerie médicale"
* http://loinc.org#18761-7 "Note de transfert (dont lettre de liaison à l'entrée en établissement de soins)"
* http://loinc.org#28617-9 "Bilan bucco-dentaire"
* http://loinc.org#28653-4 "Document du secteur social / médico-social"
* http://loinc.org#29274-8 "Mesures de signes vitaux"
* http://loinc.org#34120-6 "Bilan par professionnel de santé"
* http://loinc.org#34133-9 "Synthèse d'épisode de soins"
* http://loinc.org#34749-2 "CR de consultation pré-anesthésique"
* http://loinc.org#34794-8 "CR de réunion de concertation pluridisciplinaire"
* http://loinc.org#34842-5 "Grille d'évaluation médico-social"
* http://loinc.org#34874-8 "CR opératoire"
* http://loinc.org#34875-5 "Évaluation postopératoire et note de suivi"
* http://loinc.org#34876-3 "Évaluation préopératoire et note de suivi"
* http://loinc.org#34895-3 "Fiche d'information au patient"
* http://loinc.org#47420-5 "CR de bilan fonctionnel"
* http://loinc.org#51851-4 "Document administratif"
* http://loinc.org#51969-4 "CR de génétique moléculaire"
* http://loinc.org#52040-3 "Document encapsulant une image d'illustration non DICOM"
* http://loinc.org#55115-0 "Demande d'actes d'imagerie"
* http://loinc.org#56445-0 "Bilan médicamenteux (Officine)"
* http://loinc.org#56446-8 "Notification de rendez-vous"
* http://loinc.org#57828-6 "Prescription (autre)"
* http://loinc.org#57832-8 "Prescription de soins"
* http://loinc.org#57833-6 "Prescription de produits de santé"
* http://loinc.org#59283-2 "CR d'examen de l'enfant"
* http://loinc.org#59284-0 "Attestation de consentement"
* http://loinc.org#60280-5 "Fiche de retour du service des urgences"
* http://loinc.org#60568-3 "CR d'anatomie et de cytologie pathologiques"
* http://loinc.org#60591-5 "Synthèse médicale"
* http://loinc.org#60593-1 "Dispensation médicamenteuse"
* http://loinc.org#61357-0 "Intervention pharmaceutique"
* http://loinc.org#67851-6 "CR d'admission"
* http://loinc.org#68599-0 "Synthèse psychiatrique"
* http://loinc.org#68814-3 "Note d'évaluation pédiatrique"
* http://loinc.org#68817-6 "Bilan de santé et de prévention de l'enfant"
* http://loinc.org#70004-7 "CR d'acte diagnostique (autre)"
* http://loinc.org#78341-5 "Fiche de transfert vers le service des urgences"
* http://loinc.org#74207-2 "Document de liaison d'urgence"
* http://loinc.org#74465-6 "Questionnaire patient"
* http://loinc.org#75468-9 "Renouvellement ordonnance par pharmacien correspondant"
* http://loinc.org#75482-0 "CR d'acte thérapeutique à visée préventive"
* http://loinc.org#75492-9 "CR d'acte diagnostique à visée préventive ou de dépistage"
* http://loinc.org#75496-0 "Demande d'acte de télémédecine"
* http://loinc.org#77436-4 "CR d'anesthésie"
* http://loinc.org#77604-7 "Planification thérapeutique"
* http://loinc.org#78513-9 "CR de consultation en ophtalmologie"
* http://loinc.org#78601-2 "CR d'entretien pharmaceutique"
* http://loinc.org#80565-5 "CR d'administration de médicaments"
* http://loinc.org#80771-9 "Projet d'accueil individualisé"
* http://loinc.org#80788-3 "Projet personnalisé d'accompagnement"
* http://loinc.org#80820-4 "Formulaire de conciliation médicamenteuse (Hôpital)"
* http://loinc.org#83836-7 "Schéma dentaire"
* http://loinc.org#83869-8 "Plan personnalisé de prévention"
* http://loinc.org#83901-9 "Bilan psychologique"
* http://loinc.org#83963-9 "Synthèse environnementale"
* http://loinc.org#83981-1 "Lettre de liaison à la sortie d'une structure sociale ou médico-sociale"
* http://loinc.org#85208-7 "CR de télémédecine"
* http://loinc.org#86531-1 "Attestation de sortie"
* http://loinc.org#87273-9 "Note de vaccination"
* http://loinc.org#88348-8 "Lettre de liaison d'entrée en structure sociale ou médico-sociale"
* http://loinc.org#89601-9 "Certificat médical"
* http://loinc.org#93024-8 "CR de consultation pharmaceutique"
* http://loinc.org#96349-6 "Lettre d'adressage"
* http://loinc.org#96874-3 "COVID-19 Attestation de vaccination"
* http://loinc.org#96173-0 "Test rapide d'orientation diagnostique"
* http://loinc.org#57055-6 "Synthèse antepartum"
* http://loinc.org#57057-2 "Synthèse Salle de Naissance Mère"
* http://loinc.org#57075-4 "Synthèse Salle de Naissance Enfant"
* http://loinc.org#84067-8 "Synthèse transfusionnelle"
* http://loinc.org#89235-6 "Synthèse Suites de Couches Mère"
* http://loinc.org#78489-2 "Synthèse Enfant en Maternité"
* http://loinc.org#89233-1 "CR de grossesse"
* http://loinc.org#101881-1 "Carte d'implant"
* http://loinc.org#97694-4 "Note d'évaluation en médecine maternelle et fœtale"
* http://loinc.org#100967-9 "Rythme cardiaque fœtal"
* https://mos.esante.gouv.fr/NOS/TRE_A12-NomenclatureASTM/FHIR/TRE-A12-NomenclatureASTM#E1762 "Full Document"
* http://loinc.org#11526-1 "Étude d'anatomopathologie"

ValueSet: RecordTypeCode
Id: record-document-type
Title: "Types of document that the record takes"
Description: "The national types of document that the shared record (DMP) takes."
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#ATTEST-ASS-COMPL "Attestation assurance complémentaire"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#ATTEST-RESID "Attestation de résidence"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#ATTEST-HEBGT "Attestation d'hébergement"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#ATTEST-DROITS-AM "Attestation de droits à l'assurance maladie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#AUTORIS-SOINS "Autorisation de soins et actes non usuels sanitaires"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#BIL_AUTO "CR de bilan d'évaluation de la perte d'autonomie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#CERT_DECL "Certificat, déclaration"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DISP_AUT "Dispensation (autre)"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#EXPPAT_1 "Volontés et droits du patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#EXPPAT_2 "Autre document du patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#EXPPAT_3 "Directives anticipées"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#IMG-KOS "Reference d'objets d'un examen d'imagerie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PROT_ALD "Protocole de soins ALD"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#REMB "Données de remboursement"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#SYNTH "Synthèse"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT01 "Synthèse déposée par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT02 "Traitement ou document de soins déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT03 "CR déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT04 "Imagerie déposée par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT05 "CR de biologie déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT06 "CR de prévention déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT07 "Certificat déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT08 "Profil médical Mon espace santé"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#DOCPAT09 "Document administratif déposé par le patient"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-AAT "Prescription arrêt de travail"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-BIO "Prescription d'actes de biologie médicale"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-KINE "Prescription d'actes de kinésithérapie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-INF "Prescription d'actes infirmiers"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-PEDI "Prescription d'actes de pédicurie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-ORTHOPHO "Prescription d'actes d'orthophonie"
* https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire#PRESC-ORTHOPTIE "Prescription d'actes d'orthoptie"
* http://loinc.org#11369-6 "Historique des vaccinations"
* http://loinc.org#11488-4 "CR ou fiche de consultation ou de visite"
* http://loinc.org#11490-0 "Lettre de liaison à la sortie d'un établissement de soins"
* http://loinc.org#34112-3 "CR hospitalier (séjour)"
* http://loinc.org#11502-2 "CR d'examens biologiques"
* http://loinc.org#11505-5 "CR d'acte thérapeutique (autre)"
* http://loinc.org#11506-3 "CR ou fiche de suivi de soins par auxiliaire médical"
* http://loinc.org#15507-7 "CR de passage aux urgences"
* http://loinc.org#15508-5 "CR d'accouchement"
* http://loinc.org#18776-5 "Plan personnalisé de soins"
* http://loinc.org#18748-4 "CR d'imagerie médicale"
* http://loinc.org#18761-7 "Note de transfert (dont lettre de liaison à l'entrée en établissement de soins)"
* http://loinc.org#28653-4 "Document du secteur social / médico-social"
* http://loinc.org#29274-8 "Mesures de signes vitaux"
* http://loinc.org#34133-9 "Synthèse d'épisode de soins"
* http://loinc.org#34749-2 "CR de consultation pré-anesthésique"
* http://loinc.org#34794-8 "CR de réunion de concertation pluridisciplinaire"
* http://loinc.org#34842-5 "Grille d'évaluation médico-social"
* http://loinc.org#34874-8 "CR opératoire"
* http://loinc.org#34875-5 "Évaluation postopératoire et note de suivi"
* http://loinc.org#47420-5 "CR de bilan fonctionnel"
* http://loinc.org#51969-4 "CR de génétique moléculaire"
* http://loinc.org#52040-3 "Document encapsulant une image d'illustration non DICOM"
* http://loinc.org#55115-0 "Demande d'actes d'imagerie"
* http://loinc.org#56445-0 "Bilan médicamenteux (Officine)"
* http://loinc.org#57828-6 "Prescription (autre)"
* http://loinc.org#57832-8 "Prescription de soins"
* http://loinc.org#57833-6 "Prescription de produits de santé"
* http://loinc.org#59283-2 "CR d'examen de l'enfant"
* http://loinc.org#59284-0 "Attestation de consentement"
* http://loinc.org#60568-3 "CR d'anatomie et de cytologie pathologiques"
* http://loinc.org#60591-5 "Synthèse médicale"
* http://loinc.org#60593-1 "Dispensation médicamenteuse"
* http://loinc.org#61357-0 "Intervention pharmaceutique"
* http://loinc.org#67851-6 "CR d'admission"
* http://loinc.org#68599-0 "Synthèse psychiatrique"
* http://loinc.org#68817-6 "Bilan de santé et de prévention de l'enfant"
* http://loinc.org#70004-7 "CR d'acte diagnostique (autre)"
* http://loinc.org#74207-2 "Document de liaison d'urgence"
* http://loinc.org#74465-6 "Questionnaire patient"
* http://loinc.org#75468-9 "Renouvellement ordonnance par pharmacien correspondant"
* http://loinc.org#75482-0 "CR d'acte thérapeutique à visée préventive"
* http://loinc.org#75492-9 "CR d'acte diagnostique à visée préventive ou de dépistage"
* http://loinc.org#75496-0 "Demande d'acte de télémédecine"
* http://loinc.org#77436-4 "CR d'anesthésie"
* http://loinc.org#77604-7 "Planification thérapeutique"
* http://loinc.org#78513-9 "CR de consultation en ophtalmologie"
* http://loinc.org#78601-2 "CR d'entretien pharmaceutique"
* http://loinc.org#80565-5 "CR d'administration de médicaments"
* http://loinc.org#80771-9 "Projet d'accueil individualisé"
* http://loinc.org#80788-3 "Projet personnalisé d'accompagnement"
* http://loinc.org#80820-4 "Formulaire de conciliation médicamenteuse (Hôpital)"
* http://loinc.org#83836-7 "Schéma dentaire"
* http://loinc.org#83869-8 "Plan personnalisé de prévention"
* http://loinc.org#83901-9 "Bilan psychologique"
* http://loinc.org#83981-1 "Lettre de liaison à la sortie d'une structure sociale ou médico-sociale"
* http://loinc.org#85208-7 "CR de télémédecine"
* http://loinc.org#86531-1 "Attestation de sortie"
* http://loinc.org#87273-9 "Note de vaccination"
* http://loinc.org#88348-8 "Lettre de liaison d'entrée en structure sociale ou médico-sociale"
* http://loinc.org#89601-9 "Certificat médical"
* http://loinc.org#93024-8 "CR de consultation pharmaceutique"
* http://loinc.org#96349-6 "Lettre d'adressage"
* http://loinc.org#96874-3 "COVID-19 Attestation de vaccination"
* http://loinc.org#96173-0 "Test rapide d'orientation diagnostique"
* http://loinc.org#57055-6 "Synthèse antepartum"
* http://loinc.org#57057-2 "Synthèse Salle de Naissance Mère"
* http://loinc.org#57075-4 "Synthèse Salle de Naissance Enfant"
* http://loinc.org#89235-6 "Synthèse Suites de Couches Mère"
* http://loinc.org#78489-2 "Synthèse Enfant en Maternité"
* https://mos.esante.gouv.fr/NOS/TRE_A12-NomenclatureASTM/FHIR/TRE-A12-NomenclatureASTM#E1762 "Full Document"
* http://loinc.org#11526-1 "Étude d'anatomopathologie"

Instance: document-type-to-class
InstanceOf: ConceptMap
Usage: #definition
Title: "Class of a type of document"
Description: "The one class each type belongs to (ASS_X16); types that have none are absent."
* insert Definition
* url = "https://dossier.example/fhir/ConceptMap/document-type-to-class"
* name = "DocumentTypeToClass"
* title = "Class of a type of document"
* description = "The one class each type belongs to (ASS_X16); types that have none are absent."
* group[0].source = "https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire"
* group[0].target = "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument"
* group[0].element[0].code = #ATTEST-ASS-COMPL
* group[0].element[0].display = "Attestation assurance complémentaire"
* group[0].element[0].target.code = #95
* group[0].element[0].target.equivalence = #wider
* group[0].element[1].code = #ATTEST-RESID
* group[0].element[1].display = "Attestation de résidence"
* group[0].element[1].target.code = #95
* group[0].element[1].target.equivalence = #wider
* group[0].element[2].code = #ATTEST-HEBGT
* group[0].element[2].display = "Attestation d'hébergement"
* group[0].element[2].target.code = #95
* group[0].element[2].target.equivalence = #wider
* group[0].element[3].code = #ATTEST-DROITS-AM
* group[0].element[3].display = "Attestation de droits à l'assurance maladie"
* group[0].element[3].target.code = #95
* group[0].element[3].target.equivalence = #wider
* group[0].element[4].code = #AUTORIS-SOINS
* group[0].element[4].display = "Autorisation de soins et actes non usuels sanitaires"
* group[0].element[4].target.code = #95
* group[0].element[4].target.equivalence = #wider
* group[0].element[5].code = #BIL_AUTO
* group[0].element[5].display = "CR de bilan d'évaluation de la perte d'autonomie"
* group[0].element[5].target.code = #10
* group[0].element[5].target.equivalence = #wider
* group[0].element[6].code = #CERT_DECL
* group[0].element[6].display = "Certificat, déclaration"
* group[0].element[6].target.code = #52
* group[0].element[6].target.equivalence = #wider
* group[0].element[7].code = #DISP_AUT
* group[0].element[7].display = "Dispensation (autre)"
* group[0].element[7].target.code = #43
* group[0].element[7].target.equivalence = #wider
* group[0].element[8].code = #EXPPAT_1
* group[0].element[8].display = "Volontés et droits du patient"
* group[0].element[8].target.code = #90
* group[0].element[8].target.equivalence = #wider
* group[0].element[9].code = #EXPPAT_2
* group[0].element[9].display = "Autre document du patient"
* group[0].element[9].target.code = #90
* group[0].element[9].target.equivalence = #wider
* group[0].element[10].code = #EXPPAT_3
* group[0].element[10].display = "Directives anticipées"
* group[0].element[10].target.code = #90
* group[0].element[10].target.equivalence = #wider
* group[0].element[11].code = #IMG-KOS
* group[0].element[11].display = "Reference d'objets d'un examen d'imagerie"
* group[0].element[11].target.code = #31
* group[0].element[11].target.equivalence = #wider
* group[0].element[12].code = #PROT_ALD
* group[0].element[12].display = "Protocole de soins ALD"
* group[0].element[12].target.code = #44
* group[0].element[12].target.equivalence = #wider
* group[0].element[13].code = #REMB
* group[0].element[13].display = "Données de remboursement"
* group[0].element[13].target.code = #60
* group[0].element[13].target.equivalence = #wider
* group[0].element[14].code = #SYNTH
* group[0].element[14].display = "Synthèse"
* group[0].element[14].target.code = #11
* group[0].element[14].target.equivalence = #wider
* group[0].element[15].code = #DOCPAT01
* group[0].element[15].display = "Synthèse déposée par le patient"
* group[0].element[15].target.code = #11
* group[0].element[15].target.equivalence = #wider
* group[0].element[16].code = #DOCPAT02
* group[0].element[16].display = "Traitement ou document de soins déposé par le patient"
* group[0].element[16].target.code = #42
* group[0].element[16].target.equivalence = #wider
* group[0].element[17].code = #DOCPAT03
* group[0].element[17].display = "CR déposé par le patient"
* group[0].element[17].target.code = #10
* group[0].element[17].target.equivalence = #wider
* group[0].element[18].code = #DOCPAT04
* group[0].element[18].display = "Imagerie déposée par le patient"
* group[0].element[18].target.code = #31
* group[0].element[18].target.equivalence = #wider
* group[0].element[19].code = #DOCPAT05
* group[0].element[19].display = "CR de biologie déposé par le patient"
* group[0].element[19].target.code = #10
* group[0].element[19].target.equivalence = #wider
* group[0].element[20].code = #DOCPAT06
* group[0].element[20].display = "CR de prévention déposé par le patient"
* group[0].element[20].target.code = #10
* group[0].element[20].target.equivalence = #wider
* group[0].element[21].code = #DOCPAT07
* group[0].element[21].display = "Certificat déposé par le patient"
* group[0].element[21].target.code = #52
* group[0].element[21].target.equivalence = #wider
* group[0].element[22].code = #DOCPAT08
* group[0].element[22].display = "Profil médical Mon espace santé"
* group[0].element[22].target.code = #11
* group[0].element[22].target.equivalence = #wider
* group[0].element[23].code = #DOCPAT09
* group[0].element[23].display = "Document administratif déposé par le patient"
* group[0].element[23].target.code = #95
* group[0].element[23].target.equivalence = #wider
* group[0].element[24].code = #PRESC-AAT
* group[0].element[24].display = "Prescription arrêt de travail"
* group[0].element[24].target.code = #42
* group[0].element[24].target.equivalence = #wider
* group[0].element[25].code = #PRESC-BIO
* group[0].element[25].display = "Prescription d'actes de biologie médicale"
* group[0].element[25].target.code = #42
* group[0].element[25].target.equivalence = #wider
* group[0].element[26].code = #PRESC-KINE
* group[0].element[26].display = "Prescription d'actes de kinésithérapie"
* group[0].element[26].target.code = #42
* group[0].element[26].target.equivalence = #wider
* group[0].element[27].code = #PRESC-INF
* group[0].element[27].display = "Prescription d'actes infirmiers"
* group[0].element[27].target.code = #42
* group[0].element[27].target.equivalence = #wider
* group[0].element[28].code = #PRESC-PEDI
* group[0].element[28].display = "Prescription d'actes de pédicurie"
* group[0].element[28].target.code = #42
* group[0].element[28].target.equivalence = #wider
* group[0].element[29].code = #PRESC-ORTHOPHO
* group[0].element[29].display = "Prescription d'actes d'orthophonie"
* group[0].element[29].target.code = #42
* group[0].element[29].target.equivalence = #wider
* group[0].element[30].code = #PRESC-ORTHOPTIE
* group[0].element[30].display = "Prescription d'actes d'orthoptie"
* group[0].element[30].target.code = #42
* group[0].element[30].target.equivalence = #wider
* group[1].source = "http://loinc.org"
* group[1].target = "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument"
* group[1].element[0].code = #11369-6
* group[1].element[0].display = "Historique des vaccinations"
* group[1].element[0].target.code = #52
* group[1].element[0].target.equivalence = #wider
* group[1].element[1].code = #11488-4
* group[1].element[1].display = "CR ou fiche de consultation ou de visite"
* group[1].element[1].target.code = #10
* group[1].element[1].target.equivalence = #wider
* group[1].element[2].code = #11490-0
* group[1].element[2].display = "Lettre de liaison à la sortie d'un établissement de soins"
* group[1].element[2].target.code = #10
* group[1].element[2].target.equivalence = #wider
* group[1].element[3].code = #34112-3
* group[1].element[3].display = "CR hospitalier (séjour)"
* group[1].element[3].target.code = #10
* group[1].element[3].target.equivalence = #wider
* group[1].element[4].code = #11502-2
* group[1].element[4].display = "CR d'examens biologiques"
* group[1].element[4].target.code = #10
* group[1].element[4].target.equivalence = #wider
* group[1].element[5].code = #11505-5
* group[1].element[5].display = "CR d'acte thérapeutique (autre)"
* group[1].element[5].target.code = #10
* group[1].element[5].target.equivalence = #wider
* group[1].element[6].code = #11506-3
* group[1].element[6].display = "CR ou fiche de suivi de soins par auxiliaire médical"
* group[1].element[6].target.code = #10
* group[1].element[6].target.equivalence = #wider
* group[1].element[7].code = #15507-7
* group[1].element[7].display = "CR de passage aux urgences"
* group[1].element[7].target.code = #10
* group[1].element[7].target.equivalence = #wider
* group[1].element[8].code = #15508-5
* group[1].element[8].display = "CR d'accouchement"
* group[1].element[8].target.code = #10
* group[1].element[8].target.equivalence = #wider
* group[1].element[9].code = #18776-5
* group[1].element[9].display = "Plan personnalisé de soins"
* group[1].element[9].target.code = #44
* group[1].element[9].target.equivalence = #wider
* group[1].element[10].code = #18748-4
* group[1].element[10].display = "CR d'imagerie médicale"
* group[1].element[10].target.code = #31
* group[1].element[10].target.equivalence = #wider
* group[1].element[11].code = #18761-7
* group[1].element[11].display = "Note de transfert (dont lettre de liaison à l'entrée en établissement de soins)"
* group[1].element[11].target.code = #11
* group[1].element[11].target.equivalence = #wider
* group[1].element[12].code = #28653-4
* group[1].element[12].display = "Document du secteur social / médico-social"
* group[1].element[12].target.code = #10
* group[1].element[12].target.equivalence = #wider
* group[1].element[13].code = #29274-8
* group[1].element[13].display = "Mesures de signes vitaux"
* group[1].element[13].target.code = #10
* group[1].element[13].target.equivalence = #wider
* group[1].element[14].code = #34133-9
* group[1].element[14].display = "Synthèse d'épisode de soins"
* group[1].element[14].target.code = #11
* group[1].element[14].target.equivalence = #wider
* group[1].element[15].code = #34749-2
* group[1].element[15].display = "CR de consultation pré-anesthésique"
* group[1].element[15].target.code = #10
* group[1].element[15].target.equivalence = #wider
* group[1].element[16].code = #34794-8
* group[1].element[16].display = "CR de réunion de concertation pluridisciplinaire"
* group[1].element[16].target.code = #10
* group[1].element[16].target.equivalence = #wider
* group[1].element[17].code = #34842-5
* group[1].element[17].display = "Grille d'évaluation médico-social"
* group[1].element[17].target.code = #11
* group[1].element[17].target.equivalence = #wider
* group[1].element[18].code = #34874-8
* group[1].element[18].display = "CR opératoire"
* group[1].element[18].target.code = #10
* group[1].element[18].target.equivalence = #wider
* group[1].element[19].code = #34875-5
* group[1].element[19].display = "Évaluation postopératoire et note de suivi"
* group[1].element[19].target.code = #10
* group[1].element[19].target.equivalence = #wider
* group[1].element[20].code = #47420-5
* group[1].element[20].display = "CR de bilan fonctionnel"
* group[1].element[20].target.code = #10
* group[1].element[20].target.equivalence = #wider
* group[1].element[21].code = #51969-4
* group[1].element[21].display = "CR de génétique moléculaire"
* group[1].element[21].target.code = #10
* group[1].element[21].target.equivalence = #wider
* group[1].element[22].code = #52040-3
* group[1].element[22].display = "Document encapsulant une image d'illustration non DICOM"
* group[1].element[22].target.code = #31
* group[1].element[22].target.equivalence = #wider
* group[1].element[23].code = #55115-0
* group[1].element[23].display = "Demande d'actes d'imagerie"
* group[1].element[23].target.code = #42
* group[1].element[23].target.equivalence = #wider
* group[1].element[24].code = #56445-0
* group[1].element[24].display = "Bilan médicamenteux (Officine)"
* group[1].element[24].target.code = #11
* group[1].element[24].target.equivalence = #wider
* group[1].element[25].code = #57828-6
* group[1].element[25].display = "Prescription (autre)"
* group[1].element[25].target.code = #42
* group[1].element[25].target.equivalence = #wider
* group[1].element[26].code = #57832-8
* group[1].element[26].display = "Prescription de soins"
* group[1].element[26].target.code = #42
* group[1].element[26].target.equivalence = #wider
* group[1].element[27].code = #57833-6
* group[1].element[27].display = "Prescription de produits de santé"
* group[1].element[27].target.code = #42
* group[1].element[27].target.equivalence = #wider
* group[1].element[28].code = #59283-2
* group[1].element[28].display = "CR d'examen de l'enfant"
* group[1].element[28].target.code = #10
* group[1].element[28].target.equivalence = #wider
* group[1].element[29].code = #59284-0
* group[1].element[29].display = "Attestation de consentement"
* group[1].element[29].target.code = #95
* group[1].element[29].target.equivalence = #wider
* group[1].element[30].code = #60568-3
* group[1].element[30].display = "CR d'anatomie et de cytologie pathologiques"
* group[1].element[30].target.code = #10
* group[1].element[30].target.equivalence = #wider
* group[1].element[31].code = #60591-5
* group[1].element[31].display = "Synthèse médicale"
* group[1].element[31].target.code = #11
* group[1].element[31].target.equivalence = #wider
* group[1].element[32].code = #60593-1
* group[1].element[32].display = "Dispensation médicamenteuse"
* group[1].element[32].target.code = #43
* group[1].element[32].target.equivalence = #wider
* group[1].element[33].code = #61357-0
* group[1].element[33].display = "Intervention pharmaceutique"
* group[1].element[33].target.code = #42
* group[1].element[33].target.equivalence = #wider
* group[1].element[34].code = #67851-6
* group[1].element[34].display = "CR d'admission"
* group[1].element[34].target.code = #10
* group[1].element[34].target.equivalence = #wider
* group[1].element[35].code = #68599-0
* group[1].element[35].display = "Synthèse psychiatrique"
* group[1].element[35].target.code = #11
* group[1].element[35].target.equivalence = #wider
* group[1].element[36].code = #68817-6
* group[1].element[36].display = "Bilan de santé et de prévention de l'enfant"
* group[1].element[36].target.code = #11
* group[1].element[36].target.equivalence = #wider
* group[1].element[37].code = #70004-7
* group[1].element[37].display = "CR d'acte diagnostique (autre)"
* group[1].element[37].target.code = #10
* group[1].element[37].target.equivalence = #wider
* group[1].element[38].code = #74207-2
* group[1].element[38].display = "Document de liaison d'urgence"
* group[1].element[38].target.code = #11
* group[1].element[38].target.equivalence = #wider
* group[1].element[39].code = #74465-6
* group[1].element[39].display = "Questionnaire patient"
* group[1].element[39].target.code = #90
* group[1].element[39].target.equivalence = #wider
* group[1].element[40].code = #75468-9
* group[1].element[40].display = "Renouvellement ordonnance par pharmacien correspondant"
* group[1].element[40].target.code = #42
* group[1].element[40].target.equivalence = #wider
* group[1].element[41].code = #75482-0
* group[1].element[41].display = "CR d'acte thérapeutique à visée préventive"
* group[1].element[41].target.code = #10
* group[1].element[41].target.equivalence = #wider
* group[1].element[42].code = #75492-9
* group[1].element[42].display = "CR d'acte diagnostique à visée préventive ou de dépistage"
* group[1].element[42].target.code = #10
* group[1].element[42].target.equivalence = #wider
* group[1].element[43].code = #75496-0
* group[1].element[43].display = "Demande d'acte de télémédecine"
* group[1].element[43].target.code = #10
* group[1].element[43].target.equivalence = #wider
* group[1].element[44].code = #77436-4
* group[1].element[44].display = "CR d'anesthésie"
* group[1].element[44].target.code = #10
* group[1].element[44].target.equivalence = #wider
* group[1].element[45].code = #77604-7
* group[1].element[45].display = "Planification thérapeutique"
* group[1].element[45].target.code = #44
* group[1].element[45].target.equivalence = #wider
* group[1].element[46].code = #78513-9
* group[1].element[46].display = "CR de consultation en ophtalmologie"
* group[1].element[46].target.code = #10
* group[1].element[46].target.equivalence = #wider
* group[1].element[47].code = #78601-2
* group[1].element[47].display = "CR d'entretien pharmaceutique"
* group[1].element[47].target.code = #10
* group[1].element[47].target.equivalence = #wider
* group[1].element[48].code = #80565-5
* group[1].element[48].display = "CR d'administration de médicaments"
* group[1].element[48].target.code = #45
* group[1].element[48].target.equivalence = #wider
* group[1].element[49].code = #80771-9
* group[1].element[49].display = "Projet d'accueil individualisé"
* group[1].element[49].target.code = #44
* group[1].element[49].target.equivalence = #wider
* group[1].element[50].code = #80788-3
* group[1].element[50].display = "Projet personnalisé d'accompagnement"
* group[1].element[50].target.code = #44
* group[1].element[50].target.equivalence = #wider
* group[1].element[51].code = #80820-4
* group[1].element[51].display = "Formulaire de conciliation médicamenteuse (Hôpital)"
* group[1].element[51].target.code = #11
* group[1].element[51].target.equivalence = #wider
* group[1].element[52].code = #83836-7
* group[1].element[52].display = "Schéma dentaire"
* group[1].element[52].target.code = #11
* group[1].element[52].target.equivalence = #wider
* group[1].element[53].code = #83869-8
* group[1].element[53].display = "Plan personnalisé de prévention"
* group[1].element[53].target.code = #44
* group[1].element[53].target.equivalence = #wider
* group[1].element[54].code = #83901-9
* group[1].element[54].display = "Bilan psychologique"
* group[1].element[54].target.code = #11
* group[1].element[54].target.equivalence = #wider
* group[1].element[55].code = #83981-1
* group[1].element[55].display = "Lettre de liaison à la sortie d'une structure sociale ou médico-sociale"
* group[1].element[55].target.code = #10
* group[1].element[55].target.equivalence = #wider
* group[1].element[56].code = #85208-7
* group[1].element[56].display = "CR de télémédecine"
* group[1].element[56].target.code = #10
* group[1].element[56].target.equivalence = #wider
* group[1].element[57].code = #86531-1
* group[1].element[57].display = "Attestation de sortie"
* group[1].element[57].target.code = #95
* group[1].element[57].target.equivalence = #wider
* group[1].element[58].code = #87273-9
* group[1].element[58].display = "Note de vaccination"
* group[1].element[58].target.code = #52
* group[1].element[58].target.equivalence = #wider
* group[1].element[59].code = #88348-8
* group[1].element[59].display = "Lettre de liaison d'entrée en structure sociale ou médico-sociale"
* group[1].element[59].target.code = #11
* group[1].element[59].target.equivalence = #wider
* group[1].element[60].code = #89601-9
* group[1].element[60].display = "Certificat médical"
* group[1].element[60].target.code = #52
* group[1].element[60].target.equivalence = #wider
* group[1].element[61].code = #93024-8
* group[1].element[61].display = "CR de consultation pharmaceutique"
* group[1].element[61].target.code = #10
* group[1].element[61].target.equivalence = #wider
* group[1].element[62].code = #96349-6
* group[1].element[62].display = "Lettre d'adressage"
* group[1].element[62].target.code = #10
* group[1].element[62].target.equivalence = #wider
* group[1].element[63].code = #96874-3
* group[1].element[63].display = "COVID-19 Attestation de vaccination"
* group[1].element[63].target.code = #52
* group[1].element[63].target.equivalence = #wider
* group[1].element[64].code = #96173-0
* group[1].element[64].display = "Test rapide d'orientation diagnostique"
* group[1].element[64].target.code = #52
* group[1].element[64].target.equivalence = #wider
* group[1].element[65].code = #57055-6
* group[1].element[65].display = "Synthèse antepartum"
* group[1].element[65].target.code = #11
* group[1].element[65].target.equivalence = #wider
* group[1].element[66].code = #57057-2
* group[1].element[66].display = "Synthèse Salle de Naissance Mère"
* group[1].element[66].target.code = #11
* group[1].element[66].target.equivalence = #wider
* group[1].element[67].code = #57075-4
* group[1].element[67].display = "Synthèse Salle de Naissance Enfant"
* group[1].element[67].target.code = #11
* group[1].element[67].target.equivalence = #wider
* group[1].element[68].code = #89235-6
* group[1].element[68].display = "Synthèse Suites de Couches Mère"
* group[1].element[68].target.code = #11
* group[1].element[68].target.equivalence = #wider
* group[1].element[69].code = #78489-2
* group[1].element[69].display = "Synthèse Enfant en Maternité"
* group[1].element[69].target.code = #11
* group[1].element[69].target.equivalence = #wider
* group[1].element[70].code = #11526-1
* group[1].element[70].display = "Étude d'anatomopathologie"
* group[1].element[70].target.code = #10
* group[1].element[70].target.equivalence = #wider
* group[2].source = "https://mos.esante.gouv.fr/NOS/TRE_A12-NomenclatureASTM/FHIR/TRE-A12-NomenclatureASTM"
* group[2].target = "https://mos.esante.gouv.fr/NOS/TRE_A10-NomenclatureURN/FHIR/TRE-A10-NomenclatureURN"
* group[2].element[0].code = #E1762
* group[2].element[0].display = "Full Document"
* group[2].element[0].target.code = #urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1
* group[2].element[0].target.equivalence = #wider

Instance: document-type-to-category
InstanceOf: ConceptMap
Usage: #definition
Title: "Category of a type of document"
Description: "The category of the patient’s space that shows documents of a type. It is our reading, for the official table is not published."
* insert Definition
* url = "https://dossier.example/fhir/ConceptMap/document-type-to-category"
* name = "DocumentTypeToCategory"
* title = "Category of a type of document"
* description = "The category of the patient’s space that shows documents of a type. It is our reading, for the official table is not published."
* group[0].source = "https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire"
* group[0].target = "https://dossier.example/fhir/CodeSystem/document-category"
* group[0].element[0].code = #ATTEST-ASS-COMPL
* group[0].element[0].display = "Attestation assurance complémentaire"
* group[0].element[0].target.code = #DOC_ADM
* group[0].element[0].target.equivalence = #wider
* group[0].element[1].code = #ATTEST-RESID
* group[0].element[1].display = "Attestation de résidence"
* group[0].element[1].target.code = #DOC_ADM
* group[0].element[1].target.equivalence = #wider
* group[0].element[2].code = #ATTEST-HEBGT
* group[0].element[2].display = "Attestation d'hébergement"
* group[0].element[2].target.code = #DOC_ADM
* group[0].element[2].target.equivalence = #wider
* group[0].element[3].code = #ATTEST-DROITS-AM
* group[0].element[3].display = "Attestation de droits à l'assurance maladie"
* group[0].element[3].target.code = #DOC_ADM
* group[0].element[3].target.equivalence = #wider
* group[0].element[4].code = #AUTORIS-SOINS
* group[0].element[4].display = "Autorisation de soins et actes non usuels sanitaires"
* group[0].element[4].target.code = #DOC_ADM
* group[0].element[4].target.equivalence = #wider
* group[0].element[5].code = #BIL_AUTO
* group[0].element[5].display = "CR de bilan d'évaluation de la perte d'autonomie"
* group[0].element[5].target.code = #CPT_REND
* group[0].element[5].target.equivalence = #wider
* group[0].element[6].code = #CERT_DECL
* group[0].element[6].display = "Certificat, déclaration"
* group[0].element[6].target.code = #CERT_MED
* group[0].element[6].target.equivalence = #wider
* group[0].element[7].code = #DISP_AUT
* group[0].element[7].display = "Dispensation (autre)"
* group[0].element[7].target.code = #ORD_SOIN
* group[0].element[7].target.equivalence = #wider
* group[0].element[8].code = #EXPPAT_1
* group[0].element[8].display = "Volontés et droits du patient"
* group[0].element[8].target.code = #VDP
* group[0].element[8].target.equivalence = #wider
* group[0].element[9].code = #EXPPAT_2
* group[0].element[9].display = "Autre document du patient"
* group[0].element[9].target.code = #AUTR_DOC
* group[0].element[9].target.equivalence = #wider
* group[0].element[10].code = #EXPPAT_3
* group[0].element[10].display = "Directives anticipées"
* group[0].element[10].target.code = #DIR_ANT
* group[0].element[10].target.equivalence = #wider
* group[0].element[11].code = #PROT_ALD
* group[0].element[11].display = "Protocole de soins ALD"
* group[0].element[11].target.code = #ORD_SOIN
* group[0].element[11].target.equivalence = #wider
* group[0].element[12].code = #REMB
* group[0].element[12].display = "Données de remboursement"
* group[0].element[12].target.code = #REMB
* group[0].element[12].target.equivalence = #wider
* group[0].element[13].code = #SYNTH
* group[0].element[13].display = "Synthèse"
* group[0].element[13].target.code = #SYNTHESE
* group[0].element[13].target.equivalence = #wider
* group[0].element[14].code = #DOCPAT01
* group[0].element[14].display = "Synthèse déposée par le patient"
* group[0].element[14].target.code = #SYNTHESE
* group[0].element[14].target.equivalence = #wider
* group[0].element[15].code = #DOCPAT02
* group[0].element[15].display = "Traitement ou document de soins déposé par le patient"
* group[0].element[15].target.code = #ORD_SOIN
* group[0].element[15].target.equivalence = #wider
* group[0].element[16].code = #DOCPAT03
* group[0].element[16].display = "CR déposé par le patient"
* group[0].element[16].target.code = #CPT_REND
* group[0].element[16].target.equivalence = #wider
* group[0].element[17].code = #DOCPAT04
* group[0].element[17].display = "Imagerie déposée par le patient"
* group[0].element[17].target.code = #RADIO_SC
* group[0].element[17].target.equivalence = #wider
* group[0].element[18].code = #DOCPAT05
* group[0].element[18].display = "CR de biologie déposé par le patient"
* group[0].element[18].target.code = #BIOLOGIE
* group[0].element[18].target.equivalence = #wider
* group[0].element[19].code = #DOCPAT06
* group[0].element[19].display = "CR de prévention déposé par le patient"
* group[0].element[19].target.code = #DEPISTAG
* group[0].element[19].target.equivalence = #wider
* group[0].element[20].code = #DOCPAT07
* group[0].element[20].display = "Certificat déposé par le patient"
* group[0].element[20].target.code = #CERT_MED
* group[0].element[20].target.equivalence = #wider
* group[0].element[21].code = #DOCPAT08
* group[0].element[21].display = "Profil médical Mon espace santé"
* group[0].element[21].target.code = #SYNTH_PML
* group[0].element[21].target.equivalence = #wider
* group[0].element[22].code = #DOCPAT09
* group[0].element[22].display = "Document administratif déposé par le patient"
* group[0].element[22].target.code = #DOC_ADM
* group[0].element[22].target.equivalence = #wider
* group[0].element[23].code = #PIECE-IDENTITE
* group[0].element[23].display = "Copie pièce d'identité"
* group[0].element[23].target.code = #DOC_ADM
* group[0].element[23].target.equivalence = #wider
* group[0].element[24].code = #PRESC-AAT
* group[0].element[24].display = "Prescription arrêt de travail"
* group[0].element[24].target.code = #ORD_SOIN
* group[0].element[24].target.equivalence = #wider
* group[0].element[25].code = #PRESC-BIO
* group[0].element[25].display = "Prescription d'actes de biologie médicale"
* group[0].element[25].target.code = #ORD_SOIN
* group[0].element[25].target.equivalence = #wider
* group[0].element[26].code = #PRESC-KINE
* group[0].element[26].display = "Prescription d'actes de kinésithérapie"
* group[0].element[26].target.code = #ORD_SOIN
* group[0].element[26].target.equivalence = #wider
* group[0].element[27].code = #PRESC-INF
* group[0].element[27].display = "Prescription d'actes infirmiers"
* group[0].element[27].target.code = #ORD_SOIN
* group[0].element[27].target.equivalence = #wider
* group[0].element[28].code = #PRESC-PEDI
* group[0].element[28].display = "Prescription d'actes de pédicurie"
* group[0].element[28].target.code = #ORD_SOIN
* group[0].element[28].target.equivalence = #wider
* group[0].element[29].code = #PRESC-ORTHOPHO
* group[0].element[29].display = "Prescription d'actes d'orthophonie"
* group[0].element[29].target.code = #ORD_SOIN
* group[0].element[29].target.equivalence = #wider
* group[0].element[30].code = #PRESC-ORTHOPTIE
* group[0].element[30].display = "Prescription d'actes d'orthoptie"
* group[0].element[30].target.code = #ORD_SOIN
* group[0].element[30].target.equivalence = #wider
* group[0].element[31].code = #FICHE-CONTACTS
* group[0].element[31].display = "Fiche contacts"
* group[0].element[31].target.code = #AUTR_DOC
* group[0].element[31].target.equivalence = #wider
* group[1].source = "http://loinc.org"
* group[1].target = "https://dossier.example/fhir/CodeSystem/document-category"
* group[1].element[0].code = #11369-6
* group[1].element[0].display = "Historique des vaccinations"
* group[1].element[0].target.code = #CAR_VAC
* group[1].element[0].target.equivalence = #wider
* group[1].element[1].code = #11488-4
* group[1].element[1].display = "CR ou fiche de consultation ou de visite"
* group[1].element[1].target.code = #CPT_REND
* group[1].element[1].target.equivalence = #wider
* group[1].element[2].code = #11490-0
* group[1].element[2].display = "Lettre de liaison à la sortie d'un établissement de soins"
* group[1].element[2].target.code = #CPT_REND
* group[1].element[2].target.equivalence = #wider
* group[1].element[3].code = #34112-3
* group[1].element[3].display = "CR hospitalier (séjour)"
* group[1].element[3].target.code = #CPT_REND
* group[1].element[3].target.equivalence = #wider
* group[1].element[4].code = #11502-2
* group[1].element[4].display = "CR d'examens biologiques"
* group[1].element[4].target.code = #BIOLOGIE
* group[1].element[4].target.equivalence = #wider
* group[1].element[5].code = #11505-5
* group[1].element[5].display = "CR d'acte thérapeutique (autre)"
* group[1].element[5].target.code = #CPT_REND
* group[1].element[5].target.equivalence = #wider
* group[1].element[6].code = #11506-3
* group[1].element[6].display = "CR ou fiche de suivi de soins par auxiliaire médical"
* group[1].element[6].target.code = #CPT_REND
* group[1].element[6].target.equivalence = #wider
* group[1].element[7].code = #15507-7
* group[1].element[7].display = "CR de passage aux urgences"
* group[1].element[7].target.code = #CPT_REND
* group[1].element[7].target.equivalence = #wider
* group[1].element[8].code = #15508-5
* group[1].element[8].display = "CR d'accouchement"
* group[1].element[8].target.code = #CPT_REND
* group[1].element[8].target.equivalence = #wider
* group[1].element[9].code = #18776-5
* group[1].element[9].display = "Plan personnalisé de soins"
* group[1].element[9].target.code = #ORD_SOIN
* group[1].element[9].target.equivalence = #wider
* group[1].element[10].code = #18748-4
* group[1].element[10].display = "CR d'imagerie médicale"
* group[1].element[10].target.code = #RADIO_SC
* group[1].element[10].target.equivalence = #wider
* group[1].element[11].code = #18761-7
* group[1].element[11].display = "Note de transfert (dont lettre de liaison à l'entrée en établissement de soins)"
* group[1].element[11].target.code = #SYNTHESE
* group[1].element[11].target.equivalence = #wider
* group[1].element[12].code = #28617-9
* group[1].element[12].display = "Bilan bucco-dentaire"
* group[1].element[12].target.code = #CPT_REND
* group[1].element[12].target.equivalence = #wider
* group[1].element[13].code = #28653-4
* group[1].element[13].display = "Document du secteur social / médico-social"
* group[1].element[13].target.code = #CPT_REND
* group[1].element[13].target.equivalence = #wider
* group[1].element[14].code = #29274-8
* group[1].element[14].display = "Mesures de signes vitaux"
* group[1].element[14].target.code = #CPT_REND
* group[1].element[14].target.equivalence = #wider
* group[1].element[15].code = #34120-6
* group[1].element[15].display = "Bilan par professionnel de santé"
* group[1].element[15].target.code = #CPT_REND
* group[1].element[15].target.equivalence = #wider
* group[1].element[16].code = #34133-9
* group[1].element[16].display = "Synthèse d'épisode de soins"
* group[1].element[16].target.code = #SYNTHESE
* group[1].element[16].target.equivalence = #wider
* group[1].element[17].code = #34749-2
* group[1].element[17].display = "CR de consultation pré-anesthésique"
* group[1].element[17].target.code = #CPT_REND
* group[1].element[17].target.equivalence = #wider
* group[1].element[18].code = #34794-8
* group[1].element[18].display = "CR de réunion de concertation pluridisciplinaire"
* group[1].element[18].target.code = #CPT_REND
* group[1].element[18].target.equivalence = #wider
* group[1].element[19].code = #34842-5
* group[1].element[19].display = "Grille d'évaluation médico-social"
* group[1].element[19].target.code = #SYNTHESE
* group[1].element[19].target.equivalence = #wider
* group[1].element[20].code = #34874-8
* group[1].element[20].display = "CR opératoire"
* group[1].element[20].target.code = #CPT_REND
* group[1].element[20].target.equivalence = #wider
* group[1].element[21].code = #34875-5
* group[1].element[21].display = "Évaluation postopératoire et note de suivi"
* group[1].element[21].target.code = #CPT_REND
* group[1].element[21].target.equivalence = #wider
* group[1].element[22].code = #34876-3
* group[1].element[22].display = "Évaluation préopératoire et note de suivi"
* group[1].element[22].target.code = #CPT_REND
* group[1].element[22].target.equivalence = #wider
* group[1].element[23].code = #34895-3
* group[1].element[23].display = "Fiche d'information au patient"
* group[1].element[23].target.code = #AUTR_DOC
* group[1].element[23].target.equivalence = #wider
* group[1].element[24].code = #47420-5
* group[1].element[24].display = "CR de bilan fonctionnel"
* group[1].element[24].target.code = #CPT_REND
* group[1].element[24].target.equivalence = #wider
* group[1].element[25].code = #51851-4
* group[1].element[25].display = "Document administratif"
* group[1].element[25].target.code = #DOC_ADM
* group[1].element[25].target.equivalence = #wider
* group[1].element[26].code = #51969-4
* group[1].element[26].display = "CR de génétique moléculaire"
* group[1].element[26].target.code = #BIOLOGIE
* group[1].element[26].target.equivalence = #wider
* group[1].element[27].code = #52040-3
* group[1].element[27].display = "Document encapsulant une image d'illustration non DICOM"
* group[1].element[27].target.code = #RADIO_SC
* group[1].element[27].target.equivalence = #wider
* group[1].element[28].code = #55115-0
* group[1].element[28].display = "Demande d'actes d'imagerie"
* group[1].element[28].target.code = #ORD_SOIN
* group[1].element[28].target.equivalence = #wider
* group[1].element[29].code = #56445-0
* group[1].element[29].display = "Bilan médicamenteux (Officine)"
* group[1].element[29].target.code = #SYNTHESE
* group[1].element[29].target.equivalence = #wider
* group[1].element[30].code = #56446-8
* group[1].element[30].display = "Notification de rendez-vous"
* group[1].element[30].target.code = #AUTR_DOC
* group[1].element[30].target.equivalence = #wider
* group[1].element[31].code = #57828-6
* group[1].element[31].display = "Prescription (autre)"
* group[1].element[31].target.code = #ORD_SOIN
* group[1].element[31].target.equivalence = #wider
* group[1].element[32].code = #57832-8
* group[1].element[32].display = "Prescription de soins"
* group[1].element[32].target.code = #ORD_SOIN
* group[1].element[32].target.equivalence = #wider
* group[1].element[33].code = #57833-6
* group[1].element[33].display = "Prescription de produits de santé"
* group[1].element[33].target.code = #ORD_SOIN
* group[1].element[33].target.equivalence = #wider
* group[1].element[34].code = #59283-2
* group[1].element[34].display = "CR d'examen de l'enfant"
* group[1].element[34].target.code = #DEPISTAG
* group[1].element[34].target.equivalence = #wider
* group[1].element[35].code = #59284-0
* group[1].element[35].display = "Attestation de consentement"
* group[1].element[35].target.code = #DOC_ADM
* group[1].element[35].target.equivalence = #wider
* group[1].element[36].code = #60280-5
* group[1].element[36].display = "Fiche de retour du service des urgences"
* group[1].element[36].target.code = #CPT_REND
* group[1].element[36].target.equivalence = #wider
* group[1].element[37].code = #60568-3
* group[1].element[37].display = "CR d'anatomie et de cytologie pathologiques"
* group[1].element[37].target.code = #BIOLOGIE
* group[1].element[37].target.equivalence = #wider
* group[1].element[38].code = #60591-5
* group[1].element[38].display = "Synthèse médicale"
* group[1].element[38].target.code = #SYNTHESE
* group[1].element[38].target.equivalence = #wider
* group[1].element[39].code = #60593-1
* group[1].element[39].display = "Dispensation médicamenteuse"
* group[1].element[39].target.code = #ORD_SOIN
* group[1].element[39].target.equivalence = #wider
* group[1].element[40].code = #61357-0
* group[1].element[40].display = "Intervention pharmaceutique"
* group[1].element[40].target.code = #ORD_SOIN
* group[1].element[40].target.equivalence = #wider
* group[1].element[41].code = #67851-6
* group[1].element[41].display = "CR d'admission"
* group[1].element[41].target.code = #CPT_REND
* group[1].element[41].target.equivalence = #wider
* group[1].element[42].code = #68599-0
* group[1].element[42].display = "Synthèse psychiatrique"
* group[1].element[42].target.code = #SYNTHESE
* group[1].element[42].target.equivalence = #wider
* group[1].element[43].code = #68814-3
* group[1].element[43].display = "Note d'évaluation pédiatrique"
* group[1].element[43].target.code = #CPT_REND
* group[1].element[43].target.equivalence = #wider
* group[1].element[44].code = #68817-6
* group[1].element[44].display = "Bilan de santé et de prévention de l'enfant"
* group[1].element[44].target.code = #DEPISTAG
* group[1].element[44].target.equivalence = #wider
* group[1].element[45].code = #70004-7
* group[1].element[45].display = "CR d'acte diagnostique (autre)"
* group[1].element[45].target.code = #CPT_REND
* group[1].element[45].target.equivalence = #wider
* group[1].element[46].code = #78341-5
* group[1].element[46].display = "Fiche de transfert vers le service des urgences"
* group[1].element[46].target.code = #SYNTHESE
* group[1].element[46].target.equivalence = #wider
* group[1].element[47].code = #74207-2
* group[1].element[47].display = "Document de liaison d'urgence"
* group[1].element[47].target.code = #SYNTHESE
* group[1].element[47].target.equivalence = #wider
* group[1].element[48].code = #74465-6
* group[1].element[48].display = "Questionnaire patient"
* group[1].element[48].target.code = #QUEST_SANTE
* group[1].element[48].target.equivalence = #wider
* group[1].element[49].code = #75468-9
* group[1].element[49].display = "Renouvellement ordonnance par pharmacien correspondant"
* group[1].element[49].target.code = #ORD_SOIN
* group[1].element[49].target.equivalence = #wider
* group[1].element[50].code = #75482-0
* group[1].element[50].display = "CR d'acte thérapeutique à visée préventive"
* group[1].element[50].target.code = #DEPISTAG
* group[1].element[50].target.equivalence = #wider
* group[1].element[51].code = #75492-9
* group[1].element[51].display = "CR d'acte diagnostique à visée préventive ou de dépistage"
* group[1].element[51].target.code = #DEPISTAG
* group[1].element[51].target.equivalence = #wider
* group[1].element[52].code = #75496-0
* group[1].element[52].display = "Demande d'acte de télémédecine"
* group[1].element[52].target.code = #CPT_REND
* group[1].element[52].target.equivalence = #wider
* group[1].element[53].code = #77436-4
* group[1].element[53].display = "CR d'anesthésie"
* group[1].element[53].target.code = #CPT_REND
* group[1].element[53].target.equivalence = #wider
* group[1].element[54].code = #77604-7
* group[1].element[54].display = "Planification thérapeutique"
* group[1].element[54].target.code = #ORD_SOIN
* group[1].element[54].target.equivalence = #wider
* group[1].element[55].code = #78513-9
* group[1].element[55].display = "CR de consultation en ophtalmologie"
* group[1].element[55].target.code = #CPT_REND
* group[1].element[55].target.equivalence = #wider
* group[1].element[56].code = #78601-2
* group[1].element[56].display = "CR d'entretien pharmaceutique"
* group[1].element[56].target.code = #CPT_REND
* group[1].element[56].target.equivalence = #wider
* group[1].element[57].code = #80565-5
* group[1].element[57].display = "CR d'administration de médicaments"
* group[1].element[57].target.code = #ORD_SOIN
* group[1].element[57].target.equivalence = #wider
* group[1].element[58].code = #80771-9
* group[1].element[58].display = "Projet d'accueil individualisé"
* group[1].element[58].target.code = #ORD_SOIN
* group[1].element[58].target.equivalence = #wider
* group[1].element[59].code = #80788-3
* group[1].element[59].display = "Projet personnalisé d'accompagnement"
* group[1].element[59].target.code = #ORD_SOIN
* group[1].element[59].target.equivalence = #wider
* group[1].element[60].code = #80820-4
* group[1].element[60].display = "Formulaire de conciliation médicamenteuse (Hôpital)"
* group[1].element[60].target.code = #SYNTHESE
* group[1].element[60].target.equivalence = #wider
* group[1].element[61].code = #83836-7
* group[1].element[61].display = "Schéma dentaire"
* group[1].element[61].target.code = #SYNTHESE
* group[1].element[61].target.equivalence = #wider
* group[1].element[62].code = #83869-8
* group[1].element[62].display = "Plan personnalisé de prévention"
* group[1].element[62].target.code = #DEPISTAG
* group[1].element[62].target.equivalence = #wider
* group[1].element[63].code = #83901-9
* group[1].element[63].display = "Bilan psychologique"
* group[1].element[63].target.code = #SYNTHESE
* group[1].element[63].target.equivalence = #wider
* group[1].element[64].code = #83963-9
* group[1].element[64].display = "Synthèse environnementale"
* group[1].element[64].target.code = #SYNTHESE
* group[1].element[64].target.equivalence = #wider
* group[1].element[65].code = #83981-1
* group[1].element[65].display = "Lettre de liaison à la sortie d'une structure sociale ou médico-sociale"
* group[1].element[65].target.code = #CPT_REND
* group[1].element[65].target.equivalence = #wider
* group[1].element[66].code = #85208-7
* group[1].element[66].display = "CR de télémédecine"
* group[1].element[66].target.code = #CPT_REND
* group[1].element[66].target.equivalence = #wider
* group[1].element[67].code = #86531-1
* group[1].element[67].display = "Attestation de sortie"
* group[1].element[67].target.code = #DOC_ADM
* group[1].element[67].target.equivalence = #wider
* group[1].element[68].code = #87273-9
* group[1].element[68].display = "Note de vaccination"
* group[1].element[68].target.code = #DEPISTAG
* group[1].element[68].target.equivalence = #wider
* group[1].element[69].code = #88348-8
* group[1].element[69].display = "Lettre de liaison d'entrée en structure sociale ou médico-sociale"
* group[1].element[69].target.code = #SYNTHESE
* group[1].element[69].target.equivalence = #wider
* group[1].element[70].code = #89601-9
* group[1].element[70].display = "Certificat médical"
* group[1].element[70].target.code = #CERT_MED
* group[1].element[70].target.equivalence = #wider
* group[1].element[71].code = #93024-8
* group[1].element[71].display = "CR de consultation pharmaceutique"
* group[1].element[71].target.code = #CPT_REND
* group[1].element[71].target.equivalence = #wider
* group[1].element[72].code = #96349-6
* group[1].element[72].display = "Lettre d'adressage"
* group[1].element[72].target.code = #CPT_REND
* group[1].element[72].target.equivalence = #wider
* group[1].element[73].code = #96874-3
* group[1].element[73].display = "COVID-19 Attestation de vaccination"
* group[1].element[73].target.code = #DEPISTAG
* group[1].element[73].target.equivalence = #wider
* group[1].element[74].code = #96173-0
* group[1].element[74].display = "Test rapide d'orientation diagnostique"
* group[1].element[74].target.code = #DEPISTAG
* group[1].element[74].target.equivalence = #wider
* group[1].element[75].code = #57055-6
* group[1].element[75].display = "Synthèse antepartum"
* group[1].element[75].target.code = #SYNTHESE
* group[1].element[75].target.equivalence = #wider
* group[1].element[76].code = #57057-2
* group[1].element[76].display = "Synthèse Salle de Naissance Mère"
* group[1].element[76].target.code = #SYNTHESE
* group[1].element[76].target.equivalence = #wider
* group[1].element[77].code = #57075-4
* group[1].element[77].display = "Synthèse Salle de Naissance Enfant"
* group[1].element[77].target.code = #SYNTHESE
* group[1].element[77].target.equivalence = #wider
* group[1].element[78].code = #84067-8
* group[1].element[78].display = "Synthèse transfusionnelle"
* group[1].element[78].target.code = #SYNTHESE
* group[1].element[78].target.equivalence = #wider
* group[1].element[79].code = #89235-6
* group[1].element[79].display = "Synthèse Suites de Couches Mère"
* group[1].element[79].target.code = #SYNTHESE
* group[1].element[79].target.equivalence = #wider
* group[1].element[80].code = #78489-2
* group[1].element[80].display = "Synthèse Enfant en Maternité"
* group[1].element[80].target.code = #SYNTHESE
* group[1].element[80].target.equivalence = #wider
* group[1].element[81].code = #89233-1
* group[1].element[81].display = "CR de grossesse"
* group[1].element[81].target.code = #CPT_REND
* group[1].element[81].target.equivalence = #wider
* group[1].element[82].code = #101881-1
* group[1].element[82].display = "Carte d'implant"
* group[1].element[82].target.code = #SYNTHESE
* group[1].element[82].target.equivalence = #wider
* group[1].element[83].code = #97694-4
* group[1].element[83].display = "Note d'évaluation en médecine maternelle et fœtale"
* group[1].element[83].target.code = #CPT_REND
* group[1].element[83].target.equivalence = #wider
* group[1].element[84].code = #100967-9
* group[1].element[84].display = "Rythme cardiaque fœtal"
* group[1].element[84].target.code = #CPT_REND
* group[1].element[84].target.equivalence = #wider
* group[1].element[85].code = #11526-1
* group[1].element[85].display = "Étude d'anatomopathologie"
* group[1].element[85].target.code = #BIOLOGIE
* group[1].element[85].target.equivalence = #wider

Invariant: class-of-type
Description: "A class of the national list (TRE_A03) is the one that the table gives to the document's type."
Severity: #error
Expression: "(type.coding.where('|ATTEST-ASS-COMPL|ATTEST-RESID|ATTEST-HEBGT|ATTEST-DROITS-AM|AUTORIS-SOINS|DOCPAT09|59284-0|86531-1|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '95')) and (type.coding.where('|BIL_AUTO|DOCPAT03|DOCPAT05|DOCPAT06|11488-4|11490-0|34112-3|11502-2|11505-5|11506-3|15507-7|15508-5|28653-4|29274-8|34749-2|34794-8|34874-8|34875-5|47420-5|51969-4|59283-2|60568-3|67851-6|70004-7|75482-0|75492-9|75496-0|77436-4|78513-9|78601-2|83981-1|85208-7|93024-8|96349-6|11526-1|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '10')) and (type.coding.where('|CERT_DECL|DOCPAT07|11369-6|87273-9|89601-9|96874-3|96173-0|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '52')) and (type.coding.where('|DISP_AUT|60593-1|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '43')) and (type.coding.where('|EXPPAT_1|EXPPAT_2|EXPPAT_3|74465-6|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '90')) and (type.coding.where('|IMG-KOS|DOCPAT04|18748-4|52040-3|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '31')) and (type.coding.where('|PROT_ALD|18776-5|77604-7|80771-9|80788-3|83869-8|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '44')) and (type.coding.where('|REMB|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '60')) and (type.coding.where('|SYNTH|DOCPAT01|DOCPAT08|18761-7|34133-9|34842-5|56445-0|60591-5|68599-0|68817-6|74207-2|80820-4|83836-7|83901-9|88348-8|57055-6|57057-2|57075-4|89235-6|78489-2|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '11')) and (type.coding.where('|DOCPAT02|PRESC-AAT|PRESC-BIO|PRESC-KINE|PRESC-INF|PRESC-PEDI|PRESC-ORTHOPHO|PRESC-ORTHOPTIE|55115-0|57828-6|57832-8|57833-6|61357-0|75468-9|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '42')) and (type.coding.where('|80565-5|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument').all(code = '45')) and (type.coding.where('|E1762|'.contains('|' & code & '|')).exists() implies category.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_A10-NomenclatureURN/FHIR/TRE-A10-NomenclatureURN').all(code = 'urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1'))"
* insert French([[Une classe de la liste nationale (TRE_A03) est celle que la table donne au type du document.]])
