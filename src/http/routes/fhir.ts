/** The FHIR interactions that read, as a list: parse the address, call the feature, reply. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  parseAddress,
  parseCompartment,
  parseType,
  parseVersionAddress,
  type RouteParams,
} from '../addresses.js';
import type { HttpNeeds } from '../needs.js';
import { sendJson, sendResource } from '../reply.js';
import { callerOf, answerFormOf, queryPairs } from '../request.js';
import { searchAsked, searchAskedByForm, subsetAsked } from '../searching.js';
import type { Subset } from '../../fhir/subset.js';
import type { Shown } from '../../fhir/version.js';
import { history, type HistoryAsked } from '../../interactions/history.js';
import { read } from '../../interactions/read.js';
import { search } from '../../interactions/search.js';
import { vread } from '../../interactions/vread.js';

const BINARIES: HistoryAsked['of'] = { type: 'Binary' };

type Params = { Params: RouteParams };

/** Registers the interactions under the prefix of the server. */
export function fhirRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  searchRoutes(app, needs);
  compartmentRoutes(app, needs);
  systemRoutes(app, needs);
  readRoutes(app, needs);
  historyRoutes(app, needs);
}

function searchRoutes(app: FastifyInstance, { features }: HttpNeeds): void {
  app.get<Params>('/:type', async (request, reply) => {
    answerFormOf(request);
    const asked = searchAsked(request, parseType(request.params, features.knowsType));
    return sendJson(reply, await search(features.search, callerOf(request), asked));
  });

  app.post<Params>('/:type/_search', async (request, reply) => {
    answerFormOf(request);
    const asked = await searchAskedByForm(request, parseType(request.params, features.knowsType));
    return sendJson(reply, await search(features.search, callerOf(request), asked));
  });
}

/** A search of several types: https://hl7.org/fhir/R4/http.html#vsearch */
function systemRoutes(app: FastifyInstance, { features }: HttpNeeds): void {
  app.get('/', async (request, reply) => {
    answerFormOf(request);
    return sendJson(reply, await search(features.search, callerOf(request), searchAsked(request)));
  });

  app.post('/_search', async (request, reply) => {
    answerFormOf(request);
    const asked = await searchAskedByForm(request);
    return sendJson(reply, await search(features.search, callerOf(request), asked));
  });
}

/** A search in a compartment: https://hl7.org/fhir/R4/compartmentdefinition.html */
function compartmentRoutes(app: FastifyInstance, { features }: HttpNeeds): void {
  const knows = features.knowsType;

  app.get<Params>('/:type/:id/:inner', async (request, reply) => {
    answerFormOf(request);
    const { type, compartment } = parseCompartment(request.params, knows);
    const asked = { ...searchAsked(request, type), compartment };
    return sendJson(reply, await search(features.search, callerOf(request), asked));
  });

  app.post<Params>('/:type/:id/:inner/_search', async (request, reply) => {
    answerFormOf(request);
    const { type, compartment } = parseCompartment(request.params, knows);
    const asked = { ...(await searchAskedByForm(request, type)), compartment };
    return sendJson(reply, await search(features.search, callerOf(request), asked));
  });
}

function readRoutes(app: FastifyInstance, { records, features }: HttpNeeds): void {
  const knows = features.knowsType;
  const part = (shown: Shown, subset: Subset | undefined): Shown =>
    subset === undefined ? shown : { ...shown, body: features.subsetting(shown.body, subset) };

  app.get<Params>('/:type/:id', async (request, reply) => {
    answerFormOf(request);
    const address = parseAddress(request.params, knows);
    const subset = subsetAsked(request);
    const shown = await read(records, callerOf(request), address);
    return sendResource(reply, part(shown, subset));
  });

  app.get<Params>('/:type/:id/_history/:vid', async (request, reply) => {
    answerFormOf(request);
    const address = parseVersionAddress(request.params, knows);
    const subset = subsetAsked(request);
    const shown = await vread(records, callerOf(request), address);
    return sendResource(reply, part(shown, subset));
  });
}

function historyRoutes(app: FastifyInstance, { features }: HttpNeeds): void {
  const answered = async (
    request: FastifyRequest,
    reply: FastifyReply,
    of: HistoryAsked['of'],
  ): Promise<FastifyReply> => {
    answerFormOf(request);
    const asked = { of, pairs: queryPairs(request), line: `${request.method} ${request.url}` };
    return sendJson(reply, await history(features.history, callerOf(request), asked));
  };

  app.get('/_history', async (request, reply) => answered(request, reply, {}));
  // Binary has routes of its own, which would take this for an id.
  app.get('/Binary/_history', async (request, reply) => answered(request, reply, BINARIES));
  app.get<Params>('/:type/_history', async (request, reply) => {
    const type = parseType(request.params, features.knowsType);
    return answered(request, reply, { type });
  });
  app.get<Params>('/:type/:id/_history', async (request, reply) => {
    const address = parseAddress(request.params, features.knowsType);
    return answered(request, reply, address);
  });
}
