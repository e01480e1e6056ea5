/**
 * An export as it was asked for. All of it travels sealed in the address of its status, so that it
 * survives a restart, and another process of the same store can go on with it.
 * https://hl7.org/fhir/uv/bulkdata/export.html
 */
import type { Caller } from '../../access/caller.js';
import { coveredByScope } from '../../access/decide.js';
import { mayEver } from '../../access/rights.js';
import { both } from '../../fhir/language.js';
import { problem } from '../../fhir/problem.js';
import { instantOf } from '../dates.js';
import type { Gathering } from '../dossier-queries.js';
import { isOfDossiers } from '../dossier-queries.js';
import { fault, textOf, typesIn, type Given } from '../given.js';
import type { Invocation } from '../operation.js';

/** An export. */
export interface Job {
  readonly id: string;
  /** The request as it came, for the manifest and the trace. */
  readonly line: string;
  /** Milliseconds since 1970 of the kick-off. */
  readonly at: number;
  readonly types: readonly string[];
  readonly since?: string;
  /** Id of the Group whose members' dossiers are exported. */
  readonly group?: string;
}

/** What an export is made of besides its request. */
export interface JobNeeds extends Gathering {
  readonly knowsType: (type: string) => boolean;
}

const UNDERSTOOD: readonly string[] = ['', '_type', '_since', '_outputFormat'];
const FORMATS: readonly string[] = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];
/** Neither is a resource of the record: the trace is proved by itself, bytes are not NDJSON. */
const NEVER: readonly string[] = ['AuditEvent', 'Binary'];

/**
 * The export that is asked for. Fails where the caller may export nothing (403), the request does
 * not take its answer later (400), or a parameter is wrong (400).
 */
export function jobOf(
  needs: JobNeeds,
  invocation: Invocation,
  made: { readonly id: string; readonly at: number },
): Job {
  const { caller, given, type, id, asked } = invocation;
  checkCaller(caller);
  checkRequest(invocation);
  const since = instantOf(given, '_since');
  return {
    ...made,
    line: asked.line,
    types: typesOf(needs, caller, { given, ofDossiers: type !== undefined }),
    ...(since === undefined ? {} : { since }),
    ...(type === 'Group' && id !== undefined ? { group: id } : {}),
  };
}

/** The registrar exports what it keeps, the tester the test space. */
function checkCaller({ kind }: Caller): void {
  if (kind === 'registrar' || kind === 'tester') return;
  throw problem('not-allowed', {
    why: `A caller of kind ${kind} may not export. Use Patient/[id]/$everything for one dossier.`,
    french: `Un appelant de nature ${kind} ne peut pas exporter. Employer Patient/[id]/$everything pour un dossier.`,
  });
}

function checkRequest({ given, prefer = '' }: Invocation): void {
  if (!/(^|[,;\s])respond-async($|[,;\s])/.test(prefer)) {
    throw problem('invalid-request', {
      why: 'An export is answered later. Send the header Prefer: respond-async.',
      french: "La réponse à un export vient plus tard. Envoyer l'en-tête Prefer: respond-async.",
    });
  }
  const format = textOf(given, '_outputFormat');
  // An unescaped + arrives as a space.
  if (format !== undefined && !FORMATS.includes(format.replaceAll(' ', '+')))
    throw fault(
      '_outputFormat',
      both('is not made here', "n'est pas produit ici"),
      both(`Ask for ${FORMATS.join(', ')}`, `Demander ${FORMATS.join(', ')}`),
    );
  const other = [...given.keys()].find((name) => !UNDERSTOOD.includes(name));
  if (other !== undefined && !prefer.includes('handling=lenient')) {
    const cure = both(
      'Leave it out, or send Prefer: handling=lenient to have it ignored',
      "Le retirer, ou envoyer Prefer: handling=lenient pour qu'il soit ignoré",
    );
    throw fault(
      other.slice(0, 64),
      both('is not known to an export', "n'est pas connu d'un export"),
      cure,
    );
  }
}

function typesOf(
  needs: JobNeeds,
  caller: Caller,
  { given, ofDossiers }: { given: Given; ofDossiers: boolean },
): readonly string[] {
  const all = [...needs.parameters.types.keys()]
    .filter((type) => !NEVER.includes(type) && mayExport(caller, type))
    .filter((type) => !ofDossiers || isOfDossiers(needs, type));
  const wanted = typesIn(given, needs.knowsType);
  const refused = wanted.find((type) => !all.includes(type));
  if (refused !== undefined)
    throw problem('not-allowed', {
      why: `You may not export ${refused} at this address.`,
      french: `${refused} ne peut pas être exporté par cet appelant à cette adresse.`,
    });
  return wanted.length === 0 ? all : [...new Set(wanted)];
}

function mayExport(caller: Caller, type: string): boolean {
  return mayEver(caller.kind, 'search', type) && coveredByScope(caller, 'search', type);
}
