/**
 * Two servers with the same clock and the same acts, save one: in the first world a document was
 * deposited that a caller may not see, in the second it never was. Whatever else is done happens in
 * both at the same moments, so that dates, versions and totals are compared as they are, and only
 * what is drawn at random (ids) is given its name.
 */
import type { Test } from 'tap';
import type { Clock } from '../../src/clock.js';
import { randomIds, type Ids as Drawing } from '../../src/ids.js';
import { delegate } from '../fixtures/declarations.js';
import {
  aBundle,
  aFolder,
  freshOid,
  openDossier,
  push,
  type DocumentWish,
  type OpenDossier,
  type Pushed,
} from '../fixtures/dossier.js';
import {
  startServer,
  type Answer,
  type Json,
  type TestClient,
  type TestServer,
} from '../fixtures/server.js';

/** A way to hide a document: whose dossier it is in, from whom it is hidden, and by what. */
export interface Case {
  /** A sentence: for whom, and why. */
  readonly says: string;
  readonly dossier: string;
  readonly caller: string;
  /** How the document is sent. */
  readonly wish: DocumentWish;
  /** Who deposits what the caller sees; the gp, unless it is said. */
  readonly seenBy?: string;
  /** Who represents the patient. */
  readonly legal?: string;
  /** Whether its author takes the document back. */
  readonly withdrawn?: true;
  /** What is asked: all, all but searches by each parameter, or searches for documents. */
  readonly asked: 'all' | 'all but parameters' | 'searches';
}

/** What of a world has an id. */
type Name =
  | ('patient' | 'hidden' | 'binary' | 'list')
  | ('seen' | 'seenBinary' | 'seenList' | 'folder' | 'related' | 'mixed' | 'mixedSeen');

/** What requests are made of: ids, by what they name. */
export type Ids = Readonly<Record<Name, string>>;

/** What is the same in both worlds: keys of the document that is hidden in one of them. */
export interface Keys {
  readonly master: string;
  readonly set: string;
  readonly ins: { readonly system: string; readonly value: string };
}

/** One of the worlds, as a request sees it. */
export interface World {
  readonly server: TestServer;
  readonly client: TestClient;
  readonly ids: Ids;
  readonly keys: Keys;
}

/** The worlds of a case, the one with the hidden document first. */
export type Worlds = readonly [World, World];

/** A clock that stands still until it is told to go on. */
export interface SteppingClock extends Clock {
  step(): void;
}

/** Both worlds, and the clock they have in common. */
export interface Both {
  readonly servers: readonly [TestServer, TestServer];
  readonly clock: SteppingClock;
}

/** Starts the two servers. */
export async function startServers(t: Pick<Test, 'teardown'>): Promise<Both> {
  // Tokens are judged by the clock of the machine where a test makes them for it.
  const began = Math.floor(Date.now() / 1000) * 1000;
  let steps = 0;
  const clock = { now: () => began + steps * 1_000, step: () => void (steps += 1) };
  const start = (): Promise<TestServer> => startServer(t, { clock, ids: idsInOrder(() => steps) });
  return { servers: await Promise.all([start(), start()]), clock };
}

/** Ids that follow the clock: what is made later comes later, in both worlds. */
function idsInOrder(steps: () => number): Drawing {
  let drawn = 0;
  const next = (length: number): string =>
    letters(steps(), length / 2) + letters((drawn += 1), length / 2);
  return {
    ...randomIds(),
    dossier: () => next(20),
    outside: () => next(20),
    within: (dossier) => `${dossier}-${next(16)}`,
    event: (dossier) => (dossier === undefined ? next(20) : `${dossier}-${next(16)}`),
  };
}

