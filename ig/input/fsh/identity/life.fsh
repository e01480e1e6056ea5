// What is told of a dossier's life to whoever checks its existence.

Extension: DossierClosing
Id: dossier-closing
Title: "Closing of a dossier"
Description: "Since when the dossier of this Patient is closed (clôture): nobody reads or adds anything, in an emergency neither. Set and taken away by the server."
* ^context.type = #element
* ^context.expression = "Patient"
* value[x] 1..1
* value[x] only dateTime

Extension: DossierStanding
Id: dossier-standing
Title: "Standing of the caller"
Description: "In the answer to an existence check, how whoever asks stands to the dossier: whether it is open, whether they are authorised, and by what. Nothing is told of others."
* ^context.type = #element
* ^context.expression = "Bundle.entry.search"
* extension contains
    state 1..1 and
    authorised 1..1 and
    ground 0..1
* extension[state].value[x] 1..1
* extension[state].value[x] only code
* extension[state] ^short = "open or closed"
* extension[authorised].value[x] 1..1
* extension[authorised].value[x] only boolean
* extension[ground].value[x] 1..1
* extension[ground].value[x] only code
* extension[ground] ^short = "general-practitioner, administrator, authorised or care-team"
