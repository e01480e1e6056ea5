/** Reads of what is hidden, and of what holds it or points at it. */
import { each, gets, type Asking, type Names } from './asking.js';

const document = ({ hidden }: Names): string => `DocumentReference/${hidden}`;
const binary = ({ binary: id }: Names): string => `Binary/${id}`;

/** The requests. */
export const READS: readonly Asking[] = [
  ...gets('read', {
    'the document': document,
    'its submission set': ({ list }) => `List/${list}`,
    'a folder that holds it': ({ folder }) => `List/${folder}`,
    'a submission set of it and another': ({ mixed }) => `List/${mixed}`,
    'a document that relates to it': ({ related }) => `DocumentReference/${related}`,
    'as XML': (names) => `${document(names)}?_format=xml`,
    'in part': (names) => `${document(names)}?_elements=status`,
    'its summary': (names) => `${document(names)}?_summary=true`,
    'in a form that is not served': (names) => `${document(names)}?_format=text/html`,
    'under another type': ({ hidden }) => `Observation/${hidden}`,
    'its dossier': ({ patient }) => `Patient/${patient}`,
  }),
  ...each('read under conditions', {
    'If-None-Match of its version': { path: document, headers: { 'if-none-match': 'W/"1"' } },
    'If-Modified-Since': {
      path: document,
      headers: { 'if-modified-since': 'Wed, 01 Jan 2098 00:00:00 GMT' },
    },
    'If-None-Match of a folder that holds it': {
      path: ({ folder }) => `List/${folder}`,
      headers: { 'if-none-match': 'W/"1"' },
    },
    'If-Modified-Since of a document that relates to it': {
      path: ({ related }) => `DocumentReference/${related}`,
      headers: { 'if-modified-since': 'Wed, 01 Jan 2098 00:00:00 GMT' },
    },
  }),
  ...gets('vread', {
    'its first version': (names) => `${document(names)}/_history/1`,
    'a version that is not there': (names) => `${document(names)}/_history/9`,
    'of a folder that holds it': ({ folder }) => `List/${folder}/_history/1`,
    'a further version of that folder': ({ folder }) => `List/${folder}/_history/2`,
    'of a document that relates to it': ({ related }) => `DocumentReference/${related}/_history/1`,
  }),
  ...gets('history', {
    'of the document': (names) => `${document(names)}/_history`,
    'of its submission set': ({ list }) => `List/${list}/_history`,
    'of a folder that holds it': ({ folder }) => `List/${folder}/_history`,
    'of a document that relates to it': ({ related }) => `DocumentReference/${related}/_history`,
    'of the type': () => 'DocumentReference/_history',
    'of the server': () => '_history',
    'since a moment': (names) => `${document(names)}/_history?_since=2020-01-01T00:00:00Z`,
  }),
  ...each('HEAD', {
    'the document': { path: document, method: 'HEAD' },
    'its bytes': { path: binary, method: 'HEAD' },
    'its history': { path: (names) => `${document(names)}/_history`, method: 'HEAD' },
    'a folder that holds it': { path: ({ folder }) => `List/${folder}`, method: 'HEAD' },
    'a search': {
      path: ({ patient }) => `DocumentReference?patient=${patient}`,
      method: 'HEAD',
    },
  }),
  ...each('Binary', {
    'as it is': { path: binary },
    'as FHIR': { path: binary, headers: { accept: 'application/fhir+json' } },
    'as FHIR in XML': { path: binary, headers: { accept: 'application/fhir+xml' } },
    'as another type': { path: binary, headers: { accept: 'image/png' } },
    'a range': { path: binary, headers: { range: 'bytes=0-3' } },
    'a range past its end': { path: binary, headers: { range: 'bytes=999999-' } },
    'under a condition': { path: binary, headers: { 'if-none-match': 'W/"1"' } },
    'a version': { path: (names) => `${binary(names)}/_history/1` },
    'its history': { path: (names) => `${binary(names)}/_history` },
    'by a search': { path: ({ binary: id }) => `Binary?_id=${id}` },
    'its deletion': { path: binary, method: 'DELETE' },
    'its update': {
      path: binary,
      method: 'PUT',
      body: ({ binary: id }) => ({ resourceType: 'Binary', id, contentType: 'text/plain' }),
    },
  }),
];
