/** Operations, and the trace: what each says of a document that is hidden. */
import { TRAITS } from '../two-worlds.js';
import { each, gets, type Asking, type Names } from './asking.js';

const document = ({ hidden }: Names): string => `DocumentReference/${hidden}`;

/** Parameters of an operation. */
function parameters(...parameter: readonly unknown[]): unknown {
  return { resourceType: 'Parameters', parameter };
}

/** The requests. */
export const OPERATIONS: readonly Asking[] = [
  ...gets('$everything', {
    'of the dossier': ({ patient }) => `Patient/${patient}/$everything`,
    'page by page': ({ patient }) => `Patient/${patient}/$everything?_count=2`,
    'of documents': ({ patient }) => `Patient/${patient}/$everything?_type=DocumentReference,List`,
    'of its time': ({ patient }) =>
      `Patient/${patient}/$everything?start=2025-05-01&end=2025-05-31`,
    'since a moment': ({ patient }) => `Patient/${patient}/$everything?_since=2020-01-01T00:00:00Z`,
    'of one’s own': () => 'Patient/$everything',
  }),
  ...gets('$docref', {
    'the newest': ({ patient }) => `DocumentReference/$docref?patient=${patient}`,
    'of its time': ({ patient }) =>
      `DocumentReference/$docref?patient=${patient}&start=2025-05-01&end=2025-05-31`,
    'page by page': ({ patient }) =>
      `DocumentReference/$docref?patient=${patient}&start=2020&_count=1`,
  }),
  ...gets('$summary', { 'of the dossier': ({ patient }) => `Patient/${patient}/$summary` }),
  ...gets('$meta', {
    'of the document': (names) => `${document(names)}/$meta`,
    'of its submission set': ({ list }) => `List/${list}/$meta`,
    'of a folder that holds it': ({ folder }) => `List/${folder}/$meta`,
    'of documents': () => 'DocumentReference/$meta',
    'of all there is': () => '$meta',
  }),
  ...each('$meta-add, $meta-delete', {
    'on the document': {
      ...{ path: (names: Names) => `${document(names)}/$meta-add`, method: 'POST' },
      body: () => parameters({ name: 'meta', valueMeta: { tag: [{ code: 'x' }] } }),
    },
    'on its submission set': {
      ...{ path: ({ list }: Names) => `List/${list}/$meta-delete`, method: 'POST' },
      body: () => parameters({ name: 'meta', valueMeta: { tag: [{ code: 'x' }] } }),
    },
  }),
  ...gets('$validate', {
    'of the document': (names) => `${document(names)}/$validate`,
    'for a deletion': (names) => `${document(names)}/$validate?mode=delete`,
    'of its submission set': ({ list }) => `List/${list}/$validate`,
    'of a document that relates to it': ({ related }) => `DocumentReference/${related}/$validate`,
  }),
  ...each('$validate of a resource', {
    'that is it': {
      ...{ path: (names: Names) => `${document(names)}/$validate?mode=update`, method: 'POST' },
      body: ({ hidden: id }) => ({ resourceType: 'DocumentReference', id, status: 'current' }),
    },
    'that points at it': {
      ...{ path: () => 'DocumentReference/$validate?mode=create', method: 'POST' },
      body: (names) => ({
        resourceType: 'DocumentReference',
        status: 'current',
        content: [{ attachment: { url: `Binary/${names.binary}` } }],
        relatesTo: [{ code: 'replaces', target: { reference: document(names) } }],
      }),
    },
  }),
  ...each('$match', {
    'of its patient': {
      ...{ path: () => 'Patient/$match', method: 'POST' },
      body: ({ ins }) =>
        parameters({ name: 'resource', resource: { resourceType: 'Patient', identifier: [ins] } }),
    },
  }),
  ...gets('$export', {
    'of all': () => '$export',
    'of patients': () => 'Patient/$export',
    'of a group': () => 'Group/none/$export',
  }),
  ...gets('$who-can-see', {
    'the document': ({ patient, hidden }) =>
      `Patient/${patient}/$who-can-see?document=DocumentReference/${hidden}`,
    'its list': ({ patient, list }) => `Patient/${patient}/$who-can-see?document=List/${list}`,
    'a document that relates to it': ({ patient, related }) =>
      `Patient/${patient}/$who-can-see?document=DocumentReference/${related}`,
  }),
  ...gets('an operation that is not there', {
    'on the document': (names) => `${document(names)}/$nothing`,
  }),
  ...gets('AuditEvent', {
    'all events': () => 'AuditEvent',
    counted: () => 'AuditEvent?_summary=count',
    'page by page': () => 'AuditEvent?_count=3',
    'by the document': (names) => `AuditEvent?entity=${document(names)}`,
    'by its Binary': ({ binary }) => `AuditEvent?entity=Binary/${binary}`,
    'by its submission set': ({ list }) => `AuditEvent?entity=List/${list}`,
    'by a name in it': () => `AuditEvent?entity-name=${TRAITS.title}`,
    'of deposits': () => 'AuditEvent?subtype=ITI-65',
    'of retrievals': () => 'AuditEvent?subtype=ITI-68',
    'of creations': () => 'AuditEvent?action=C&_sort=date',
    'of the dossier': ({ patient }) => `AuditEvent?patient=${patient}`,
    'in its compartment': ({ patient }) => `Patient/${patient}/AuditEvent`,
    'of refusals': () => 'AuditEvent?outcome=4',
    'with what they are of': () => 'AuditEvent?_include=AuditEvent:entity',
  }),
];
