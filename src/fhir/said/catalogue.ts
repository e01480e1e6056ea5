/**
 * The catalogue of failures: for each, the HTTP status, the OperationOutcome issue type and the
 * public sentence, which says what is wrong and how to mend it, in English and in French.
 * https://hl7.org/fhir/R4/operationoutcome.html
 */

/** What one failure is, and the sentence that tells it. */
export interface Entry {
  readonly status: number;
  readonly code: string;
  /** The sentence in English; what stands in braces is filled in. */
  readonly text: string;
  /** The same in French, with the same braces. */
  readonly french: string;
}

/** Every failure by its name: status, issue type, and the sentence in both languages. */
export const CATALOGUE = {
  'invalid-json': {
    status: 400,
    code: 'structure',
    text: 'The body is not one whole JSON object: {why}.',
    french: "Le corps n'est pas un objet JSON entier : {why}.",
  },
  'invalid-xml': {
    status: 400,
    code: 'structure',
    text: 'The body is not FHIR XML: {why}.',
    french: "Le corps n'est pas du XML FHIR : {why}.",
  },
  'wrong-resource-type': {
    status: 400,
    code: 'invalid',
    text: 'The address names {expected}, the body is {found}. Send the one the address names.',
    french:
      "L'adresse nomme {expected}, le corps est {found}. Envoyer le type que l'adresse nomme.",
  },
  'id-mismatch': {
    status: 400,
    code: 'value',
    text: 'The id in the body must be there and equal the id in the address.',
    french: "L'id doit être présent dans le corps et égal à celui de l'adresse.",
  },
  'reserved-id': {
    status: 400,
    code: 'value',
    text: 'Ids of this form are made by the server. Choose another id, or POST without one.',
    french:
      'Les ids de cette forme sont créés par le serveur. Choisir un autre id, ou envoyer un POST sans id.',
  },
  'not-conformant': {
    status: 400,
    code: 'invalid',
    text: 'The resource does not conform.',
    french: "La ressource n'est pas conforme.",
  },
  'invalid-search': { status: 400, code: 'value', text: '{why}', french: '{why}' },
  'invalid-request': { status: 400, code: 'invalid', text: '{why}', french: '{why}' },
  'patient-required': {
    status: 400,
    code: 'required',
    text: 'Name the patient: add `patient` or `patient.identifier` to the search.',
    french: 'Désigner le patient : ajouter `patient` ou `patient.identifier` à la recherche.',
  },
  unauthenticated: {
    status: 401,
    code: 'login',
    text: 'A valid bearer token for this server is required.',
    french: 'Un jeton (bearer) valide pour ce serveur est requis.',
  },
  'no-access': {
    status: 403,
    code: 'forbidden',
    text: 'You have no access to this dossier. Ask the patient for an authorisation.',
    french: 'Aucun accès à ce dossier. Demander une autorisation au patient.',
  },
  'not-allowed': { status: 403, code: 'forbidden', text: '{why}', french: '{why}' },
  'insufficient-scope': {
    status: 403,
    code: 'forbidden',
    text: 'The scope of the token does not cover this interaction.',
    french: 'La portée (scope) du jeton ne couvre pas cette interaction.',
  },
  'unknown-type': {
    status: 404,
    code: 'not-supported',
    text: 'This server has no resource type of that name. Names are case-sensitive; see /metadata.',
    french: "Ce serveur n'a pas de type de ressource de ce nom. La casse compte ; voir /metadata.",
  },
  'unknown-route': {
    status: 404,
    code: 'not-found',
    text: 'There is nothing at this address. See /metadata for what there is.',
    french: "Il n'y a rien à cette adresse. Voir dans /metadata ce qu'il y a.",
  },
  'unknown-operation': {
    status: 404,
    code: 'not-supported',
    text: 'There is no operation of that name at this address. See /metadata for those there are.',
    french:
      "Il n'y a pas d'opération de ce nom à cette adresse. Voir dans /metadata celles qu'il y a.",
  },
  'unknown-export': {
    status: 404,
    code: 'not-found',
    text: 'There is no such export, or no longer: it was cancelled, or is older than a day. Begin a new one.',
    french:
      "Cet export n'existe pas, ou plus : il a été annulé, ou a plus d'un jour. En lancer un nouveau.",
  },
  'unknown-resource': {
    status: 404,
    code: 'not-found',
    text: 'No such resource.',
    french: "Cette ressource n'existe pas.",
  },
  'unknown-code': { status: 404, code: 'not-found', text: '{why}', french: '{why}' },
  'unknown-patient': {
    status: 404,
    code: 'not-found',
    text: 'No dossier is open for this patient.',
    french: "Aucun dossier n'est ouvert pour ce patient.",
  },
  'method-not-allowed': { status: 405, code: 'not-supported', text: '{why}', french: '{why}' },
  'not-acceptable': {
    status: 406,
    code: 'not-supported',
    text: 'Only {offered} can be given. Name one of them in Accept, or leave Accept out.',
    french:
      'Seuls ces formats peuvent être donnés : {offered}. En nommer un dans Accept, ou retirer Accept.',
  },
  conflict: { status: 409, code: 'conflict', text: '{why}', french: '{why}' },
  'identifier-taken': {
    status: 409,
    code: 'duplicate',
    text: 'An identifier in this submission is in use. Nothing was stored. Send new identifiers for a new document.',
    french:
      "Un identifiant de cet envoi est déjà pris. Rien n'a été enregistré. Envoyer de nouveaux identifiants pour un nouveau document.",
  },
  gone: {
    status: 410,
    code: 'deleted',
    text: 'The resource was deleted.',
    french: 'La ressource a été supprimée.',
  },
  'page-expired': {
    status: 410,
    code: 'expired',
    text: 'This page link has expired. Start the search again.',
    french: 'Ce lien de page a expiré. Recommencer la recherche.',
  },
  'precondition-failed': { status: 412, code: 'conflict', text: '{why}', french: '{why}' },
  'too-large': {
    status: 413,
    code: 'too-long',
    text: 'The body is larger than {limit} bytes. Send it in smaller parts.',
    french: "Le corps dépasse {limit} octets. L'envoyer en plus petites parties.",
  },
  'too-many-requests': {
    status: 429,
    code: 'throttled',
    text: 'This was asked too often. Try again in {seconds} seconds.',
    french: 'Trop de demandes de ce genre. Réessayer dans {seconds} secondes.',
  },
  'unsupported-media-type': {
    status: 415,
    code: 'not-supported',
    text: 'Send {offered} and name it in Content-Type.',
    french: 'Envoyer {offered} et le nommer dans Content-Type.',
  },
  'too-costly': { status: 422, code: 'too-costly', text: '{why}', french: '{why}' },
  unprocessable: { status: 422, code: 'processing', text: '{why}', french: '{why}' },
  'range-not-satisfiable': {
    status: 416,
    code: 'value',
    text: 'The asked range lies outside the document, which has {size} bytes.',
    french: 'La plage demandée est hors du document, qui a {size} octets.',
  },
  internal: {
    status: 500,
    code: 'exception',
    text: 'The server failed. The request id names the case in its log.',
    french: "Le serveur a échoué. L'identifiant de la requête désigne le cas dans son journal.",
  },
  overloaded: {
    status: 503,
    code: 'throttled',
    text: 'The server is busy. Try again in {seconds} seconds.',
    french: 'Le serveur est occupé. Réessayer dans {seconds} secondes.',
  },
  'outcome-unknown': {
    status: 503,
    code: 'transient',
    text: 'It is not known whether the change was made. Send the same request again.',
    french: 'On ne sait pas si la modification a été faite. Envoyer la même requête à nouveau.',
  },
  unavailable: {
    status: 503,
    code: 'transient',
    text: 'The store or the audit cannot be written. Nothing was disclosed or changed. Try again later.',
    french:
      "Le stockage ou l'audit ne peut pas être écrit. Rien n'a été divulgué ni modifié. Réessayer plus tard.",
  },
} as const satisfies Record<string, Entry>;