function letters(number: number, length: number): string {
  const at = (place: number): string =>
    LETTERS.charAt(Math.floor(number / LETTERS.length ** place) % LETTERS.length);
  return Array.from({ length }, (_, place) => at(length - 1 - place)).join('');
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz';

/** Does in both worlds what a case needs, and the one act more in the first. */
export async function inBoth({ servers, clock }: Both, of: Case): Promise<Worlds> {
  const keys = { master: freshOid(), set: freshOid() };
  const acts = servers.map((server, at) => actsOf(server, of, { ...keys, isThere: at === 0 }));
  const [first, second] = acts as [Acts, Acts];
  for (const act of Object.keys(first.steps)) {
    clock.step();
    await Promise.all([first.steps[act]?.(), second.steps[act]?.()]);
  }
  return [await first.world(), await second.world()];
}

interface Acts {
  readonly steps: Readonly<Record<string, () => Promise<void>>>;
  world(): Promise<World>;
}

interface Given {
  readonly master: string;
  readonly set: string;
  /** Whether the hidden document is in this world. */
  readonly isThere: boolean;
}

/** What is told apart in searches: nothing that is seen is like it. */
export const TRAITS = {
  title: 'Zweitmeinung',
  description: 'Ulkus',
  date: '2025-05-05T09:30:00+01:00',
  language: 'de-DE',
  event: 'K27',
} as const;

function actsOf(server: TestServer, of: Case, { isThere, ...given }: Given): Acts {
  const ids: Partial<Record<Name, string>> = {};
  const keep = (names: Partial<Record<keyof Pushed, keyof Ids>>, made: Pushed): void => {
    for (const [kind, name] of Object.entries(names))
      ids[name] = made[kind as keyof Pushed][0] ?? '';
  };
  const dossier = (): string => ids.patient ?? '';
  // What points at a document that was seen shows it, withdrawn or not.
  const isHeld = isThere && of.asked !== 'searches';
  const there = (act: () => Promise<void>) => (isThere ? act : async () => undefined);
  const pushed = (key: string, bundle: Json): Promise<Pushed> =>
    push(server, key, numbered(bundle, `${given.master}.${++pushes}`));
  let pushes = 0;
  let ins = { system: '', value: '' };
  return {
    steps: {
      open: async () => {
        const opened = await dossierOf(server, of.dossier);
        ids.patient = opened.patient;
        ins = opened.ins;
      },
      represent: async () => {
        if (of.legal === undefined) return;
        await dossierOf(server, of.legal);
        await delegate(server, {
          ...{ patient: dossier(), of: of.dossier, to: of.legal, kind: 'legal' },
        });
      },
      seen: async () => {
        const made = await pushed(of.seenBy ?? 'gp', aBundle(dossier()));
        keep({ documents: 'seen', binaries: 'seenBinary', lists: 'seenList' }, made);
      },
      hide: there(async () => {
        const made = await push(server, 'gp', theBundle(dossier(), of, given));
        keep({ documents: 'hidden', binaries: 'binary', lists: 'list' }, made);
      }),
      hold: async () => {
        const gp = await server.as('gp');
        const folder = aFolder(dossier(), ids.seen ?? '');
        if (isHeld) folder.entry.push({ item: { reference: `DocumentReference/${ids.hidden}` } });
        ids.folder = (await done(gp.post('List', folder))).json().id;
      },
      relate: async () => {
        const target = { reference: `DocumentReference/${ids.hidden}` };
        const relatesTo = isHeld ? { relatesTo: [{ code: 'appends', target }] } : {};
        const wish = { change: (one: Json) => ({ ...one, ...relatesTo }) };
        keep({ documents: 'related' }, await pushed('gp', aBundle(dossier(), [wish])));
      },
      mix: async () => {
        const wishes = isHeld ? [{}, of.wish] : [{}];
        const made = await pushed('gp', aBundle(dossier(), wishes));
        keep({ documents: 'mixedSeen', lists: 'mixed' }, made);
      },
      withdraw: there(async () => {
        if (of.withdrawn !== true) return;
        const taken = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];
        await done((await server.as('gp')).patch(`DocumentReference/${ids.hidden}`, taken));
      }),
    },
    world: async () => ({
      server,
      client: await server.as(of.caller),
      ids: isThere ? (ids as Ids) : withUnknown(ids),
      keys: { ...given, ins },
    }),
  };
}

/** The dossier of a persona, opened where no case before did. */
async function dossierOf(server: TestServer, key: string): Promise<OpenDossier> {
  const { entry = [] } = (await (await server.as(key)).get('Patient')).json();
  const [known] = entry.map(({ resource }: Json) => resource);
  if (known !== undefined) return { patient: known.id, ins: known.identifier[0] };
  return openDossier(server, { persona: key, authorised: ['gp', 'neurologist', 'nurse'] });
}

async function done(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
}

/** A bundle whose identifiers are the same in both worlds. */
function numbered(bundle: Json, prefix: string): Json {
  bundle.entry.forEach(({ resource }: Json, at: number) => {
    const identifier = resource.masterIdentifier ?? resource.identifier?.[0];
    if (identifier !== undefined) identifier.value = `${prefix}.${at}`;
  });
  return bundle;
}

/** The push of the document that is hidden, with traits that nothing else has. */
function theBundle(patient: string, { wish }: Case, { master, set }: Omit<Given, 'isThere'>): Json {
  const { title, description, date, language, event } = TRAITS;
  const change = (one: Json): Json => {
    const document = wish.change?.(one) ?? one;
    document.content[0].attachment.language = language;
    document.context.event = [
      { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: event }] },
    ];
    return { ...document, description };
  };
  const bundle = aBundle(patient, [{ title, date, masterIdentifier: master, ...wish, change }]);
  bundle.entry[0].resource.identifier[0].value = set;
  bundle.entry[0].resource.title = title;
  return bundle;
}

/** Ids of the same form, in the same dossier, that nothing has. */
function withUnknown(ids: Partial<Record<Name, string>>): Ids {
  const unknown = (letter: string): string => `${ids.patient}-${letter.repeat(16)}`;
  const [hidden, binary, list] = ['z', 'y', 'x'].map(unknown);
  return { ...ids, hidden, binary, list } as Ids;
}

const HEADERS_DRAWN = ['date', 'x-request-id', 'connection', 'keep-alive'];
const MADE_ID = /[a-km-z2-9]{20}(-[a-km-z2-9]{16})?/g;
/** How an event quotes a request. */
const QUOTED = /(?<="query":")([A-Za-z0-9+/=]+)/g;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** An answer with the names of what is drawn at random; all of the rest as it came. */
export function shown(answer: Answer, { ids, server }: World): string {
  const { patient, ...inside } = ids;
  const named = (text: string): string =>
    Object.entries(inside)
      .reduce((all, [name, id]) => all.replaceAll(id, `«${name}»`), text)
      .replaceAll(server.base, '«base»')
      .replaceAll(new URL(server.base).host, '«host»')
      .replaceAll(/(?<=_page=)[\w-]+/g, (page) => `«page of ${page.length}»`)
      .replaceAll(MADE_ID, (id) => (id === patient ? '«patient»' : '«id»'))
      .replaceAll(UUID, '«uuid»');
  const headers = [...answer.headers].filter(([name]) => !HEADERS_DRAWN.includes(name));
  const body = answer.text.replaceAll(QUOTED, (_, text: string) => atob(text));
  return [answer.status, ...headers.map((one) => named(one.join(': '))), named(body)].join('\n');
}
