/**
 * Tokens of Pro Santé Connect, by which professionals sign in with their card (CPS, e-CPS). Roles
 * and structure stand in SubjectRole and SubjectOrganizationID; what is not there is taken of
 * SubjectRefPro, the directory's entry, as long as it leaves no choice.
 */
import { nameOf, nationalId, record, records, text, type Claims } from '../claims.js';
import { unknown, type Mapping } from '../who.js';
import { codeOf, given, manner, structureMember, work, type Work } from './french.js';

/** Reads them. */
export const proSanteConnect: Mapping = (claims, { subject }) => {
  const id = nationalId(text(claims, 'SubjectNameID'));
  const name = nameOf(claims, subject);
  if (id === undefined) return { who: unknown(name, subject) };
  const { exercise, activity } = only(claims);
  return {
    who: {
      ...{ kind: 'professional', actor: `ps:${id}`, name },
      ...listedWork(exercise, activity),
      ...work(claims),
      ...listedStructure(activity),
      ...structureMember(claims),
      ...manner(claims),
    },
  };
};

/**
 * The exercise and the activity of the directory, where there is but one: with several the
 * professional must have chosen, and the choice stands in SubjectRole and SubjectOrganizationID.
 */
function only(claims: Claims): { exercise: Claims; activity: Claims } {
  const exercises = records(record(claims['SubjectRefPro'])['exercices']);
  const activities = exercises.flatMap((exercise) => records(exercise['activities']));
  return {
    exercise: (exercises.length === 1 ? exercises[0] : undefined) ?? {},
    activity: (activities.length === 1 ? activities[0] : undefined) ?? {},
  };
}

function listedWork(exercise: Claims, activity: Claims): Work {
  // Type S of "savoir-faire" is a specialty; the others are capacities and competences.
  const isSpecialist = exercise['codeTypeSavoirFaire'] === 'S';
  const specialty = isSpecialist ? text(exercise, 'codeSavoirFaire') : undefined;
  return {
    ...given('profession', codeOf(text(exercise, 'codeProfession'))),
    ...given('specialty', codeOf(specialty)),
    ...given('sector', codeOf(text(activity, 'codeSecteurDactivite'))),
    ...given('structureName', text(activity, 'raisonSocialeSite')),
  };
}

/** The national id of a structure: a type digit, 1 before a FINESS number, 3 before a SIRET. */
function listedStructure(activity: Claims): { structure?: string } {
  const finess = text(activity, 'numeroFinessSite');
  const siret = text(activity, 'numeroSiretSite');
  const other = siret === undefined ? undefined : `3${siret}`;
  const id = nationalId(finess === undefined ? other : `1${finess}`);
  return id === undefined ? {} : { structure: `st:${id}` };
}
