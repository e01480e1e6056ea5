// What Hélène Garnier, who is invented, declared.

RuleSet: DeclaredByHelene
* status = #active
* patient = Reference(patient-ins-example)
* dateTime = "2026-01-12T18:30:00+01:00"
* performer = Reference(patient-ins-example)
* policyRule.text = "Code de la santé publique, article L. 1111-17"

RuleSet: AgainstOrFor(idNatPs, name)
* provision.actor.role = $participation#IRCP
* provision.actor.reference.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* provision.actor.reference.identifier.value = "{idNatPs}"
* provision.actor.reference.display = "{name}"

Instance: consultation-consent-example
InstanceOf: ConsultationConsent
Usage: #example
Title: "An authorisation"
Description: "The neurologist may consult for a year."
* insert DeclaredByHelene
* insert AgainstOrFor(899700002746, Dr Antoine Mercadier)
* provision.period.start = "2026-01-12"
* provision.period.end = "2027-01-11"
* provision.purpose = $reason#TREAT

Instance: block-consent-example
InstanceOf: BlockConsent
Usage: #example
Title: "A block"
Description: "A doctor is shut out."
* insert DeclaredByHelene
* insert AgainstOrFor(899700008222, Dr Olivier Castel)

Instance: administrator-consent-example
InstanceOf: AdministratorConsent
Usage: #example
Title: "An administrator"
Description: "The neurologist sees masked documents, and may block others."
* insert DeclaredByHelene
* insert AgainstOrFor(899700002746, Dr Antoine Mercadier)

Instance: care-team-example
InstanceOf: CareTeamOfDossier
Usage: #example
Title: "A care team"
Description: "The neurologist and the team of his hospital."
* status = #active
* subject = Reference(patient-ins-example)
* period.start = "2026-01-12"
* participant.member.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* participant.member.identifier.value = "899700002746"
* participant.member.type = "Practitioner"
* participant.member.display = "Dr Antoine Mercadier"
* managingOrganization = Reference(organization-example)

Instance: emergency-call-consent-example
InstanceOf: EmergencyCallConsent
Usage: #example
Title: "No access on an emergency call"
Description: "The doctor who answers a call may not consult."
* insert DeclaredByHelene
* provision.type = #deny

Instance: break-glass-consent-example
InstanceOf: BreakGlassConsent
Usage: #example
Title: "No breaking of the glass"
Description: "Nobody may open the dossier in an emergency."
* insert DeclaredByHelene
* provision.type = #deny

Instance: masked-in-emergency-consent-example
InstanceOf: MaskedInEmergencyConsent
Usage: #example
Title: "Masked documents in an emergency"
Description: "Masked documents may be read in an emergency."
* insert DeclaredByHelene
* provision.type = #permit

Instance: default-masking-consent-example
InstanceOf: DefaultMaskingConsent
Usage: #example
Title: "New documents are masked"
Description: "Every document from now on is masked."
* insert DeclaredByHelene

Instance: feeding-objection-example
InstanceOf: FeedingObjection
Usage: #example
Title: "No psychiatric summary"
Description: "The patient does not want one type of document in the dossier."
* insert DeclaredByHelene
* provision.code = $loinc#68599-0

Instance: dossier-opposition-example
InstanceOf: DossierOpposition
Usage: #example
Title: "No dossier"
Description: "The person does not want a dossier."
* insert DeclaredByHelene

Instance: delegation-example
InstanceOf: Delegation
Usage: #example
Title: "A carer"
Description: "Sophie Garnier uses her mother's dossier for a year."
* insert DeclaredByHelene
* provision.period.start = "2026-02-01"
* provision.period.end = "2027-01-31"
* provision.actor.role = $participation#IRCP
* provision.actor.reference = Reference(related-person-example)
* provision.code = DelegationKinds#CAREGIVING "Carer"

Instance: app-grant-example
InstanceOf: AppGrant
Usage: #example
Title: "An application"
Description: "An application for diabetics may use measures and treatments."
* insert DeclaredByHelene
* provision.period.end = "2026-12-31"
* provision.actor.role = $participation#IRCP
* provision.actor.reference.identifier.system = "https://dossier.example/fhir/sid/client"
* provision.actor.reference.identifier.value = "carnet-glycemique"
* provision.actor.reference.type = "Device"
* provision.class[0] = http://hl7.org/fhir/resource-types#Observation "Observation"
* provision.class[1] = http://hl7.org/fhir/resource-types#MedicationStatement "MedicationStatement"

Instance: advance-directives-example
InstanceOf: AdvanceDirectives
Usage: #example
Title: "Advance directives"
Description: "Where the wishes for the end of life stand."
* insert DeclaredByHelene
* sourceReference = Reference(profile-directives-document-example)

Instance: organ-donation-example
InstanceOf: OrganDonation
Usage: #example
Title: "Organ donation"
Description: "The patient wishes to give."
* insert DeclaredByHelene
* provision.type = #permit

Instance: profile-directives-document-example
InstanceOf: SimplifiedDocument
Usage: #example
Title: "The document of advance directives"
Description: "A document that the patient wrote and deposited."
* masterIdentifier.type = $mhdIdentifierType#uniqueId
* masterIdentifier.system = "urn:ietf:rfc:3986"
* masterIdentifier.value = "urn:uuid:41c4e7f3-7a4f-4a3b-8b1e-9b0c7a0d2a55"
* status = #current
* type = $TRE_A05#EXPPAT_3 "Directives anticipées"
* category = $TRE_A03#90 "Autres documents déposés par le patient"
* subject = Reference(patient-ins-example)
* date = "2026-01-20T20:00:00+01:00"
* author = Reference(patient-ins-example)
* custodian.display = "Mon espace santé"
* securityLabel = $confidentiality#N "normal"
* content.attachment.contentType = #application/pdf
* content.attachment.title = "Mes directives anticipées"
* content.attachment.data = "SGVsbG8gV29ybGQ="
* context.facilityType = $TRE_A00#EXP_PATIENT "Expression personnelle du patient"
* context.practiceSetting = $TRE_A00#EXP_PATIENT "Expression personnelle du patient"
