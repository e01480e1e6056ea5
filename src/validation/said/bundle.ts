/** What a Bundle's type does not allow, in words. https://hl7.org/fhir/R4/bundle.html */
import { words, type Said, type Words } from '../report.js';
import { clause } from './page.js';

const SOURCE = clause('bundle.html');

const of = (key: string, text: string, french: string): Said => ({
  ...words(`${text} (${key})`, `${french} (${key})`),
  source: SOURCE,
});

/** The sentences, one function each. */
export const sayOfBundle = {
  total: (type: string): Said =>
    of(
      'bdl-1',
      `A ${type} has no total: only searchset and history do. Leave it out.`,
      `Un Bundle ${type} n'a pas de total : seuls searchset et history en ont un. Le retirer.`,
    ),
  search: (): Said =>
    of('bdl-2', 'Only a searchset has it. Leave it out.', 'Seul un searchset en a un. Le retirer.'),
  notForType: (element: string, key: string): Said =>
    of(
      key,
      `${element} is not for a Bundle of this type. Leave it out.`,
      `${element} n'est pas pour un Bundle de ce type. Le retirer.`,
    ),
  missing: (element: string, key: string): Said =>
    of(key, `${element} is missing. Add it.`, `${element} manque. L'ajouter.`),
  empty: (): Said =>
    of(
      'bdl-5',
      'An entry without request or response holds a resource. Add it, or leave the entry out.',
      "Une entrée sans request ni response porte une ressource. L'ajouter, ou retirer l'entrée.",
    ),
  versioned: (): Said =>
    of(
      'bdl-8',
      'A fullUrl names a resource, not a version. Cut it before /_history/.',
      'Un fullUrl désigne une ressource, non une version. Le couper avant /_history/.',
    ),
  sameUrl: (url: Words): Said =>
    of(
      'bdl-7',
      `Another entry has the fullUrl ${url.text} too. Give each its own.`,
      `Une autre entrée a aussi le fullUrl ${url.french}. Donner à chacune le sien.`,
    ),
  identifier: (): Said =>
    of(
      'bdl-9',
      'A document has an identifier with system and value. Add it.',
      "Un document a un identifier avec system et value. L'ajouter.",
    ),
  timestamp: (): Said =>
    of('bdl-10', 'A document has a timestamp. Add it.', "Un document a un timestamp. L'ajouter."),
  first: (type: string, key: string): Said =>
    of(
      key,
      `The first entry of such a Bundle holds a ${type}. Put it first.`,
      `La première entrée d'un tel Bundle porte un ${type}. Le mettre en premier.`,
    ),
};

const ofEntries = (text: string, french: string): Said => ({
  ...words(text, french),
  source: SOURCE,
});

/** Of entries and links. */
export const sayOfEntries = {
  noUrl: (): Said =>
    ofEntries(
      'fullUrl is missing: it says which resource the entry is. Add it.',
      "fullUrl manque : il dit quelle ressource l'entrée porte. L'ajouter.",
    ),
  otherUrl: (url: Words, address: string): Said =>
    ofEntries(
      `The fullUrl ${url.text} is not that of ${address}, which the entry holds. Make them agree.`,
      `Le fullUrl ${url.french} n'est pas celui de ${address}, que l'entrée porte. Les accorder.`,
    ),
  sameLink: (relation: Words): Said =>
    ofEntries(
      `Another link of the Bundle is ${relation.text} too. Leave one out.`,
      `Un autre lien du Bundle est aussi ${relation.french}. Retirer l'un des deux.`,
    ),
  notInDocument: (reference: Words): Said =>
    ofEntries(
      `The document holds no ${reference.text}, to which its Composition refers. Add an entry whose fullUrl says so.`,
      `Le document ne porte pas ${reference.french}, à quoi sa Composition se réfère. Ajouter une entrée dont le fullUrl le dit.`,
    ),
};
