/** Changes of what is hidden, and of what names it: each is refused as of what does not exist. */
import { randomUUID } from 'node:crypto';
import { aBundle, aFolder } from '../../fixtures/dossier.js';
import { related, supersedingEntry } from '../../fixtures/submission.js';
import type { Json } from '../../fixtures/server.js';
import { each, type Asking, type Names } from './asking.js';

const document = ({ hidden }: Names): string => `DocumentReference/${hidden}`;
const list = ({ list: id }: Names): string => `List/${id}`;
const folder = ({ folder: id }: Names): string => `List/${id}`;
const root = (): string => '';
const uri = (value: string): string => encodeURIComponent(`urn:ietf:rfc:3986|${value}`);
const PATCH = { 'content-type': 'application/json-patch+json' };
const status = (value: string): Json[] => [{ op: 'replace', path: '/status', value }];

/** A bundle of requests. */
function bundle(type: 'batch' | 'transaction', ...entry: readonly Json[]): Json {
  return { resourceType: 'Bundle', type, entry };
}

function request(method: string, url: string, more: Json = {}): Json {
  return { request: { method, url, ...more } };
}

function patched(url: string): Json {
  const operation = [
    { name: 'type', valueCode: 'replace' },
    { name: 'path', valueString: 'DocumentReference.status' },
    { name: 'value', valueCode: 'superseded' },
  ];
  const resource = {
    resourceType: 'Parameters',
    parameter: [{ name: 'operation', part: operation }],
  };
  return { ...request('PATCH', url), resource };
}

/** A push with one document more or less, or another list. */
function pushed({ patient }: Names, wish = {}, more: readonly Json[] = []): Json {
  const bundled = aBundle(patient, [{ masterIdentifier: 'urn:oid:1.2.3', ...wish }]);
  return { ...bundled, entry: [...bundled.entry, ...more] };
}

