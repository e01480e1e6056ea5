// Codes of the patient's space, as its application knows them.

CodeSystem: ProfileSections
Id: profile-section
Title: "Sections of the medical profile"
Description: "The twelve sections of the medical profile (profil médical), in the order in which the patient's space shows them."
* ^caseSensitive = true
* #VACCINES "Vaccinations"
* #ALLERGIES "Allergies"
* #DISEASES "Maladies et sujets de santé"
* #TREATMENTS "Traitements"
* #MEASURES "Mesures"
* #HOSPITALIZATIONS "Hospitalisations"
* #FAMILY_HISTORY "Antécédents familiaux"
* #LIFESTYLES "Habitudes de vie"
* #ENTOURAGE_CONTACT "Entourage"
* #WISHES "Directives anticipées et don d'organes"
* #HEALTH_PROFESSIONALS "Professionnels de santé"
* #ADMINISTRATIVE_DOCUMENTS "Pièces administratives"

CodeSystem: Lifestyles
Id: lifestyle
Title: "Ways of living"
Description: "Of what the patient tells in the section on ways of living (habitudes de vie)."
* ^caseSensitive = true
* #FOOD "Alimentation"
* #PHYSICAL_ACTIVITY "Activité physique"
* #SLEEP "Sommeil"
* #SCREEN "Ecrans"
* #ALCOHOL "Alcool"
* #TOBACCO "Tabac"

ValueSet: Lifestyle
Id: lifestyle
Title: "Ways of living"
Description: "Of what the patient tells in the section on ways of living."
* Lifestyles#FOOD
* Lifestyles#PHYSICAL_ACTIVITY
* Lifestyles#SLEEP
* Lifestyles#SCREEN
* Lifestyles#ALCOHOL
* Lifestyles#TOBACCO

CodeSystem: ContactRoles
Id: contact-role
Title: "Persons to turn to"
Description: "What a person of the surroundings is to the patient (entourage)."
* ^caseSensitive = true
* #EMERGENCY_CONTACT "Contact en cas d'urgence"
* #TRUSTED_CONTACT "Personne de confiance"
* #CAREGIVER_CONTACT "Aidant"
* #HELP_CONTACT "Personne aidée"

ValueSet: ContactRole
Id: contact-role
Title: "Persons to turn to"
Description: "What a person of the surroundings is to the patient."
* ContactRoles#EMERGENCY_CONTACT
* ContactRoles#TRUSTED_CONTACT
* ContactRoles#CAREGIVER_CONTACT
* ContactRoles#HELP_CONTACT

CodeSystem: CareRoles
Id: care-role
Title: "Roles of the patient's professionals"
Description: "What a professional is to the patient."
* ^caseSensitive = true
* #MEDECIN_TRAITANT "Médecin traitant"
* #PHARMACIEN_CORRESPONDANT "Pharmacien correspondant"
* #SAGE_FEMME_REFERENTE "Sage-femme référente"

ValueSet: CareRole
Id: care-role
Title: "Roles of the patient's professionals"
Description: "What a professional is to the patient."
* CareRoles#MEDECIN_TRAITANT
* CareRoles#PHARMACIEN_CORRESPONDANT
* CareRoles#SAGE_FEMME_REFERENTE

ValueSet: WishCategory
Id: wish-category
Title: "Wishes"
Description: "Advance directives, and the wish about organ donation."
* $consentCategory#acd
* PatientWish#organ-donation

ValueSet: MeasureCode
Id: measure
Title: "Measures"
Description: "What the patient's space measures, by codes of LOINC."
* $loinc#29463-7 "Body weight"
* $loinc#8302-2 "Body height"
* $loinc#8280-0 "Waist circumference at umbilicus by tape measure"
* $loinc#8310-5 "Body temperature"
* $loinc#2339-0 "Glucose [Mass/volume] in Blood"
* $loinc#85354-9 "Blood pressure panel with all children optional"
* $loinc#8480-6 "Systolic blood pressure"
* $loinc#8462-4 "Diastolic blood pressure"
* $loinc#39156-5 "Body mass index (BMI) [Ratio]"
* $loinc#72514-3 "Pain severity - 0-10 verbal numeric rating [Score] - Reported"
* $loinc#8867-4 "Heart rate"
* $loinc#9843-4 "Head Occipital-frontal circumference"
* $loinc#55423-8 "Number of steps in unspecified time Pedometer"
* $loinc#4548-4 "Hemoglobin A1c/Hemoglobin.total in Blood"
* $loinc#2708-6 "Oxygen saturation in Arterial blood"
* $loinc#9279-1 "Respiratory rate"
