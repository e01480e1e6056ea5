/** What profiles find wrong, in words: what was found, what is asked, and how to mend it. */
import { cut, shown, type Said, type Words } from '../report.js';

const of = (text: string, french: string): Said => ({ text, french });

/** The sentences, one function each. */
export const say = {
  missing: (name: string, min: number): Said =>
    min === 1
      ? of(`${name} is missing. Add it.`, `${name} manque. L'ajouter.`)
      : of(
          `${name} is missing: at least ${min} are needed. Add them.`,
          `${name} manque : il en faut au moins ${min}. Les ajouter.`,
        ),
  tooMany: (name: string, count: number, max: number): Said =>
    max === 0
      ? of(`${name} is not allowed here. Leave it out.`, `${name} n'est pas admis ici. Le retirer.`)
      : of(
          `Found ${count} of ${name}, at most ${max} may be. Leave the others out.`,
          `${count} ${name} trouvés, ${max} au plus sont admis. Retirer les autres.`,
        ),
  sliceMissing: (name: string, slice: string, min: number, by: string): Said =>
    of(
      `No ${name} is the "${slice}" that is asked for${by === '' ? '' : ` (told by ${by})`}: ${min} needed. Add it.`,
      `Aucun ${name} n'est le « ${slice} » demandé${by === '' ? '' : ` (reconnu à ${by})`} : il en faut ${min}. L'ajouter.`,
    ),
  sliceTooMany: (slice: string, count: number, max: number): Said =>
    of(
      `Found ${count} that are the "${slice}", at most ${max} may be. Leave the others out.`,
      `${count} sont le « ${slice} », ${max} au plus sont admis. Retirer les autres.`,
    ),
  noSlice: (name: string, slices: readonly string[], by: string): Said =>
    of(
      `This ${name} is none of those allowed: ${slices.join(', ')}${by === '' ? '' : ` (told by ${by})`}. Correct it or leave it out.`,
      `Ce ${name} n'est aucun de ceux admis : ${slices.join(', ')}${by === '' ? '' : ` (reconnus à ${by})`}. Le corriger ou le retirer.`,
    ),
  sliceOrder: (slice: string, before: string): Said =>
    of(
      `The "${slice}" stands after the "${before}". Put it before.`,
      `Le « ${slice} » est placé après le « ${before} ». Le placer avant.`,
    ),
  notAtEnd: (name: string): Said =>
    of(
      `Further ${name} stand after those that the profile names. Put this one at the end.`,
      `Les autres ${name} se placent après ceux que le profil nomme. Mettre celui-ci à la fin.`,
    ),
  wrongType: (found: string, allowed: readonly string[]): Said =>
    of(
      `Found the type ${cut(found)}. Expected ${allowed.join(' or ')}: change the type.`,
      `Type ${cut(found)} trouvé. Attendu : ${allowed.join(' ou ')} ; changer le type.`,
    ),
  wrongResource: (found: string, type: string, title: string): Said =>
    of(
      `Found a ${cut(found)}. "${title}" is for ${type}: send that, or claim another profile.`,
      `${cut(found)} trouvé. « ${title} » est pour ${type} : l'envoyer, ou déclarer un autre profil.`,
    ),
  notFixed: (expected: string): Said =>
    of(
      `The value must be exactly ${expected}. Replace it.`,
      `La valeur doit être exactement ${expected}. La remplacer.`,
    ),
  notPattern: (expected: string): Said =>
    of(
      `The value must hold ${expected}. Add it, or replace what differs.`,
      `La valeur doit contenir ${expected}. L'ajouter, ou remplacer ce qui diffère.`,
    ),
  tooSmall: (expected: string): Said =>
    of(
      `The value must be at least ${expected}. Correct it.`,
      `La valeur doit être au moins ${expected}. La corriger.`,
    ),
  tooGreat: (expected: string): Said =>
    of(
      `The value must be at most ${expected}. Correct it.`,
      `La valeur doit être au plus ${expected}. La corriger.`,
    ),
  tooLong: (max: number): Said =>
    of(
      `The text must have at most ${max} characters. Shorten it.`,
      `Le texte doit avoir au plus ${max} caractères. Le raccourcir.`,
    ),
  notInValueSet: (code: string | undefined, valueSet: string): Said =>
    of(
      `Found ${theCode(code).text}. Expected a code of ${valueSet}: put one in its place.`,
      `Trouvé : ${theCode(code).french}. Attendu : un code de ${valueSet} ; le mettre à sa place.`,
    ),
  notPreferred: (code: string | undefined, valueSet: string): Said =>
    of(
      `Found ${theCode(code).text}. A code of ${valueSet} is to be used where one fits.`,
      `Trouvé : ${theCode(code).french}. Un code de ${valueSet} est à employer dès qu'il convient.`,
    ),
  invariant: (key: string, { text, french }: Words): Said =>
    of(
      `This rule is broken: ${sentence(text)} Change what stands here so that it holds. (${key})`,
      `Règle non respectée : ${sentence(french)} Modifier ce qui est ici pour la respecter. (${key})`,
    ),
  wrongTarget: (found: string, allowed: readonly string[]): Said =>
    of(
      `Found a reference to ${cut(found)}. Expected one to ${allowed.join(' or ')}: correct it.`,
      `Référence à ${cut(found)} trouvée. Attendu : une référence à ${allowed.join(' ou ')} ; la corriger.`,
    ),
  wrongPlace: (isContained: boolean): Said =>
    isContained
      ? of(
          'The target is contained. Send it as a resource of its own, and refer to that.',
          'La cible est contenue. La transmettre comme une ressource à part, et y faire référence.',
        )
      : of(
          'The target is not contained. Put it in contained, and refer to it by #id.',
          "La cible n'est pas contenue. La placer dans contained, et y faire référence par #id.",
        ),
  noTargetProfile: (profiles: readonly string[]): Said =>
    of(
      `What is referred to keeps none of the profiles asked for here: ${profiles.join(', ')}. Correct it after one of them.`,
      `La ressource référencée ne suit aucun des profils demandés ici : ${profiles.join(', ')}. La corriger d'après l'un d'eux.`,
    ),
  unknownPart: (part: string, known: readonly string[]): Said =>
    of(
      `The extension has no part "${cut(part)}", but ${known.join(', ')}. Correct the url or leave it out.`,
      `L'extension n'a pas de partie « ${cut(part)} », mais ${known.join(', ')}. Corriger l'url ou la retirer.`,
    ),
  wrongModifier: (isModifier: boolean): Said =>
    isModifier
      ? of(
          'This extension changes the meaning of its element. Move it to modifierExtension.',
          'Cette extension change le sens de son élément. La déplacer dans modifierExtension.',
        )
      : of(
          'This extension does not change the meaning of its element. Move it to extension.',
          'Cette extension ne change pas le sens de son élément. La déplacer dans extension.',
        ),
  noProfile: (profiles: readonly string[]): Said =>
    of(
      `The value keeps none of the profiles allowed here: ${profiles.join(', ')}. Correct it after one of them.`,
      `La valeur ne suit aucun des profils admis ici : ${profiles.join(', ')}. La corriger d'après l'un d'eux.`,
    ),
  wrongContext: (url: string, contexts: readonly string[]): Said =>
    of(
      `The extension ${cut(url, 200)} does not belong here, but on ${contexts.join(' or ')}. Move it or leave it out.`,
      `L'extension ${cut(url, 200)} n'a pas sa place ici, mais sur ${contexts.join(' ou ')}. La déplacer ou la retirer.`,
    ),
};

function theCode(code: string | undefined): Words {
  if (code === undefined) return { text: 'no code', french: 'aucun code' };
  const { text, french } = shown(code);
  return { text: `the code ${text}`, french: `le code ${french}` };
}

function sentence(human: string): string {
  const text = human.trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
