/**
 * JSON Patch on a resource (RFC 6902; https://hl7.org/fhir/R4/http.html#patch). All operations or
 * none: the resource given is never changed.
 */
import { applyPatch, type Operation } from 'rfc6902';
import { both } from './language.js';
import { problem } from './problem.js';
import type { Resource } from './resource.js';

/** Operations in one patch, at most. */
const OPERATIONS_MAX = 100;
const VERBS = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);
const FORBIDDEN = /(^|\/)(__proto__|prototype|constructor)(\/|$)/;

/** A checked list of operations. */
export type JsonPatch = readonly Operation[];

/** Reads a JSON Patch document; anything else is `invalid-request` (400), naming the operation. */
export function parseJsonPatch(value: unknown): JsonPatch {
  if (!Array.isArray(value) || value.length === 0 || value.length > OPERATIONS_MAX) {
    throw problem('invalid-request', {
      why: `A JSON Patch is an array of 1 to ${OPERATIONS_MAX} operations.`,
      french: `Un JSON Patch est un tableau de 1 à ${OPERATIONS_MAX} opérations.`,
    });
  }
  value.forEach(checkOperation);
  return value as JsonPatch; // every operation was checked just above
}

/** The patched resource. A path that does not exist is 422, a failed `test` 422 (H-33). */
export function applyJsonPatch(resource: Resource, patch: JsonPatch): Resource {
  const copy = structuredClone(resource);
  const failures = applyPatch(copy, structuredClone([...patch]));
  const at = failures.findIndex((failure) => failure !== null);
  if (at < 0) return copy;
  throw problem('unprocessable', {
    why: `Operation ${at} (${patch[at]?.op} ${patch[at]?.path}) cannot be applied: its path does not exist or its test failed. Read the resource again and send a patch for what it holds.`,
    french: `L'opération ${at} (${patch[at]?.op} ${patch[at]?.path}) ne peut pas être appliquée : son chemin n'existe pas ou son test a échoué. Relire la ressource et envoyer un patch de ce qu'elle contient.`,
    expression: `patch[${at}]`,
  });
}

function checkOperation(operation: unknown, at: number): void {
  const { op, path, from } = (operation ?? {}) as { op?: unknown; path?: unknown; from?: unknown };
  const fault =
    typeof op !== 'string' || !VERBS.has(op)
      ? both(
          'op must be one of add, remove, replace, move, copy, test',
          "op doit être l'un de add, remove, replace, move, copy, test",
        )
      : !isPointer(path) || (from !== undefined && !isPointer(from))
        ? both(
            'path must be a JSON Pointer such as /status or /securityLabel/0',
            'path doit être un pointeur JSON tel que /status ou /securityLabel/0',
          )
        : needsValue(op) && !Object.hasOwn(operation as object, 'value')
          ? both('value is missing', 'value manque')
          : undefined;
  if (fault === undefined) return;
  throw problem('invalid-request', {
    why: `Operation ${at}: ${fault.why}.`,
    french: `Opération ${at} : ${fault.french}.`,
    expression: `patch[${at}]`,
  });
}

function isPointer(path: unknown): boolean {
  return typeof path === 'string' && (path === '' || path.startsWith('/')) && !FORBIDDEN.test(path);
}

function needsValue(op: string): boolean {
  return op === 'add' || op === 'replace' || op === 'test';
}
