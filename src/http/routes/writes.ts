/** The FHIR interactions that write, by address or condition: parse, call the feature, reply. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Shown } from '../../fhir/version.js';
import { remove, removeMatch } from '../../interactions/delete.js';
import type { Written } from '../../records/changes/plan.js';
import { parseAddress, parseType, type RouteParams } from '../addresses.js';
import { createResource, updateMatching, updateResource } from '../changes.js';
import type { HttpNeeds } from '../needs.js';
import { preferencesOf, type Preferences } from '../negotiate.js';
import { patchBody, patchMatching, patchResource } from '../patching.js';
import { sendDeleted, sendWritten } from '../reply.js';
import { answerFormOf, callerOf, header, ifMatch, queryPairs, resourceBody } from '../request.js';

type Params = { Params: RouteParams };
type Request = FastifyRequest<Params>;

/** Registers the interactions under the prefix of the server. */
export function writeRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  const { features, settings } = needs;
  const written =
    (write: (request: Request) => Promise<Written>) =>
    async (request: Request, reply: FastifyReply): Promise<FastifyReply> => {
      answerFormOf(request);
      const made = await write(request);
      return sendWritten(reply, { ...made, base: settings.base }, preferences(request));
    };
  const typeOf = ({ params }: Request): string => parseType(params, features.knowsType);

  app.post<Params>(
    '/:type',
    written(async (request) => {
      const type = typeOf(request);
      return createResource(needs, request, type, await resourceBody(needs, request));
    }),
  );
  app.put<Params>(
    '/:type/:id',
    written(async (request) => {
      const address = parseAddress(request.params, features.knowsType);
      return updateResource(needs, request, address, await resourceBody(needs, request));
    }),
  );
  app.put<Params>(
    '/:type',
    written(async (request) => {
      const type = typeOf(request);
      return updateMatching(needs, request, type, await resourceBody(needs, request));
    }),
  );
  app.patch<Params>(
    '/:type/:id',
    written(async (request) => {
      const address = parseAddress(request.params, features.knowsType);
      return patchResource(needs, request, address, await patchBody(request));
    }),
  );
  app.patch<Params>(
    '/:type',
    written(async (request) => {
      const type = typeOf(request);
      return patchMatching(needs, request, type, await patchBody(request));
    }),
  );
  deleteRoutes(app, needs);
}

function deleteRoutes(app: FastifyInstance, { features, records }: HttpNeeds): void {
  const deleted =
    (act: (request: Request) => Promise<Shown | undefined>) =>
    async (request: Request, reply: FastifyReply): Promise<FastifyReply> => {
      answerFormOf(request);
      return sendDeleted(reply, await act(request), preferences(request));
    };

  app.delete<Params>(
    '/:type/:id',
    deleted(async (request) => {
      const address = parseAddress(request.params, features.knowsType);
      return remove(records, callerOf(request), { address, ...ifMatch(request) });
    }),
  );
  app.delete<Params>(
    '/:type',
    deleted(async (request) => {
      const type = parseType(request.params, features.knowsType);
      const condition = { type, pairs: queryPairs(request), ...ifMatch(request) };
      return removeMatch(features.create, callerOf(request), condition);
    }),
  );
}

function preferences(request: FastifyRequest): Preferences {
  return preferencesOf(header(request, 'prefer'));
}
