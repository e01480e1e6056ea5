// French types of document and those that other health systems of the Union exchange.

Instance: document-type-to-eu
InstanceOf: ConceptMap
Usage: #definition
Title: "European type of a French document"
Description: "The type under which other health systems of the European Union ask for a French document."
* insert Definition
* url = "https://dossier.example/fhir/ConceptMap/document-type-to-eu"
* name = "DocumentTypeToEu"
* title = "European type of a French document"
* description = "The type under which other health systems of the European Union ask for a French document."
* group[0].source = "http://loinc.org"
* group[0].target = "http://loinc.org"
* insert Mapped(0, 60591-5, 60591-5, equal)
* insert Mapped(1, 11502-2, 11502-2, equal)
* insert Mapped(2, 18748-4, 18748-4, equal)
* insert Mapped(3, 34112-3, 18842-5, equivalent)
* insert Mapped(4, 34133-9, 18842-5, wider)
* insert Mapped(5, 11490-0, 18842-5, wider)

Instance: document-type-from-eu
InstanceOf: ConceptMap
Usage: #definition
Title: "French types of a European document"
Description: "The French types that a search for a European type finds too."
* insert Definition
* url = "https://dossier.example/fhir/ConceptMap/document-type-from-eu"
* name = "DocumentTypeFromEu"
* title = "French types of a European document"
* description = "The French types that a search for a European type finds too."
* group[0].source = "http://loinc.org"
* group[0].target = "http://loinc.org"
* insert Mapped(0, 60591-5, 60591-5, equal)
* insert Mapped(1, 11502-2, 11502-2, equal)
* insert Mapped(2, 18748-4, 18748-4, equal)
* insert Mapped(3, 85430-7, 18748-4, equivalent)
* insert Mapped(4, 18842-5, 34112-3, equivalent)
* group[0].element[4].target[1].code = #34133-9
* group[0].element[4].target[1].equivalence = #narrower
* group[0].element[4].target[2].code = #11490-0
* group[0].element[4].target[2].equivalence = #narrower
* insert Mapped(5, 100719-4, 34112-3, equivalent)
* group[0].element[5].target[1].code = #34133-9
* group[0].element[5].target[1].equivalence = #narrower
* group[0].element[5].target[2].code = #11490-0
* group[0].element[5].target[2].equivalence = #narrower

RuleSet: Mapped(index, source, target, equivalence)
* group[0].element[{index}].code = #{source}
* group[0].element[{index}].target[0].code = #{target}
* group[0].element[{index}].target[0].equivalence = #{equivalence}
