/** What is wrong with definitions, in words. */
import { cut, words, type Said, type Words } from '../report.js';
import { pageOf } from './page.js';

const of = (type: string, text: string, french: string): Said => ({
  ...words(text, french),
  source: pageOf(type),
});

/** The sentences, one function each. */
export const sayOfDefinitions = {
  noParts: (): Said =>
    of(
      'SearchParameter',
      'A composite parameter has the parts of which it is one. Add component twice.',
      'Un paramètre composite a les parties dont il est fait. Ajouter component, deux fois.',
    ),
  noFhirPath: (): Said =>
    of(
      'SearchParameter',
      'The expression is no FHIRPath. Correct its syntax.',
      "L'expression n'est pas du FHIRPath. En corriger la syntaxe.",
    ),
  unknownElement: (name: string): Said =>
    of(
      'SearchParameter',
      `${cut(name)}, which the expression names, is not there in R4. Correct the name.`,
      `${cut(name)}, que l'expression nomme, n'est pas dans R4. Corriger le nom.`,
    ),
  noContexts: (): Said =>
    of(
      'StructureDefinition',
      'Only an extension has contexts. Leave them out, or correct the type.',
      'Seule une extension a des contextes. Les retirer, ou corriger le type.',
    ),
  unknownType: (type: Words): Said =>
    of(
      'StructureDefinition',
      `R4 has no type ${type.text}. Correct it; the type of a logical model is absolute.`,
      `R4 n'a pas de type ${type.french}. Le corriger ; le type d'un modèle logique est absolu.`,
    ),
  otherType: (base: string, type: Words): Said =>
    of(
      'StructureDefinition',
      `The base is ${base}, the type ${type.text}. A constraint is of its base's type: correct one.`,
      `La base est ${base}, le type ${type.french}. Un profil a le type de sa base : corriger l'un.`,
    ),
  otherKind: (base: string): Said =>
    of(
      'StructureDefinition',
      `The base ${base} is a resource. The kind of a constraint is its base's: resource.`,
      `La base ${base} est une ressource. Un profil a le kind de sa base : resource.`,
    ),
  noQuestion: (linkId: Words): Said =>
    of(
      'Questionnaire',
      `No other item has the linkId ${linkId.text}. Name the question that governs this one.`,
      `Aucun autre élément n'a le linkId ${linkId.french}. Nommer la question dont dépend celle-ci.`,
    ),
  noSupplement: (content: Words): Said =>
    of(
      'CodeSystem',
      `A code system that supplements another has the content "supplement", not ${content.text}.`,
      `Un système de codes qui en complète un autre a le content « supplement », non ${content.french}.`,
    ),
};
