/**
 * The people and programs of the demonstration (`profiles/personas.json`): invented, with
 * identifiers of the test ranges. The provider issues tokens for them, the seed makes their
 * records.
 */

const PERSONA_KINDS = [
  'patient',
  'professional',
  'structure',
  'feeder',
  'registrar',
  'tester',
  'app',
  'system',
  'operator',
] as const;

/** An official or a usual name. */
export interface PersonName {
  readonly family: string;
  readonly given: readonly string[];
}

/** A place a professional works at. */
export interface Structure {
  readonly name: string;
  /** Type digit 1 and the FINESS number. System `urn:oid:1.2.250.1.71.4.2.2`. */
  readonly idNatSt: string;
}

/** What a patient's identity holds besides the INS. */
export interface Civil {
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly gender: 'female' | 'male';
  /** INSEE code of the place of birth, 5 characters. */
  readonly birthPlace: string;
  readonly birthName: PersonName;
  readonly usualName?: PersonName;
}

/** How a patient's dossier stands to other personas, named by their keys. */
export interface DossierSketch {
  readonly state: 'notified' | 'created' | 'activated' | 'opposed' | 'closed';
  readonly generalPractitioner?: string;
  readonly authorised?: readonly string[];
  readonly blocked?: readonly string[];
  readonly representatives?: readonly string[];
  readonly carers?: readonly string[];
}

/** One persona. */
export interface Persona {
  /** Its name in commands and as subject of its tokens: `gp`. */
  readonly key: string;
  /** Who it is to the server: the kind its tokens claim. */
  readonly kind: (typeof PERSONA_KINDS)[number];
  /** One sentence for those who choose among personas. */
  readonly about: string;
  /** As shown to the patient in the trace. */
  readonly name: string;
  /** Scopes of its tokens unless others are asked for. */
  readonly scope: string;
  /** The patient's national identity, or that of the patient who granted the app its access. */
  readonly ins?: { readonly system: string; readonly value: string };
  readonly civil?: Civil;
  readonly dossier?: DossierSketch;
  readonly professionalName?: PersonName;
  /** Type digit 8 and the RPPS number. System `urn:oid:1.2.250.1.71.4.2.1`. */
  readonly idNatPs?: string;
  /** Code of TRE_G15. */
  readonly profession?: string;
  /** Code of TRE_R38. */
  readonly specialty?: string;
  readonly structure?: Structure;
  readonly regulator?: boolean;
  /** Codes of the document types it feeds. */
  readonly feeds?: readonly string[];
}

/**
 * The personas of a parsed `personas.json`, by key, in its order. Fails with one Error that lists
 * every fault, each with the persona it is found in.
 */
export function loadPersonas(parsed: unknown): ReadonlyMap<string, Persona> {
  const listed = record(parsed)['personas'];
  const personas = Array.isArray(listed) ? listed.map(record) : [];
  const faults =
    personas.length === 0 ? ['there is no list `personas`'] : personas.flatMap(faultsOf);
  const keys = new Set(personas.map((persona) => persona['key']));
  if (keys.size !== personas.length) faults.push('two personas have one key');
  faults.push(...personas.flatMap((persona) => strangersIn(persona, keys)));
  if (faults.length > 0) throw new Error(`personas.json: ${faults.join('; ')}`);
  // Each has passed the checks of its members above.
  return new Map((personas as unknown as Persona[]).map((persona) => [persona.key, persona]));
}

type Raw = Readonly<Record<string, unknown>>;
type Check = readonly [path: string, is: RegExp];

const FILLED = /\S/;
const ALWAYS: readonly Check[] = [
  ['key', /^[a-z]{1,20}$/],
  ['kind', new RegExp(`^(${PERSONA_KINDS.join('|')})$`)],
  ['about', FILLED],
  ['name', FILLED],
  ['scope', FILLED],
];
const STRUCTURE: readonly Check[] = [
  ['structure.name', FILLED],
  ['structure.idNatSt', /^1[0-9][0-9AB][0-9]{7}$/],
];
const INS: readonly Check[] = [
  ['ins.system', /^urn:oid:1\.2\.250\.1\.213\.1\.4\.10$/],
  ['ins.value', /^[12][0-9]{14}$/],
];
const BY_KIND: Readonly<Partial<Record<string, readonly Check[]>>> = {
  patient: [
    ...INS,
    ['civil.birthDate', /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/],
    ['civil.gender', /^(female|male)$/],
    ['civil.birthPlace', /^[0-9][0-9AB][0-9]{3}$/],
    ['civil.birthName.family', FILLED],
    ['dossier.state', /^(notified|created|activated|opposed|closed)$/],
  ],
  professional: [
    ['professionalName.family', FILLED],
    ['idNatPs', /^8[0-9]{11}$/],
    ['profession', /^[0-9]{2}$/],
    ...STRUCTURE,
  ],
  structure: STRUCTURE,
  app: INS,
};

function faultsOf(persona: Raw): string[] {
  const checks = [...ALWAYS, ...(BY_KIND[String(persona['kind'])] ?? [])];
  return checks
    .filter(([path, is]) => !matches(at(persona, path), is))
    .map(([path]) => `${String(persona['key'])}: ${path} is missing or wrong`);
}

/** Keys in the dossier sketch that name no persona. */
function strangersIn(persona: Raw, keys: ReadonlySet<unknown>): string[] {
  const { state: _state, ...relations } = record(persona['dossier']);
  return Object.values(relations)
    .flat()
    .filter((key) => !keys.has(key))
    .map((key) => `${String(persona['key'])}: dossier names ${String(key)}, who is no persona`);
}

function matches(value: unknown, is: RegExp): boolean {
  return typeof value === 'string' && is.test(value);
}

function at(persona: Raw, path: string): unknown {
  return path.split('.').reduce((value: unknown, name) => record(value)[name], persona);
}

function record(value: unknown): Raw {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}
