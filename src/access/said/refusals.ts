/**
 * What is said to whom the decision refuses something, in both languages. The same sentence stands
 * for all causes that must not be told apart.
 */
import { both, type Sentence } from '../../fhir/language.js';
import type { Caller } from '../caller.js';
import type { Act } from '../rights.js';

/** To an application, of types that its patient did not grant. */
export const NOT_GRANTED = both(
  'The patient did not let this application use resources of this type.',
  "Le patient n'a pas permis à cette application d'employer des ressources de ce type.",
);

/** To the regulation of emergencies, of every change. */
export const READS_ONLY = both(
  'Under the purpose ETREAT a dossier is consulted, and nothing is changed in it.',
  "Avec la finalité ETREAT, un dossier est consulté, et rien n'y est modifié.",
);

/** To a patient, of a deposit of a professional's type. */
export const NOT_PATIENTS = both(
  'A patient deposits documents of the types that are patients’ own: DOCPAT01 to DOCPAT09, EXPPAT_1 to EXPPAT_3 and the like.',
  'Un patient dépose des documents des types propres aux patients : DOCPAT01 à DOCPAT09, EXPPAT_1 à EXPPAT_3 et semblables.',
);

/** To a feeder, of a deposit of a type that is not one of its own. */
export const FEEDS_OTHERS = both(
  'This feeder deposits other types of documents than the one sent.',
  "Cette source dépose d'autres types de documents que celui envoyé.",
);

/** Of a deposit of a type that the patient objects to. */
export const OBJECTED = both(
  'The patient objects to documents of this type in the dossier.',
  "Le patient s'oppose aux documents de ce type dans le dossier.",
);

/** To a professional, of a deposit that the matrix does not let the profession make. */
export const NOT_WRITTEN = both(
  'The profession of the caller does not write documents of this type.',
  "La profession de l'appelant n'écrit pas de documents de ce type.",
);

/** Of a change to a resource that is seen, by the act. */
export const REFUSED: Readonly<Partial<Record<Act, Sentence>>> = {
  status: both(
    'Only the author may change the status of a document.',
    "Seul l'auteur peut modifier le statut d'un document.",
  ),
  withdraw: both(
    'Only the author, or the same structure, may withdraw a document.',
    "Seul l'auteur, ou la même structure, peut retirer un document.",
  ),
  archive: both(
    'Only the author may archive a document.',
    "Seul l'auteur peut archiver un document.",
  ),
  supersede: both(
    'Only the author, or the same structure, may replace a document.',
    "Seul l'auteur, ou la même structure, peut remplacer un document.",
  ),
  mask: both(
    'Only the patient, or an authorised professional at their request, may mask or unmask a document.',
    'Seul le patient, ou un professionnel autorisé à sa demande, peut masquer ou démasquer un document.',
  ),
  reveal: both(
    'Only the author or the médecin traitant may release a document to the patient.',
    "Seul l'auteur ou le médecin traitant peut rendre un document visible au patient.",
  ),
  update: both(
    'Only the author may change this resource.',
    "Seul l'auteur peut modifier cette ressource.",
  ),
  delete: both(
    'Only the registrar may delete this resource.',
    'Seul le gestionnaire des identités peut supprimer cette ressource.',
  ),
};

/** To a caller whose kind has no such line in the table of rights. */
export function noSuchRight({ kind }: Caller, act: Act, type: string): Sentence {
  return both(
    `A caller of kind ${kind} may not ${act} ${type}.`,
    `Un appelant de nature ${kind} n'a pas le droit « ${act} » sur ${type}.`,
  );
}
