/**
 * Tokens of a SMART App Launch server: `fhirUser` says who signed in, `patient` the patient of the
 * launch. A patient who signs in does so through an app: it is the app that asks, with what the
 * patient granted it. Without a user it is a backend, which has `system/` scopes alone.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import type { Caller } from '../../access/caller.js';
import { nameOf, text, type Claims } from '../claims.js';
import { unknown, type LookUp, type Mapped, type Mapping } from '../who.js';
import { manner } from './french.js';

/** Reads them. */
export const smart: Mapping = (claims, token) => {
  const name = nameOf(claims, token.subject);
  const launched = text(claims, 'patient');
  const patient = launched === undefined ? {} : { patient: launched };
  const user = userOf(claims);
  if (user?.type === 'Practitioner')
    // The look-up finds the national id, without which nobody is a professional.
    return {
      ...{ who: { ...unknown(name, token.subject), ...manner(claims) }, lookUp: user },
      ...patient,
    };
  if (token.client === '') return { who: unknown(name, token.subject) };
  return ofClient(token, name, user ?? patientUser(launched));
};

function ofClient({ client }: Caller['token'], name: string, patient: User | undefined): Mapped {
  if (patient === undefined)
    return { who: { kind: 'system', actor: `system:${client}`, name, purpose: 'TREAT' } };
  return {
    who: { kind: 'app', actor: `app:${client}`, name, purpose: 'TREAT' },
    lookUp: patient,
    patient: patient.id,
  };
}

type User = LookUp & { by: 'user' };

function patientUser(id: string | undefined): User | undefined {
  return id === undefined ? undefined : { by: 'user', type: 'Patient', id };
}

/** `Practitioner/dr-x`, alone or at the end of an address: only users kept here are found. */
function userOf(claims: Claims): User | undefined {
  const said = /(?:^|\/)(Practitioner|Patient)\/([A-Za-z0-9\-.]{1,64})$/;
  const [, type, id] = said.exec(text(claims, 'fhirUser') ?? '') ?? [];
  if (id === undefined) return undefined;
  return { by: 'user', type: type === 'Patient' ? 'Patient' : 'Practitioner', id };
}
