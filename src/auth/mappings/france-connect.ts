/**
 * Identities of FranceConnect, by which citizens sign in. It knows no INS: the pivot identity is
 * looked up, and names a patient when exactly one dossier has all its traits.
 */
import { nameOf, text, type Claims } from '../claims.js';
import { unknown, type Mapping, type Traits } from '../who.js';

/** The INSEE code of France as a country of birth. */
const FRANCE = '99100';

/** Reads them. */
export const franceConnect: Mapping = (claims, { subject }) => {
  const traits = traitsOf(claims);
  const name = nameOf(claims, subject);
  if (traits === undefined) return { who: unknown(name, subject) };
  return {
    who: { kind: 'patient', actor: 'patient:', name, purpose: 'TREAT' },
    lookUp: { by: 'traits', traits },
  };
};

function traitsOf(claims: Claims): Traits | undefined {
  const family = text(claims, 'family_name');
  const given = text(claims, 'given_name');
  const birthDate = text(claims, 'birthdate');
  const gender = text(claims, 'gender');
  const birthPlace = birthPlaceOf(claims);
  if (family === undefined || given === undefined || birthDate === undefined) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(birthDate) || birthPlace === undefined) return undefined;
  if (gender !== 'female' && gender !== 'male') return undefined;
  return { family, given, birthDate, gender, birthPlace };
}

/** Whoever is born abroad has no commune, and the country stands for it, as in the INS. */
function birthPlaceOf(claims: Claims): string | undefined {
  const country = text(claims, 'birthcountry') ?? FRANCE;
  const place = country === FRANCE ? text(claims, 'birthplace') : country;
  return place !== undefined && /^\d[0-9AB]\d{3}$/.test(place) ? place : undefined;
}
