/**
 * Signing in: the page of personas, and what follows from a choice. Choosing is consenting: the
 * page shows what the app may be given.
 */
import type { InteractionResults, Provider } from 'oidc-provider';
import { languageOf } from '../fhir/language.js';
import { PAGE_POLICY, personaPage } from './page.js';
import type { Persona } from './persona.js';
import { isForPeople, OTHER_SCOPES } from './scopes.js';

/** What signing in is built on. */
export interface SigningIn {
  readonly provider: Provider;
  /** The FHIR base URL: the resource whose scopes are granted. */
  readonly base: string;
  readonly personas: ReadonlyMap<string, Persona>;
  /** The id of the Patient of an identity. */
  readonly patientOf: (ins: NonNullable<Persona['ins']>) => Promise<string | undefined>;
  /** Takes note that what a grant gives is for one patient. */
  readonly launched: (grantId: string, patientId: string) => void;
}

/** A request in the library's web framework. */
export type Context = Parameters<Parameters<Provider['use']>[0]>[0];

const FORM_BYTES_MAX = 4_096;
/** Programs do not sign in on a page. */
const PEOPLE: readonly Persona['kind'][] = [
  ...(['patient', 'professional', 'structure', 'tester', 'operator'] as const),
];

/** Shows the page, or takes the choice. Fails as the library does where no sign-in is under way. */
export async function signIn(needs: SigningIn, ctx: Context): Promise<void> {
  const { provider } = needs;
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const asked = { client: String(params['client_id']), scopes: scopesIn(params['scope']) };
  ctx.set('cache-control', 'no-store');
  if (ctx.method !== 'POST') return showPage(needs, ctx, asked);
  const form = new URLSearchParams(await formIn(ctx));
  const who = form.has('refuse') ? undefined : persona(needs, form.get('persona'));
  const isUnknown = who === undefined && !form.has('refuse');
  if (isUnknown) return showPage(needs, ctx, asked);
  const result = who === undefined ? REFUSED : await granted(needs, { ...asked, who, form });
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  ctx.status = 303;
}

const REFUSED = { error: 'access_denied', error_description: 'Refused by the person.' };

interface Asked {
  readonly client: string;
  readonly scopes: readonly string[];
}

function scopesIn(scope: unknown): string[] {
  return typeof scope === 'string' ? scope.split(' ').filter(isForPeople) : [];
}

function persona({ personas }: SigningIn, key: string | null): Persona | undefined {
  const found = personas.get(key ?? '');
  return found !== undefined && PEOPLE.includes(found.kind) ? found : undefined;
}

async function showPage(needs: SigningIn, ctx: Context, { client, scopes }: Asked): Promise<void> {
  const known = await needs.provider.Client.find(client);
  const all = [...needs.personas.values()];
  const isOfPatient = scopes.some((one) => one === 'launch/patient' || one.startsWith('patient/'));
  ctx.set('content-security-policy', PAGE_POLICY);
  ctx.type = 'html';
  ctx.body = personaPage({
    language: languageOf(ctx.get('accept-language')),
    client: known?.clientName ?? client,
    scopes,
    personas: all.filter(({ kind }) => PEOPLE.includes(kind)),
    patients: isOfPatient ? all.filter(({ kind }) => kind === 'patient') : [],
  });
}

/** What the choice gives: a sign-in that is not remembered, and all that the page showed. */
async function granted(
  needs: SigningIn,
  { client, scopes, who, form }: Asked & { who: Persona; form: URLSearchParams },
): Promise<InteractionResults> {
  const grant = new needs.provider.Grant({ accountId: who.key, clientId: client });
  grant.addOIDCScope(scopes.filter((scope) => OTHER_SCOPES.includes(scope)).join(' '));
  grant.addResourceScope(needs.base, scopes.join(' '));
  const grantId = await grant.save();
  const patient = persona(needs, form.get('patient')) ?? who;
  const patientId = patient.ins === undefined ? undefined : await needs.patientOf(patient.ins);
  if (patientId !== undefined) needs.launched(grantId, patientId);
  return { login: { accountId: who.key, remember: false }, consent: { grantId } };
}

async function formIn(ctx: Context): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of ctx.req as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > FORM_BYTES_MAX) ctx.throw(413);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
