// What the patient declares: who may consult, who may not, what holds in an emergency.
// A Consent whose status is inactive has ended; a newer one of the same category, actor and
// purpose takes the place of an older one.

// What all declarations on privacy have in common.
RuleSet: Declaration(category)
* status 1..1
* scope = $consentScope#patient-privacy
* category 1..1
* category = DossierConsent#{category}
* insert Declared
* provision 1..1
* provision.type 1..1

RuleSet: Declared
* patient 1..1
* patient only Reference(Patient)
* dateTime 1..1
* dateTime ^short = "When it was declared"
* performer 1..*
* performer ^short = "Who declared it: the patient, a representative, or a professional on their behalf"
* policyRule 1..1

// A provision for named professionals or structures.
RuleSet: ForProfessionals
* provision.actor 1..*
* provision.actor obeys actor-named
* provision.actor.role = $participation#IRCP
* provision.actor.reference only Reference(Practitioner or PractitionerRole or Organization)

Invariant: actor-named
Description: "The professional or structure is named by a reference, or by a national identifier: IDNPS, RPPS, IDNST or FINESS."
Severity: #error
Expression: "reference.reference.exists() or reference.identifier.where((system = 'urn:oid:1.2.250.1.71.4.2.1' or system = 'https://rpps.esante.gouv.fr' or system = 'urn:oid:1.2.250.1.71.4.2.2' or system = 'https://finess.esante.gouv.fr') and value.exists()).exists()"
* insert French([[Le professionnel ou la structure est désigné par une référence, ou par un identifiant national : IDNPS, RPPS, IDNST ou FINESS.]])

Profile: ConsultationConsent
Parent: Consent
Id: consultation-consent
Title: "Authorisation to consult"
Description: "The patient lets a professional or structure consult the dossier (autorisation de consultation)."
* insert Declaration(consultation)
* insert ForProfessionals
* provision.type = #permit
* provision.purpose from CarePurpose (required)

Profile: BlockConsent
Parent: Consent
Id: block-consent
Title: "Block"
Description: "The patient shuts a professional or structure out of the dossier (blocage), with or without an authorisation."
* insert Declaration(consultation)
* insert ForProfessionals
* provision.type = #deny

Profile: EmergencyCallConsent
Parent: Consent
Id: emergency-call-consent
Title: "Emergency call"
Description: "Whether the doctor who answers an emergency call (SAMU, centre 15) may consult the dossier. With no declaration, yes."
* insert EmergencyDeclaration
* provision.purpose = $reason#ETREAT

Profile: BreakGlassConsent
Parent: Consent
Id: break-glass-consent
Title: "Emergency elsewhere"
Description: "Whether a professional may break the glass (bris de glace) when the patient cannot speak and is in danger. With no declaration, yes."
* insert EmergencyDeclaration
* provision.purpose = $reason#BTG

Profile: MaskedInEmergencyConsent
Parent: Consent
Id: masked-in-emergency-consent
Title: "Masked documents in an emergency"
Description: "Whether masked documents may be read in an emergency. With no declaration, no."
* insert EmergencyDeclaration
* provision.purpose = DossierConsent#MASKED

Profile: AdministratorConsent
Parent: Consent
Id: administrator-consent
Title: "Administrator"
Description: "The patient trusts a professional as the médecin traitant is trusted: with masked documents, and with blocking others (administrateur)."
* insert Declaration(administration)
* insert ForProfessionals
* provision.type = #permit

Profile: CareTeamOfDossier
Parent: CareTeam
Id: care-team
Title: "Care team"
Description: "The professionals of a structure who care for the patient together (équipe de soins), of which the patient was informed: while it is active they may consult."
* status 1..1
* subject 1..1
* subject only Reference(Patient)
* participant 1..*
* participant.member 1..1
* participant.member only Reference(Practitioner or PractitionerRole)
* managingOrganization 1..1
* managingOrganization ^short = "The structure that they work for"

RuleSet: EmergencyDeclaration
* insert Declaration(emergency)
* provision.actor 0..0
* provision.purpose 1..1

Profile: DefaultMaskingConsent
Parent: Consent
Id: default-masking-consent
Title: "Masking of new documents"
Description: "The patient masks every document that comes from now on (masquage par défaut)."
* insert Declaration(default-masking)
* provision.type = #deny
* provision.actor 0..0

Profile: FeedingObjection
Parent: Consent
Id: feeding-objection
Title: "Objection to feeding"
Description: "The patient objects, for a legitimate reason, to certain documents being deposited (opposition à l'alimentation)."
* insert Declaration(feeding-objection)
* provision.type = #deny
* provision.code 1..*
* provision.code from $JDV_J07 (extensible)
* provision.code ^short = "The types of document that the patient does not want in the dossier"

Profile: DossierOpposition
Parent: Consent
Id: dossier-opposition
Title: "Opposition to the dossier"
Description: "The person does not want a dossier (opposition à la création)."
* insert Declaration(dossier-opposition)
* provision.type = #deny
* provision.actor 0..0

Profile: Delegation
Parent: Consent
Id: delegation
Title: "Delegation"
Description: "The patient lets a carer (aidant) or a legal representative use the dossier on their behalf, between two dates."
* insert Declaration(delegation)
* source[x] only Reference(DocumentReference)
* source[x] ^short = "The document that proves it"
* provision.type = #permit
* provision.period 1..1
* provision.period.start 1..1
* provision.actor 1..1
* provision.actor.role = $participation#IRCP
* provision.actor.reference only Reference(RelatedPerson or Patient)
* provision.code 1..1
* provision.code from DelegationKind (required)
* provision.code ^short = "Carer, legal representative or professional"

Profile: AppGrant
Parent: Consent
Id: app-grant
Title: "Grant to an application"
Description: "The patient lets a referenced application (service numérique référencé) use part of the dossier, until a date or until it is withdrawn."
* insert Declaration(app-grant)
* provision.type = #permit
* provision.actor 1..1
* provision.actor.role = $participation#IRCP
* provision.actor.reference only Reference(Device or Organization)
* provision.class 1..*
* provision.class ^short = "The types of resource that the application may use"
* provision.class from http://hl7.org/fhir/ValueSet/resource-types (required)

Profile: AdvanceDirectives
Parent: Consent
Id: advance-directives
Title: "Advance directives"
Description: "The patient's wishes for the end of life (directives anticipées): where the document is, and that it holds."
* status 1..1
* scope = $consentScope#adr
* category 1..1
* category = $consentCategory#acd
* insert Declared
* source[x] 1..1
* source[x] only Reference(DocumentReference)
* source[x] ^short = "The document that holds them, of type EXPPAT_3"

Profile: OrganDonation
Parent: Consent
Id: organ-donation
Title: "Organ donation"
Description: "What the patient wishes of organ donation (don d'organes): permit, or deny."
* status 1..1
* scope = $consentScope#adr
* category 1..1
* category = PatientWish#organ-donation
* insert Declared
* provision 1..1
* provision.type 1..1
