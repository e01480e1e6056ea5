/** The FHIR interactions, as a list: parse the address, call the feature, reply. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createResource, updateResource } from '../changes.js';
import { parseAddress, parseType, parseVersionAddress, type RouteParams } from '../addresses.js';
import { patchBody, patchTarget } from '../patching.js';
import type { HttpNeeds } from '../needs.js';
import { preferencesOf, type Preferences } from '../negotiate.js';
import { sendJson, sendResource, sendWritten } from '../reply.js';
import { callerOf, header, ifMatch, requireJsonAnswer, resourceBody } from '../request.js';
import { searchAsked, searchAskedByForm } from '../searching.js';
import { patchMetadata } from '../../documents/patch-metadata.js';
import { history } from '../../interactions/history.js';
import { read } from '../../interactions/read.js';
import { search } from '../../interactions/search.js';
import { vread } from '../../interactions/vread.js';

type Params = { Params: RouteParams };

/** Registers the interactions under the prefix of the server. */
export function fhirRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  searchRoutes(app, needs);
  readRoutes(app, needs);
  writeRoutes(app, needs);
  patchRoutes(app, needs);
}

function searchRoutes(app: FastifyInstance, { features }: HttpNeeds): void {
  app.get<Params>('/:type', async (request, reply) => {
    requireJsonAnswer(request);
    const asked = searchAsked(request, parseType(request.params, features.knowsType));
    return sendJson(reply, await search(features.search, callerOf(request), asked));
  });

  app.post<Params>('/:type/_search', async (request, reply) => {
    requireJsonAnswer(request);
    const asked = await searchAskedByForm(request, parseType(request.params, features.knowsType));
    return sendJson(reply, await search(features.search, callerOf(request), asked));
  });
}

function readRoutes(app: FastifyInstance, { records, features, ids, settings }: HttpNeeds): void {
  const knows = features.knowsType;

  app.get<Params>('/:type/:id', async (request, reply) => {
    requireJsonAnswer(request);
    const address = parseAddress(request.params, knows);
    return sendResource(reply, await read(records, callerOf(request), address));
  });

  app.get<Params>('/:type/:id/_history', async (request, reply) => {
    requireJsonAnswer(request);
    const address = parseAddress(request.params, knows);
    const needed = { records, ids, base: settings.base };
    return sendJson(reply, await history(needed, callerOf(request), address));
  });

  app.get<Params>('/:type/:id/_history/:vid', async (request, reply) => {
    requireJsonAnswer(request);
    const address = parseVersionAddress(request.params, knows);
    return sendResource(reply, await vread(records, callerOf(request), address));
  });
}

function writeRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  const { features, settings } = needs;

  app.post<Params>('/:type', async (request, reply) => {
    requireJsonAnswer(request);
    const type = parseType(request.params, features.knowsType);
    const written = await createResource(needs, request, type, await resourceBody(needs, request));
    return sendWritten(reply, { ...written, base: settings.base }, preferences(request));
  });

  app.put<Params>('/:type/:id', async (request, reply) => {
    requireJsonAnswer(request);
    const address = parseAddress(request.params, features.knowsType);
    const body = await resourceBody(needs, request);
    const written = await updateResource(needs, request, address, body);
    return sendWritten(reply, { ...written, base: settings.base }, preferences(request));
  });
}

function patchRoutes(app: FastifyInstance, { records, features, settings }: HttpNeeds): void {
  const knows = features.knowsType;

  app.patch<Params>('/:type/:id', async (request, reply) => {
    requireJsonAnswer(request);
    const { type, id } = parseAddress(request.params, knows);
    const patch = { type, target: { id }, ...(await patchBody(request)), ...ifMatch(request) };
    const written = await patchMetadata(records, callerOf(request), patch);
    return sendWritten(reply, { ...written, base: settings.base }, preferences(request));
  });

  app.patch<Params>('/:type', async (request, reply) => {
    requireJsonAnswer(request);
    const type = parseType(request.params, knows);
    const target = patchTarget(request);
    const patch = { type, target, ...(await patchBody(request)), ...ifMatch(request) };
    const written = await patchMetadata(records, callerOf(request), patch);
    return sendWritten(reply, { ...written, base: settings.base }, preferences(request));
  });
}

function preferences(request: FastifyRequest): Preferences {
  return preferencesOf(header(request, 'prefer'));
}
