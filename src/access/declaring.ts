/**
 * Who may declare what of a dossier: a table over the categories of Consent, care teams and related
 * persons (`access-rules`, Callers; `interface`, Consents). The patient declares everything; others
 * a part, on the patient's behalf.
 */
import type { ActorKey, Caller, CallerKind } from './caller.js';
import { needsExpressConsent, standing, type Ground } from './consent.js';
import type { DossierPolicy } from './policy.js';

/** What is declared, as the table knows it. */
export interface Declaration {
  readonly what: Declarable;
  /** Whether the declaration holds, or has ended or not begun. */
  readonly active: boolean;
  readonly permit: boolean;
  /** Professionals and structures that it names. */
  readonly actors: readonly ActorKey[];
  /** Those of them who work for the declarer's own structure, the declarer and it included. */
  readonly own: readonly ActorKey[];
  /** Whether it makes a legal representative. */
  readonly legal: boolean;
}

/** A category of `dossier-consent`, a type, or a `wish` that is not about access. */
export type Declarable =
  | 'consultation'
  | 'administration'
  | 'emergency'
  | 'default-masking'
  | 'feeding-objection'
  | 'dossier-opposition'
  | 'delegation'
  | 'app-grant'
  | 'wish'
  | 'CareTeam'
  | 'RelatedPerson';

/** A refusal: its sentence in both languages, and whether the rule is about who declares. */
export interface DeclaringRefusal {
  readonly about: 'caller' | 'declaration';
  readonly text: string;
  readonly french: string;
}

type Declarer = 'patient' | 'representative' | 'carer' | 'professional' | 'registrar';

/** Looks at a declaration; what it gives is why not. */
type Rule = (asked: Asked) => DeclaringRefusal | undefined;

interface Asked {
  readonly caller: Caller;
  readonly policy: DossierPolicy;
  readonly declaration: Declaration;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const yes: Rule = () => undefined;
const no: Rule = () => NOT_THEIRS;

/** A professional's permission: for self, the own structure, or who works there. */
const forOwnStructure: Rule = ({ caller, declaration: { actors, own } }) => {
  if (needsExpressConsent(caller)) return NOT_FOR_THEMSELVES;
  return actors.every((actor) => own.includes(actor)) ? undefined : OTHER_STRUCTURE;
};

/** A block by whom the patient trusts with it. */
const whereTrusted: Rule = ({ caller, policy, now }) => {
  const found = standing(policy, caller, now);
  return found.kind === 'permitted' && TRUSTED.includes(found.by) ? undefined : NOT_TRUSTED;
};

const TRUSTED: readonly Ground[] = ['general-practitioner', 'administrator'];

const consultation: Rule = (asked) =>
  asked.declaration.permit ? forOwnStructure(asked) : whereTrusted(asked);

const legalOnly: Rule = ({ declaration }) => (declaration.legal ? undefined : NOT_THEIRS);

const THEIR_OWN: Readonly<Record<Declarable, Rule>> = {
  consultation: yes,
  administration: yes,
  emergency: yes,
  'default-masking': yes,
  'feeding-objection': yes,
  'dossier-opposition': yes,
  delegation: yes,
  'app-grant': yes,
  wish: yes,
  CareTeam: yes,
  RelatedPerson: yes,
};

/** No line means no. */
const TABLE: Readonly<Record<Declarer, Readonly<Partial<Record<Declarable, Rule>>>>> = {
  patient: THEIR_OWN,
  representative: THEIR_OWN,
  carer: { ...THEIR_OWN, delegation: no, 'dossier-opposition': no, RelatedPerson: no },
  professional: { consultation, CareTeam: forOwnStructure },
  registrar: { delegation: legalOnly, RelatedPerson: yes },
};

/** Why a caller may not declare this in a dossier; undefined where they may. */
export function whyNotDeclared(asked: Asked): DeclaringRefusal | undefined {
  const { caller, declaration, policy } = asked;
  if (caller.kind === 'tester') return undefined;
  const rule = TABLE[declarerOf(caller)]?.[declaration.what] ?? no;
  return rule(asked) ?? (blocksDesignated(declaration, policy) ? DESIGNATED : undefined);
}

/**
 * Whether callers of a kind come, of a type, only to what they declared themselves: others'
 * declarations tell nobody who declares on the patient's behalf.
 */
export function seesOwnDeclarations(kind: CallerKind, type: string): boolean {
  return (kind === 'professional' || kind === 'registrar') && isDeclaration(type);
}

/** Whether resources of a type declare something of the dossier that they are in. */
export function isDeclaration(type: string): boolean {
  return type === 'Consent' || type === 'CareTeam' || type === 'RelatedPerson';
}

function declarerOf({ kind, behalf }: Caller): Declarer {
  return (kind === 'patient' ? (behalf ?? kind) : kind) as Declarer; // others have no line
}

/** Nobody blocks the médecin traitant: another one is designated first. */
function blocksDesignated(
  { what, active, permit, actors }: Declaration,
  { generalPractitioners }: DossierPolicy,
): boolean {
  if (what !== 'consultation' || permit || !active) return false;
  return actors.some((actor) => generalPractitioners.includes(actor));
}

const NOT_THEIRS: DeclaringRefusal = {
  about: 'caller',
  text: 'This caller may not declare this. The patient does, or a legal representative.',
  french:
    "Cet appelant ne peut pas faire cette déclaration. C'est le patient qui la fait, ou un représentant légal.",
};

const NOT_FOR_THEMSELVES: DeclaringRefusal = {
  about: 'caller',
  text: 'An occupational doctor, or a doctor of a fire brigade, comes in by the express consent of the patient alone, which the patient declares.',
  french:
    "Un médecin du travail ou de sapeurs-pompiers n'accède au dossier qu'avec le consentement exprès du patient, que le patient déclare lui-même.",
};

const OTHER_STRUCTURE: DeclaringRefusal = {
  about: 'caller',
  text: 'A professional declares for themselves, their structure, or a colleague there, named by a PractitionerRole of the same structure.',
  french:
    'Un professionnel déclare pour lui-même, sa structure, ou un collègue de celle-ci, désigné par un PractitionerRole de la même structure.',
};

const NOT_TRUSTED: DeclaringRefusal = {
  about: 'caller',
  text: 'Of professionals, only the médecin traitant and those whom the patient named administrators may block others.',
  french:
    'Parmi les professionnels, seuls le médecin traitant et les administrateurs nommés par le patient peuvent en bloquer d’autres.',
};

const DESIGNATED: DeclaringRefusal = {
  about: 'declaration',
  text: 'The designated médecin traitant cannot be blocked. Designate another one first.',
  french: "Le médecin traitant désigné ne peut pas être bloqué. En désigner d'abord un autre.",
};
