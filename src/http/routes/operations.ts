/**
 * Operations: the address names one, its parameters come in the query, in a Parameters resource or
 * as one resource. https://hl7.org/fhir/R4/operations.html#executing
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { stringify } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import { isId, type Resource } from '../../fhir/resource.js';
import { givenBy, lookOf } from '../../operations/given.js';
import { levelOf, type Operation, type Outcome } from '../../operations/operation.js';
import { parseType, type RouteParams } from '../addresses.js';
import type { HttpNeeds } from '../needs.js';
import { sendJson, sendPage } from '../reply.js';
import {
  answerFormOf,
  asksForPage,
  callerOf,
  header,
  languageIn,
  queryPairs,
  resourceBody,
} from '../request.js';

type Params = RouteParams & { readonly operation?: string };

/** The longest body of an operation that its trace quotes. */
const QUOTED_CHARACTERS_MAX = 8_192;
const ADDRESSES = ['/$:operation', '/:type/$:operation', '/:type/:id/$:operation'];
/** Types with routes of their own, which would take the name of an operation for an id. */
const APART = ['AuditEvent', 'Binary'];

/** Registers the addresses of all operations. */
export function operationRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  for (const url of ADDRESSES) {
    app.get<{ Params: Params }>(url, async (request, reply) => invoked(needs, request, reply));
    app.post<{ Params: Params }>(url, async (request, reply) => invoked(needs, request, reply));
  }
  for (const type of APART) {
    const handler = async (request: Request, reply: FastifyReply): Promise<FastifyReply> => {
      request.params = { ...request.params, type };
      return invoked(needs, request, reply);
    };
    app.get<{ Params: Params }>(`/${type}/$:operation`, handler);
    app.post<{ Params: Params }>(`/${type}/$:operation`, handler);
  }
}

type Request = FastifyRequest<{ Params: Params }>;

async function invoked(
  needs: HttpNeeds,
  request: Request,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { type, id } = addressOf(request.params, needs);
  const operation = operationOf(needs, request, { type, id });
  const print = operation.prints === true && asksForPage(request);
  if (!print) answerFormOf(request);
  const line = { line: `${request.method} ${request.url}` };
  const { body, quoted } = await bodyOf(needs, request);
  const prefer = header(request, 'prefer');
  const pairs = queryPairs(request);
  const outcome = await operation.run({
    caller: callerOf(request),
    ...(type === undefined ? {} : { type }),
    ...(id === undefined ? {} : { id }),
    given: givenBy(pairs, body),
    print,
    look: lookOf(pairs),
    ...(prefer === undefined ? {} : { prefer }),
    language: languageIn(request),
    asked: { ...line, ...quoted },
  });
  return sent(reply, outcome);
}

function addressOf(
  params: Params,
  { features }: HttpNeeds,
): { type: string | undefined; id: string | undefined } {
  const type = params.type === undefined ? undefined : parseType(params, features.knowsType);
  if (params.id !== undefined && !isId(params.id)) throw problem('unknown-resource');
  return { type, id: params.id };
}

function operationOf(
  { features }: HttpNeeds,
  request: Request,
  { type, id }: { type: string | undefined; id: string | undefined },
): Operation {
  const { operation: name = '' } = request.params;
  const level = levelOf({
    ...(type === undefined ? {} : { type }),
    ...(id === undefined ? {} : { id }),
  });
  const operation = features.operations.find(name, level, type);
  if (operation === undefined) throw problem('unknown-operation');
  if (operation.changes && request.method !== 'POST') {
    throw problem('method-not-allowed', {
      why: `$${operation.name} changes what is stored, so it is invoked by POST.`,
      french: `$${operation.name} modifie ce qui est enregistré, et s'invoque donc par POST.`,
    });
  }
  return operation;
}

/** The resource sent. Documents in it are given up at once: no operation keeps one. */
async function bodyOf(
  needs: HttpNeeds,
  request: Request,
): Promise<{ body?: Resource; quoted?: { body: string } }> {
  const isEmpty = header(request, 'content-type') === undefined && !hasBody(request);
  if (request.method !== 'POST' || isEmpty) return {};
  const { resource: body, contents } = await resourceBody(needs, request);
  await needs.records.discard(contents);
  const text = contents.length > 0 ? '' : stringify(body);
  const isShort = text !== '' && text.length <= QUOTED_CHARACTERS_MAX;
  return isShort ? { body, quoted: { body: text } } : { body };
}

function hasBody(request: Request): boolean {
  const length = header(request, 'content-length');
  return header(request, 'transfer-encoding') !== undefined || Number(length ?? 0) > 0;
}

function sent(
  reply: FastifyReply,
  { body, html, status = 200, headers = {} }: Outcome,
): FastifyReply {
  void reply.headers(headers);
  if (html !== undefined) return sendPage(reply, html);
  return body === undefined ? reply.status(status).send() : sendJson(reply, body, status);
}
