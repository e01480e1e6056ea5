/** What our forms of profiles find wrong, in words. The cure is the rule's, where it has one. */
import { words, type Said, type Words } from '../report.js';
import type { Rule } from '../profiles/constraint.js';

/** A sentence, and what the rule says that the sender should do. */
function withCure(said: Words, { cure }: Rule, otherwise?: Words): Said {
  const last = cure ?? otherwise;
  return last === undefined
    ? said
    : words(`${said.text} ${last.text}`, `${said.french} ${last.french}`);
}

/** The sentences, one function each; `title` is the profile's. */
export const say = {
  missing: (name: Words, title: string, min: number, rule: Rule): Said =>
    withCure(
      words(
        `${name.text} is missing: ${title} needs ${min === 1 ? 'it' : `at least ${min}`}.`,
        `${name.french} manque : ${title} en demande${min === 1 ? ' un' : ` au moins ${min}`}.`,
      ),
      rule,
      words('Add it.', "L'ajouter."),
    ),
  tooMany: (name: Words, title: string, { count, max }: Count, rule: Rule): Said =>
    withCure(
      words(
        `Found ${count} of ${name.text}, ${title} allows ${max === 0 ? 'none' : `at most ${max}`}.`,
        `${count} ${name.french} trouvés, ${title} n'en admet ${max === 0 ? 'aucun' : `que ${max}`}.`,
      ),
      rule,
      max === 0
        ? words('Leave it out.', 'Le retirer.')
        : words('Leave the others out.', 'Retirer les autres.'),
    ),
  notOfForm: (found: Words, title: string, form: Words, rule: Rule): Said =>
    withCure(
      words(
        `Found ${found.text}. ${title} expects ${form.text}.`,
        `Trouvé : ${found.french}. ${title} attend ${form.french}.`,
      ),
      rule,
      words('Correct it.', 'Corriger.'),
    ),
  notContained: (found: Words, title: string, rule: Rule): Said =>
    withCure(
      words(
        `Found ${found.text}. ${title} expects a reference to a contained resource.`,
        `Trouvé : ${found.french}. ${title} attend une référence à une ressource contenue.`,
      ),
      rule,
    ),
  wrongTarget: (type: string, title: string, types: readonly string[], rule: Rule): Said =>
    withCure(
      words(
        `Found a reference to ${type}. ${title} expects one to ${types.join(' or ')}.`,
        `Trouvé : une référence à ${type}. ${title} en attend une à ${types.join(' ou ')}.`,
      ),
      rule,
      words('Correct the reference.', 'Corriger la référence.'),
    ),
  notPreferred: (found: Words | undefined, title: string, valueSet: string): Said =>
    words(
      `Found ${found ? `the code ${found.text}` : 'no code'}. ${title} prefers a code of ${valueSet}: use one where it fits.`,
      `Trouvé : ${found ? `le code ${found.french}` : 'aucun code'}. ${title} préfère un code de ${valueSet} : en employer un dès qu'il convient.`,
    ),
  wrongResource: (found: Words, title: string, type: string): Said =>
    words(
      `Found ${found.text}. ${title} is for ${type}: send that, or claim another profile.`,
      `Trouvé : ${found.french}. ${title} est pour ${type} : l'envoyer, ou déclarer un autre profil.`,
    ),
  noClass: (system: string): Said =>
    words(
      `The category has no code of ${system}. Add the national class of the document.`,
      `La category n'a pas de code de ${system}. Ajouter la classe nationale du document.`,
    ),
  wrongClass: (found: Words, types: string, classes: readonly string[]): Said =>
    words(
      `Found the class ${found.text}. A document of type ${types} has the class ${classes.join(' or ')}: correct type or category.`,
      `Trouvé : la classe ${found.french}. Un document de type ${types} a la classe ${classes.join(' ou ')} : corriger type ou category.`,
    ),
  notMaster: (): Said =>
    words(
      'An identifier of type uniqueId equals masterIdentifier. Correct one of them.',
      "Un identifier de type uniqueId est égal à masterIdentifier. Corriger l'un des deux.",
    ),
};

interface Count {
  readonly count: number;
  readonly max: number;
}