/** The requests. */
export const CHANGES: readonly Asking[] = [
  ...each('patch', {
    'its status': patch(document, status('superseded')),
    'its withdrawal': patch(document, status('entered-in-error')),
    'that cannot apply': patch(document, [{ op: 'remove', path: '/nothing/here' }]),
    'of what may not change': patch(document, [
      { op: 'replace', path: '/description', value: 'x' },
    ]),
    'that is none': patch(document, [{ op: 'overwrite', path: '/status' }]),
    'with If-Match': patch(document, status('current'), { 'if-match': 'W/"7"' }),
    'with If-Match of what stands': patch(document, status('current'), { 'if-match': 'W/"1"' }),
    'of its submission set': patch(list, status('retired')),
    'of a folder that holds it': patch(folder, [{ op: 'test', path: '/entry/1', value: 0 }]),
    'of an entry of that folder': patch(folder, [{ op: 'remove', path: '/entry/1' }]),
    'of that folder with If-Match': patch(folder, status('retired'), { 'if-match': 'W/"2"' }),
    'of a document that relates to it': patch(
      ({ related: id }) => `DocumentReference/${id}`,
      [{ op: 'remove', path: '/relatesTo/0' }],
    ),
  }),
  ...each('update', {
    'of the document': put(document, ({ hidden: id }) => ({
      resourceType: 'DocumentReference',
      id,
    })),
    'of its submission set': put(list, ({ list: id }) => ({ resourceType: 'List', id })),
    'with If-Match': put(list, ({ list: id }) => ({ resourceType: 'List', id }), {
      'if-match': 'W/"1"',
    }),
    'with If-None-Match': put(list, ({ list: id }) => ({ resourceType: 'List', id }), {
      'if-none-match': '*',
    }),
    'of a folder, by an entry that is it': put(folder, (names) => ({
      ...aFolder(names.patient, names.hidden),
      id: names.folder,
    })),
  }),
  ...each('delete', {
    'the document': { path: document, method: 'DELETE' },
    'its submission set': { path: list, method: 'DELETE' },
    'with If-Match': { path: document, method: 'DELETE', headers: { 'if-match': 'W/"1"' } },
  }),
  ...each('conditional changes', {
    read: {
      path: ({ patient, master }) =>
        `DocumentReference?patient=${patient}&identifier=${uri(master)}`,
    },
    'create, unless it is there': {
      ...{ path: () => 'List', method: 'POST' },
      headers: { 'if-none-exist': 'identifier=urn:ietf:rfc:3986|urn:oid:1.2.3' },
      body: (names) => aFolder(names.patient, names.hidden),
    },
    'update by its identifier': {
      ...{ path: ({ set }) => `List?identifier=${uri(set)}`, method: 'PUT' },
      body: ({ patient, hidden }) => aFolder(patient, hidden),
    },
    'patch by its identifier': patch(
      ({ master }) => `DocumentReference?identifier=${uri(master)}`,
      status('superseded'),
    ),
    'patch by its identifier and patient': patch(
      ({ master, patient }) => `DocumentReference?patient=${patient}&identifier=${uri(master)}`,
      status('superseded'),
    ),
    'delete by its identifier': {
      path: ({ master }) => `DocumentReference?identifier=${uri(master)}`,
      method: 'DELETE',
    },
  }),
  ...each('deposit', {
    'that replaces it': post(root, (names) => pushed(names, related('replaces', names.hidden))),
    'that transforms it': post(root, (names) => pushed(names, related('transforms', names.hidden))),
    'that appends to it': post(root, (names) => pushed(names, related('appends', names.hidden))),
    'with a PATCH of it': post(root, (names) =>
      pushed(names, {}, [supersedingEntry(names.hidden)]),
    ),
    'whose attachment is its Binary': post(root, (names) => pushed(names, naming(names))),
    'of a folder that holds it': post(
      () => 'List',
      (names) => aFolder(names.patient, names.hidden),
    ),
    'of a folder that holds its list': post(
      () => 'List',
      (names) => listing(names, `List/${names.list}`),
    ),
  }),
  ...each('transaction', {
    'a read of it': post(root, (names) => bundle('transaction', request('GET', document(names)))),
    'a patch of it': post(root, (names) => bundle('transaction', patched(document(names)))),
    'a deletion of it': post(root, (names) =>
      bundle('transaction', request('DELETE', document(names))),
    ),
    'a search for it': post(root, (names) => bundle('transaction', ...searching(names))),
  }),
  ...each('batch', {
    'a read of it': inBatch((names) => request('GET', document(names))),
    'its history': inBatch((names) => request('GET', `${document(names)}/_history`)),
    'its bytes': inBatch(({ binary }) => request('GET', `Binary/${binary}`)),
    'a folder that holds it, under a condition': inBatch((names) =>
      request('GET', folder(names), { ifNoneMatch: 'W/"1"' }),
    ),
    'a patch of it': inBatch((names) => patched(document(names))),
    'a deletion of it': inBatch((names) =>
      request('DELETE', document(names), { ifMatch: 'W/"1"' }),
    ),
    'a search for it': inBatch((names) => searching(names)[0]),
    'a search for lists that hold it': inBatch((names) => searching(names)[2]),
  }),
];

/** A batch of one, for those of several happen in no order. */
function inBatch(entry: (names: Names) => Json): Part {
  return post(root, (names) => bundle('batch', entry(names)));
}

function searching({ patient, hidden, master }: Names): Json[] {
  return [
    request('GET', `DocumentReference?patient=${patient}&_id=${hidden}`),
    request('GET', `DocumentReference?patient=${patient}&identifier=${uri(master)}`),
    request('GET', `List?patient=${patient}&item=DocumentReference/${hidden}&_include=List:item`),
  ];
}

function naming({ binary }: Names): { change: (document: Json) => Json } {
  return {
    change: (one) => {
      one.content[0].attachment.url = `Binary/${binary}`;
      return one;
    },
  };
}

function listing({ patient }: Names, reference: string): Json {
  return { ...aFolder(patient, ''), id: randomUUID(), entry: [{ item: { reference } }] };
}

type Part = Omit<Asking, 'of' | 'what'>;

function patch(
  path: Asking['path'],
  operations: readonly Json[],
  headers: Asking['headers'] = {},
): Part {
  return { method: 'PATCH', path, body: () => operations, headers: { ...PATCH, ...headers } };
}

function put(path: Asking['path'], body: Asking['body'], headers: Asking['headers'] = {}): Part {
  return { method: 'PUT', path, headers, ...(body === undefined ? {} : { body }) };
}

function post(path: Asking['path'], body: (names: Names) => unknown): Part {
  return { method: 'POST', path, body };
}
