/** What base R4 does not allow, in words: what was found, what is asked, and how to mend it. */
import { cut, words, type Said, type Words } from '../report.js';
import { clause, definitionOf, pageOf, valueSetPage } from './page.js';

const of = (page: string, text: string, french: string): Said => ({
  ...words(text, french),
  source: clause(page),
});

const JSON_PAGE = 'json.html';
const PRIMITIVES = 'json.html#primitive';
const REFERENCES = 'references.html#literal';

/** A property that repeats in what was found, and does not in R4. */
function once(element: string, isRepeated: boolean): Words {
  if (!isRepeated) return words('');
  return words(
    ` ${element} does not repeat: give it without array.`,
    ` ${element} ne se répète pas : le donner sans tableau.`,
  );
}

/** Of structure: objects, arrays, properties. */
export const sayOfStructure = {
  noResource: (found: Words): Said =>
    of(
      'resourcelist.html',
      `Found ${found.text}. Expected a resource with the name of an R4 type in resourceType.`,
      `Trouvé : ${found.french}. Attendu : une ressource, avec le nom d'un type de R4 dans resourceType.`,
    ),
  tooDeep: (max: number): Said =>
    words(
      `Nested deeper than ${max} levels, which this server does not read. Send a flatter resource.`,
      `Plus de ${max} niveaux imbriqués, que ce serveur ne lit pas. Envoyer une ressource plus plate.`,
    ),
  unknownProperty: (type: string, key: Words): Said => ({
    ...words(
      `${type} has no property ${key.text}. Correct its name or leave it out.`,
      `${type} n'a pas de propriété ${key.french}. Corriger son nom ou la retirer.`,
    ),
    source: pageOf(type),
  }),
  emptyObject: (): Said =>
    of(
      JSON_PAGE,
      'Found an empty object. Give it content or leave it out.',
      'Trouvé : un objet vide. Le remplir ou le retirer.',
    ),
  twoOfAChoice: (one: string, other: string): Said =>
    of(
      'formats.html#choice',
      `Found both ${one} and ${other}. Only one of them may be there: leave one out.`,
      `Trouvé : ${one} et ${other}. Un seul des deux est admis : retirer l'autre.`,
    ),
  notAnElement: (found: Words, key: string): Said =>
    of(
      PRIMITIVES,
      `Found ${found.text} in ${key}. Expected an object with id or extension.`,
      `Trouvé : ${found.french} dans ${key}. Attendu : un objet avec id ou extension.`,
    ),
  notAnObject: (found: Words, type: string, element: string, isRepeated: boolean): Said => ({
    ...words(
      `Found ${found.text}. Expected an object of type ${type}.${once(element, isRepeated).text}`,
      `Trouvé : ${found.french}. Attendu : un objet de type ${type}.${once(element, isRepeated).french}`,
    ),
    source: pageOf(type),
  }),
  missing: (names: readonly string[], type: string, element: string): Said => ({
    ...words(
      `${names.join(' or ')} is missing: ${type} needs it. Add it.`,
      `${names.join(' ou ')} manque : ${type} en a besoin. L'ajouter.`,
    ),
    source: definitionOf(`${type}.${element}`),
  }),
  notAnArray: (found: Words, element: string): Said =>
    of(
      JSON_PAGE,
      `Found ${found.text}. ${element} repeats: put it in an array.`,
      `Trouvé : ${found.french}. ${element} se répète : le mettre dans un tableau.`,
    ),
  emptyArray: (): Said =>
    of(
      JSON_PAGE,
      'Found an empty array. Leave the property out instead.',
      'Trouvé : un tableau vide. Retirer plutôt la propriété.',
    ),
  tooMany: (count: number, max: number): Said =>
    of(
      'conformance-rules.html#cardinality',
      `Found ${count} items, at most ${max} may be. Leave the others out.`,
      `${count} éléments trouvés, ${max} au plus sont admis. Retirer les autres.`,
    ),
  sameId: (id: Words): Said =>
    of(
      'element.html#id',
      `Another element of the resource has the id ${id.text} too. Change one.`,
      `Un autre élément de la ressource a aussi l'id ${id.french}. Changer l'un des deux.`,
    ),
  outOfStep: (key: string, name: string): Said =>
    of(
      PRIMITIVES,
      `${key} is longer than ${name}. Fill ${name} with null, so that both keep step.`,
      `${key} est plus long que ${name}. Compléter ${name} par null, pour que les deux aillent de pair.`,
    ),
};

