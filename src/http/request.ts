/** Reading what routes need of a request: headers, query, bodies, the caller. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import { languageOf, oneOf, type Language } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import { versionOfEtag } from '../fhir/version.js';
import type { Content } from '../records/records.js';
import { readForm, readJson, readWhole, type Form, type JsonBody } from './body.js';
import { pairsOf, type Pair } from './form.js';
import { answerForm, FHIR_JSON, FHIR_XML, mediaType, type FhirForm } from './negotiate.js';
import type { HttpNeeds } from './needs.js';
import type { Sink } from './received.js';
import { readXml } from './xml/body.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before any FHIR route but /metadata runs. */
    caller: Caller | undefined;
  }
}

/** Text bodies without documents: forms, patches, resources. */
const TEXT_BYTES_MAX = 16 * 1024 * 1024;
/** A body of XML, with its documents: unlike JSON it is read whole before it is looked at. */
const XML_BYTES_MAX = 16 * 1024 * 1024;
const FORM_BYTES_MAX = 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';
const XML_TYPES = [FHIR_XML, 'application/xml', 'text/xml', 'application/xml+fhir'];
const JSON_TYPES = [FHIR_JSON, 'application/json', 'text/json', 'application/json+fhir'];
/** The first two are those that a refusal offers. */
const RESOURCE_TYPES = [FHIR_JSON, FHIR_XML, ...JSON_TYPES, ...XML_TYPES];

/** What an interaction takes of a request, besides its body: an entry of a bundle has it too. */
export type Asked = Pick<FastifyRequest, 'caller' | 'headers' | 'url'>;

/** The caller of an authenticated route. */
export function callerOf(request: Pick<Asked, 'caller'>): Caller {
  if (request.caller === undefined) throw problem('unauthenticated');
  return request.caller;
}

/** A header as one text. */
export function header(request: Pick<Asked, 'headers'>, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** The language in which the request wants to be told what is refused or noted. */
export function languageIn(request: Pick<Asked, 'headers'>): Language {
  return languageOf(header(request, 'accept-language'));
}

/** The pairs of the query, in order, decoded. */
export function queryPairs({ url }: Pick<Asked, 'url'>): Pair[] {
  return pairsOf(queryOf(url));
}

/** The value of a query parameter given once. */
export function queryValue(request: Pick<Asked, 'url'>, name: string): string | undefined {
  return queryPairs(request).find(([key]) => key === name)?.[1];
}

/** The value of `_format`, whatever else the query holds: a refusal of that is told in it too. */
function formatIn({ url }: Pick<Asked, 'url'>): string | undefined {
  if (!url.includes('_format')) return undefined;
  const own = queryOf(url)
    .split('&')
    .find((pair) => pair.split('=', 1)[0] === '_format');
  return own === undefined ? undefined : pairsOf(own)[0]?.[1];
}

function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

/**
 * The format in which the request asks to be answered. Called before anything is done, for it fails
 * where no FHIR format will do (406).
 */
export function answerFormOf(request: FastifyRequest): FhirForm {
  return answerForm(header(request, 'accept'), formatIn(request));
}

/** Whether a browser asks, for a page: `text/html`, and no format of FHIR by `_format`. */
export function asksForPage(request: FastifyRequest): boolean {
  const format = formatIn(request);
  if (format !== undefined) return ['html', 'text/html'].includes(format);
  const [first = ''] = (header(request, 'accept') ?? '').split(/[,;]/);
  return first.trim() === 'text/html';
}

/** A resource in the body, long documents cut out. 415 when it is neither FHIR JSON nor XML. */
export async function resourceBody(
  needs: HttpNeeds,
  request: FastifyRequest,
): Promise<{ resource: Resource; contents: readonly Content[] }> {
  const type = requireContentType(request, RESOURCE_TYPES);
  const taken: Content[] = [];
  const sink: Sink<Content> = async (bytes) => {
    const content = await needs.records.deposit(bytes);
    taken.push(content);
    return content;
  };
  try {
    const { value, contents } = await (XML_TYPES.includes(type)
      ? xmlBody(needs, request, sink)
      : readJson(request.raw, {
          bytesMax: needs.settings.bodyBytesMax,
          textBytesMax: TEXT_BYTES_MAX,
          sink,
        }));
    if (typeof value['resourceType'] !== 'string') throw noType();
    await oneEachTurn();
    return { resource: value as Resource, contents }; // resourceType was checked just above
  } catch (failure) {
    await needs.records.discard(taken);
    throw failure;
  }
}

/**
 * What is done with a body takes long. It begins for one in each turn of the event loop, so that
 * whoever reads or connects meanwhile, or waits for a commit that is written by now, does not wait
 * for all those that came together.
 */
function oneEachTurn(): Promise<void> {
  turn = turn.then(() => nextTurn());
  return turn;
}

let turn = Promise.resolve();

async function xmlBody(
  { settings, features }: HttpNeeds,
  request: FastifyRequest,
  sink: Sink<Content>,
): Promise<JsonBody<Content>> {
  const bytesMax = Math.min(settings.bodyBytesMax, XML_BYTES_MAX);
  return readXml(request.raw, { bytesMax, xml: features.xml, sink });
}

/** The pairs of a POST _search form, and its text for the audit. */
export async function formBody(request: FastifyRequest): Promise<Form> {
  requireContentType(request, [FORM]);
  return readForm(request.raw, FORM_BYTES_MAX);
}

/** A whole small body, and its media type among those offered. */
export async function typedBody(
  request: FastifyRequest,
  types: readonly string[],
): Promise<{ type: string; bytes: Buffer }> {
  const type = requireContentType(request, types);
  return { type, bytes: await readWhole(request.raw, TEXT_BYTES_MAX) };
}

/** The version of If-Match; a form that is none is 400 (H-21). */
export function ifMatch(request: Pick<Asked, 'headers'>): { ifMatch?: number } {
  const given = header(request, 'if-match');
  if (given === undefined || given.trim() === '*') return {};
  const version = versionOfEtag(given);
  if (version === undefined) {
    throw problem('invalid-request', {
      why: 'If-Match must be an ETag as this server gives it, such as W/"1".',
      french: `If-Match doit être un ETag donné par ce serveur, tel que W/"1".`,
    });
  }
  return { ifMatch: version };
}

/** What If-None-Match forbids of a write: `*` any version, or one (H-22). */
export function ifNoneMatch(request: Pick<Asked, 'headers'>): { ifNoneMatch?: number | 'any' } {
  const given = header(request, 'if-none-match');
  if (given === undefined) return {};
  if (given.trim() === '*') return { ifNoneMatch: 'any' };
  const version = versionOfEtag(given);
  if (version !== undefined) return { ifNoneMatch: version };
  throw problem('invalid-request', {
    why: 'If-None-Match must be * or an ETag as this server gives it, such as W/"1".',
    french: `If-None-Match doit être * ou un ETag donné par ce serveur, tel que W/"1".`,
  });
}

function requireContentType(request: FastifyRequest, types: readonly string[]): string {
  const given = header(request, 'content-type') ?? '';
  const type = mediaType(given);
  const version = /fhirversion\s*=\s*"?([\d.]+)/i.exec(given)?.[1];
  if (types.includes(type) && (version === undefined || version.startsWith('4.0'))) return type;
  throw problem('unsupported-media-type', { offered: oneOf(types.slice(0, 2)) });
}

function noType(): Error {
  return problem('invalid-json', {
    why: 'resourceType is missing',
    french: 'resourceType manque',
    expression: 'Resource.resourceType',
  });
}
