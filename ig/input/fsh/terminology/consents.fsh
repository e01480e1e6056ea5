CodeSystem: DossierConsent
Id: dossier-consent
Title: "Declarations on the dossier"
Description: "Of what a patient declares something, and the one purpose that HL7's list lacks."
* ^caseSensitive = true
* #consultation "Consultation" "Who may, or may not, consult the dossier."
* #administration "Administration" "Who, as named by the patient, sees masked documents and may block others."
* #emergency "Emergency" "What holds in an emergency; the purpose says in which."
* #default-masking "Masking by default" "New documents are masked."
* #feeding-objection "Objection to feeding" "Certain documents are not to be deposited."
* #dossier-opposition "Opposition" "No dossier is wanted."
* #delegation "Delegation" "Somebody uses the dossier on the patient's behalf."
* #app-grant "Grant to an application" "An application uses part of the dossier."
* #MASKED "Masked documents" "Purpose: masked documents, in an emergency."

CodeSystem: PatientWish
Id: patient-wish
Title: "Wishes of the patient"
Description: "Wishes that HL7's list of consents has no code for."
* ^caseSensitive = true
* #organ-donation "Don d'organes"

CodeSystem: DelegationKinds
Id: delegation-kind
Title: "Kinds of delegation"
Description: "As what somebody uses the dossier of another person."
* ^caseSensitive = true
* #LEGAL_REPRESENTATION "Legal representative"
* #CAREGIVING "Carer"
* #HEALTHCARE_PROFESSIONAL "Professional"

ValueSet: DelegationKind
Id: delegation-kind
Title: "Kinds of delegation"
Description: "As what somebody uses the dossier of another person."
* DelegationKinds#LEGAL_REPRESENTATION
* DelegationKinds#CAREGIVING
* DelegationKinds#HEALTHCARE_PROFESSIONAL

ValueSet: CarePurpose
Id: care-purpose
Title: "Purposes of consulting"
Description: "Why a professional consults: care, an emergency, or an emergency call."
* $reason#TREAT
* $reason#ETREAT
* $reason#BTG