/** Of values: primitives, codes, references. */
export const sayOfValues = {
  nothing: (isNull: boolean): Said =>
    of(
      JSON_PAGE,
      `Found ${isNull ? 'null' : 'an empty text'}. Leave the property out instead.`,
      `Trouvé : ${isNull ? 'null' : 'un texte vide'}. Retirer plutôt la propriété.`,
    ),
  notOfItsType: (
    found: Words,
    { type, expected }: { readonly type: string; readonly expected: Words },
    { element, isRepeated }: { readonly element: string; readonly isRepeated: boolean },
  ): Said =>
    of(
      type === 'xhtml' ? 'narrative.html' : `datatypes.html#${type}`,
      `Found ${found.text}. Expected ${expected.text}.${once(element, isRepeated).text}`,
      `Trouvé : ${found.french}. Attendu : ${expected.french}.${once(element, isRepeated).french}`,
    ),
  badNarrative: (fault: Words, expected: Words): Said =>
    of(
      'narrative.html',
      `The narrative ${fault.text}. Expected ${expected.text}.`,
      `Le texte lisible ${fault.french}. Attendu : ${expected.french}.`,
    ),
  notListed: (found: Words, name: string, codes: readonly string[]): Said => {
    const isLong = codes.length > 12;
    return {
      ...words(
        `Found ${found.text}. Expected ${isLong ? `a code of ${name}` : `one of ${codes.join(', ')}`}.`,
        `Trouvé : ${found.french}. Attendu : ${isLong ? `un code de ${name}` : `l'un de ${codes.join(', ')}`}.`,
      ),
      source: valueSetPage(name),
    };
  },
  noCode: (found: Words | undefined, name: string, systems: readonly string[]): Said => ({
    ...words(
      `Found ${found ? `the code ${found.text}` : 'no code'}. Expected a code of ${name}, of the system ${systems.join(' or ')}.`,
      `Trouvé : ${found ? `le code ${found.french}` : 'aucun code'}. Attendu : un code de ${name}, du système ${systems.join(' ou ')}.`,
    ),
    source: valueSetPage(name),
  }),
  unknownCode: (code: Words, system: string): Said =>
    of(
      'datatypes.html#Coding',
      `The code system ${cut(system, 200)} has no code ${code.text}. Correct code or system.`,
      `Le système de codes ${cut(system, 200)} n'a pas de code ${code.french}. Corriger le code ou le système.`,
    ),
  unknownUnit: (unit: Words): Said => ({
    ...words(
      `UCUM has no unit ${unit.text}. Write it as UCUM does, such as mg/dL or mm[Hg].`,
      `UCUM n'a pas d'unité ${unit.french}. L'écrire comme UCUM, par exemple mg/dL ou mm[Hg].`,
    ),
    source: { url: 'https://ucum.org/ucum' },
  }),
  relative: (found: Words): Said =>
    of(
      'datatypes.html#uri',
      `Found ${found.text}. Expected an absolute URI, such as http://… or urn:oid:….`,
      `Trouvé : ${found.french}. Attendu : un URI absolu, tel que http://… ou urn:oid:….`,
    ),
  malformed: (element: string, fault: Words, expected: Words): Said =>
    of(
      'datatypes.html#uri',
      `The ${element} ${fault.text}. Expected ${expected.text}.`,
      `${element} ${fault.french}. Attendu : ${expected.french}.`,
    ),
  noReference: (found: Words): Said =>
    of(
      REFERENCES,
      `Found ${found.text}. Expected Type/id, an absolute URL, urn:uuid:…, or #id of a contained resource.`,
      `Trouvé : ${found.french}. Attendu : Type/id, une URL absolue, urn:uuid:…, ou #id d'une ressource contenue.`,
    ),
  dangling: (id: Words): Said =>
    of(
      'references.html#contained',
      `No contained resource has the id ${id.text}. Add it, or correct the reference. (ref-1)`,
      `Aucune ressource contenue n'a l'id ${id.french}. L'ajouter, ou corriger la référence. (ref-1)`,
    ),
  otherType: (told: Words, type: string): Said =>
    of(
      'references.html#Reference',
      `Found the type ${told.text} beside a reference to ${type}. Correct one.`,
      `Trouvé : le type ${told.french} à côté d'une référence à ${type}. Corriger l'un des deux.`,
    ),
  unknownType: (type: Words): Said =>
    of(
      'resourcelist.html',
      `R4 has no resource type ${type.text}. Correct the name.`,
      `R4 n'a pas de type de ressource ${type.french}. Corriger le nom.`,
    ),
  wrongTarget: (type: string, targets: readonly string[]): Said =>
    of(
      'references.html#Reference',
      `Found a reference to ${type}. Expected one to ${targets.join(', ')}: correct the reference, or put it in another element.`,
      `Trouvé : une référence à ${type}. Attendu : une référence à ${targets.join(', ')} ; la corriger, ou la mettre dans un autre élément.`,
    ),
};

/** Of contained resources. */
export const sayOfContained = {
  containing: (): Said =>
    of(
      'domainresource.html#invs',
      'A contained resource contains none itself. Move it out by one level. (dom-2)',
      "Une ressource contenue n'en contient pas elle-même. La remonter d'un niveau. (dom-2)",
    ),
  meta: (element: string): Said =>
    of(
      'domainresource.html#invs',
      `A contained resource has no meta.${element}. Leave it out. (dom-4, dom-5)`,
      `Une ressource contenue n'a pas de meta.${element}. Le retirer. (dom-4, dom-5)`,
    ),
  unnamed: (): Said =>
    of(
      'references.html#contained',
      'A contained resource has an id by which the container refers to it. Add one.',
      "Une ressource contenue a un id, par lequel ce qui la contient s'y réfère. L'ajouter.",
    ),
  sameId: (id: Words): Said =>
    of(
      'references.html#contained',
      `Another contained resource has the id ${id.text} too. Give each its own.`,
      `Une autre ressource contenue a aussi l'id ${id.french}. Donner à chacune le sien.`,
    ),
  unused: (id: string): Said =>
    of(
      'domainresource.html#invs',
      `Nothing refers to #${cut(id)}. Refer to it, or leave it out. (dom-3)`,
      `Rien ne se réfère à #${cut(id)}. S'y référer, ou la retirer. (dom-3)`,
    ),
};
