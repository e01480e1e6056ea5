// Search parameters that MHD and PDSm add to R4's, under their official addresses.

Instance: PDSm-isArchived
InstanceOf: SearchParameter
Usage: #definition
Title: "IsArchived"
Description: "Whether a document or list is archived."
* insert Definition
* url = "https://interop.esante.gouv.fr/ig/fhir/pdsm/SearchParameter/PDSm-isArchived"
* name = "IsArchived"
* description = "Whether a document or list is archived."
* code = #isArchived
* base[0] = #DocumentReference
* base[1] = #List
* type = #token
* expression = "DocumentReference.extension.where(url = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived').value | List.extension.where(url = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived').value"

Instance: PDSm-DocumentReference-period-start
InstanceOf: SearchParameter
Usage: #definition
Title: "PeriodStart"
Description: "When the care that a document tells of began."
* insert Definition
* url = "https://interop.esante.gouv.fr/ig/fhir/pdsm/SearchParameter/PDSm-DocumentReference-period-start"
* name = "PeriodStart"
* description = "When the care that a document tells of began."
* code = #period-start
* base[0] = #DocumentReference
* type = #date
* expression = "DocumentReference.context.period.start"

Instance: PDSm-DocumentReference-period-end
InstanceOf: SearchParameter
Usage: #definition
Title: "PeriodEnd"
Description: "When the care that a document tells of ended."
* insert Definition
* url = "https://interop.esante.gouv.fr/ig/fhir/pdsm/SearchParameter/PDSm-DocumentReference-period-end"
* name = "PeriodEnd"
* description = "When the care that a document tells of ended."
* code = #period-end
* base[0] = #DocumentReference
* type = #date
* expression = "DocumentReference.context.period.end"

Instance: PDSm-List-authorOrg
InstanceOf: SearchParameter
Usage: #definition
Title: "AuthorOrganization"
Description: "The organisation for which the author of a submission works."
* insert Definition
* url = "https://interop.esante.gouv.fr/ig/fhir/pdsm/SearchParameter/PDSm-List-authorOrg"
* name = "AuthorOrganization"
* description = "The organisation for which the author of a submission works."
* code = #authorOrg
* base[0] = #List
* type = #reference
* expression = "List.source.extension.where(url = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-authorOrg').value"
* target[0] = #Organization

Instance: DocumentReference-Creation
InstanceOf: SearchParameter
Usage: #definition
Title: "Creation"
Description: "When a document was made."
* insert Definition
* url = "https://profiles.ihe.net/ITI/MHD/SearchParameter/DocumentReference-Creation"
* name = "Creation"
* description = "When a document was made."
* code = #creation
* base[0] = #DocumentReference
* type = #date
* expression = "DocumentReference.content.attachment.creation"

Instance: List-DesignationType
InstanceOf: SearchParameter
Usage: #definition
Title: "DesignationType"
Description: "What a submission set or folder holds."
* insert Definition
* url = "https://profiles.ihe.net/ITI/MHD/SearchParameter/List-DesignationType"
* name = "DesignationType"
* description = "What a submission set or folder holds."
* code = #designationType
* base[0] = #List
* type = #token
* expression = "List.extension.where(url = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-designationType').value"

Instance: List-SourceId
InstanceOf: SearchParameter
Usage: #definition
Title: "SourceId"
Description: "Which system submitted."
* insert Definition
* url = "https://profiles.ihe.net/ITI/MHD/SearchParameter/List-SourceId"
* name = "SourceId"
* description = "Which system submitted."
* code = #sourceId
* base[0] = #List
* type = #token
* expression = "List.extension.where(url = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId').value"
