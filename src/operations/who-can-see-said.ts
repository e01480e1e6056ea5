/** The words in which a patient is told who could open a document, in both languages. */
import type { ReaderKind } from '../access/readers.js';
import type { Language } from '../fhir/language.js';

type Said = Readonly<Record<Language, string>>;

/** What each kind of caller is called. */
export const KINDS: Readonly<Record<ReaderKind, Said>> = {
  patient: { en: 'You', fr: 'Vous' },
  representative: { en: 'A legal representative', fr: 'Un représentant légal' },
  carer: { en: 'A carer', fr: 'Un aidant' },
  'general-practitioner': { en: 'Your médecin traitant', fr: 'Votre médecin traitant' },
  administrator: {
    en: 'A professional whom you named administrator',
    fr: 'Un professionnel que vous avez nommé administrateur',
  },
  'care-team': { en: 'A member of your care team', fr: 'Un membre de votre équipe de soins' },
  'named-professional': {
    en: 'A professional whom a declaration names',
    fr: "Un professionnel qu'une déclaration désigne",
  },
  'named-structure': {
    en: 'The professionals of a structure that a declaration names',
    fr: "Les professionnels d'une structure qu'une déclaration désigne",
  },
  depositor: { en: 'Who deposited it', fr: "L'auteur du dépôt" },
  application: { en: 'An application', fr: 'Une application' },
  'other-professional': {
    en: 'Any other professional',
    fr: 'Tout autre professionnel',
  },
  emergency: {
    en: 'A professional who breaks the glass, with a reason,',
    fr: 'Un professionnel qui recourt au bris de glace, en donnant un motif,',
  },
  regulation: {
    en: 'The doctor who regulates an emergency call (SAMU, centre 15)',
    fr: 'Le médecin régulateur du SAMU (centre 15)',
  },
  'other-structure': {
    en: 'A structure or program that names no professional',
    fr: 'Une structure ou un logiciel sans professionnel désigné',
  },
};

/** Whether a kind of caller could open it. */
export function verdictOf(kind: ReaderKind, may: boolean): Said {
  const could = COULD[kind] ?? 'pourrait';
  return may
    ? { en: 'could open it', fr: `${could} l'ouvrir` }
    : { en: 'could not open it', fr: `ne ${could} pas l'ouvrir` };
}

/** The French verb, where the kind is not one other person. */
const COULD: Readonly<Partial<Record<ReaderKind, string>>> = {
  patient: 'pourriez',
  'named-structure': 'pourraient',
};

/** Before the list of professions that may. */
export const PROFESSIONS: Said = {
  en: 'Only these professions:',
  fr: 'Seulement ces professions :',
};

/** Why, by the reasons that decisions name. */
export const REASONS: Readonly<Partial<Record<string, Said>>> = {
  author: { en: 'they deposited it', fr: "c'est l'auteur du dépôt" },
  'own-dossier': { en: 'it is in your dossier', fr: 'il est dans votre dossier' },
  representative: { en: 'they represent you', fr: 'il vous représente' },
  carer: { en: 'you chose them as carer', fr: "vous l'avez choisi comme aidant" },
  'general-practitioner': { en: 'you designated them', fr: "vous l'avez désigné" },
  administrator: { en: 'you gave them this right', fr: 'vous lui avez donné ce droit' },
  authorised: { en: 'an authorisation is in force', fr: 'une autorisation est en vigueur' },
  'care-team': { en: 'they take part in your care', fr: 'il participe à votre prise en charge' },
  'break-glass': {
    en: 'you did not oppose it, and you would be told at once',
    fr: 'vous ne vous y êtes pas opposé, et vous en seriez informé aussitôt',
  },
  regulation: {
    en: 'you did not oppose it, and you would be told at once',
    fr: 'vous ne vous y êtes pas opposé, et vous en seriez informé aussitôt',
  },
  'app-grant': { en: 'you granted it access', fr: 'vous lui avez donné accès' },
  'no-grant': { en: 'no grant is in force', fr: "aucun accord n'est en vigueur" },
  'not-granted': {
    en: 'your grant does not hold for documents',
    fr: 'votre accord ne porte pas sur les documents',
  },
  'blocked-by-patient': { en: 'you blocked them', fr: "vous l'avez bloqué" },
  'not-author': {
    en: 'without an authorisation, only what one deposited oneself is seen',
    fr: "sans autorisation, on ne voit que ce qu'on a déposé soi-même",
  },
  'hidden-by-label': { en: 'it is hidden from them', fr: 'il leur est masqué' },
  'matrix-consult': {
    en: 'the access matrix does not let these professions consult it',
    fr: "la matrice d'habilitation ne le permet pas à ces professions",
  },
  'other-patient': {
    en: 'the delegation is not in force',
    fr: "la délégation n'est pas en vigueur",
  },
  withdrawn: { en: 'its author withdrew it', fr: "son auteur l'a retiré" },
};
