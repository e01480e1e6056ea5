// Short names of the addresses that the other files use.

// Code systems
Alias: $loinc = http://loinc.org
Alias: $confidentiality = http://terminology.hl7.org/CodeSystem/v3-Confidentiality
Alias: $reason = http://terminology.hl7.org/CodeSystem/v3-ActReason
Alias: $participation = http://terminology.hl7.org/CodeSystem/v3-ParticipationType
Alias: $roleCode = http://terminology.hl7.org/CodeSystem/v3-RoleCode
Alias: $actCode = http://terminology.hl7.org/CodeSystem/v3-ActCode
Alias: $v2-0203 = http://terminology.hl7.org/CodeSystem/v2-0203
Alias: $identifierType = https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203
Alias: $reliability = https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445
Alias: $consentScope = http://terminology.hl7.org/CodeSystem/consentscope
Alias: $consentCategory = http://terminology.hl7.org/CodeSystem/consentcategorycodes
Alias: $listType = https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes
Alias: $mhdIdentifierType = https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType
Alias: $TRE_A00 = https://mos.esante.gouv.fr/NOS/TRE_A00-ProducteurDocNonPS/FHIR/TRE-A00-ProducteurDocNonPS
Alias: $TRE_A01 = https://mos.esante.gouv.fr/NOS/TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice
Alias: $TRE_A03 = https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument
Alias: $TRE_A05 = https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire
Alias: $TRE_A06 = https://mos.esante.gouv.fr/NOS/TRE_A06-FormatCodeComplementaire/FHIR/TRE-A06-FormatCodeComplementaire
Alias: $TRE_A07 = https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument
Alias: $TRE_A07-alias = https://mos.esante.gouv.fr/NOS/TRE_A07-StatusVisibiliteDocument/FHIR/TRE-A07-StatusVisibiliteDocument
Alias: $TRE_A08 = https://mos.esante.gouv.fr/NOS/TRE_A08-HL7Confidentiality/FHIR/TRE-A08-HL7Confidentiality
Alias: $TRE_A09 = https://mos.esante.gouv.fr/NOS/TRE_A09-DICOMuidRegistry/FHIR/TRE-A09-DICOMuidRegistry
Alias: $TRE_A10 = https://mos.esante.gouv.fr/NOS/TRE_A10-NomenclatureURN/FHIR/TRE-A10-NomenclatureURN
Alias: $IHE-formats = http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode
Alias: $TRE_A11 = https://mos.esante.gouv.fr/NOS/TRE_A11-IheFormatCode/FHIR/TRE-A11-IheFormatCode
Alias: $TRE_A12 = https://mos.esante.gouv.fr/NOS/TRE_A12-NomenclatureASTM/FHIR/TRE-A12-NomenclatureASTM
Alias: $TRE_G15 = https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante
Alias: $TRE_R02 = https://mos.esante.gouv.fr/NOS/TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite
Alias: $TRE_R13 = https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM
Alias: $TRE_R38 = https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale
Alias: $TRE_R94 = https://mos.esante.gouv.fr/NOS/TRE_R94-ProfessionSocial/FHIR/TRE-R94-ProfessionSocial
Alias: $TRE_R95 = https://mos.esante.gouv.fr/NOS/TRE_R95-UsagerTitre/FHIR/TRE-R95-UsagerTitre
Alias: $TRE_R209 = https://mos.esante.gouv.fr/NOS/TRE_R209-TypeActivite/FHIR/TRE-R209-TypeActivite
Alias: $TRE_R248 = https://mos.esante.gouv.fr/NOS/TRE_R248-ModeAcces/FHIR/TRE-R248-ModeAcces

// Value sets
Alias: $JDV_J02 = https://mos.esante.gouv.fr/NOS/JDV_J02-XdsHealthcareFacilityTypeCode-CISIS/FHIR/JDV-J02-XdsHealthcareFacilityTypeCode-CISIS
Alias: $JDV_J03 = https://mos.esante.gouv.fr/NOS/JDV_J03-XdsContentTypeCode-CISIS/FHIR/JDV-J03-XdsContentTypeCode-CISIS
Alias: $JDV_J04 = https://mos.esante.gouv.fr/NOS/JDV_J04-XdsPracticeSettingCode-CISIS/FHIR/JDV-J04-XdsPracticeSettingCode-CISIS
Alias: $JDV_J06 = https://mos.esante.gouv.fr/NOS/JDV_J06-XdsClassCode-CISIS/FHIR/JDV-J06-XdsClassCode-CISIS
Alias: $JDV_J07 = https://mos.esante.gouv.fr/NOS/JDV_J07-XdsTypeCode-CISIS/FHIR/JDV-J07-XdsTypeCode-CISIS
Alias: $JDV_J08 = https://mos.esante.gouv.fr/NOS/JDV_J08-XdsConfidentialityCode-CISIS/FHIR/JDV-J08-XdsConfidentialityCode-CISIS
Alias: $JDV_J10 = https://mos.esante.gouv.fr/NOS/JDV_J10-XdsFormatCode-CISIS/FHIR/JDV-J10-XdsFormatCode-CISIS
Alias: $JDV_J38 = https://mos.esante.gouv.fr/NOS/JDV_J38-ModeAcces-CISIS/FHIR/JDV-J38-ModeAcces-CISIS
Alias: $JDV_J106 = https://mos.esante.gouv.fr/NOS/JDV_J106-EnsembleProfession-RASS/FHIR/JDV-J106-EnsembleProfession-RASS

// Extensions of R4 itself
Alias: $birthPlace = http://hl7.org/fhir/StructureDefinition/patient-birthPlace
