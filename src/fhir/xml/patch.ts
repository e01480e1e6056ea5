/**
 * XML Patch on the XML form of a resource (RFC 5261; https://hl7.org/fhir/R4/http.html#patch):
 * `add`, `replace` and `remove` in a `diff`. All operations or none. What is added takes its place
 * in the order of the definitions, wherever among its siblings the patch puts it.
 */
import { both, type Sentence } from '../language.js';
import { problem } from '../problem.js';
import { parseSelector, select, type Selected, type Selector } from './selector.js';
import type { XmlElement, XmlTree } from './tree.js';
import { FHIR_NAMESPACE } from './write.js';

/** Operations in one patch, at most. */
const OPERATIONS_MAX = 100;

/** One operation, checked. */
export interface XmlOperation {
  readonly verb: 'add' | 'replace' | 'remove';
  /** As it was given. */
  readonly sel: string;
  readonly selector: Selector;
  /** Where elements are added: in the selected element, or beside it. */
  readonly position: 'append' | 'prepend' | 'before' | 'after';
  /** The attribute that is added. */
  readonly added?: string;
  readonly content: readonly XmlElement[];
  readonly text: string;
}

/** Reads an XML Patch; anything else is `invalid-request` (400), naming the operation. */
export function parseXmlPatch({ root, documents }: XmlTree): readonly XmlOperation[] {
  const { name, children } = root;
  if (name !== 'diff' || children.length === 0 || children.length > OPERATIONS_MAX) {
    throw problem('invalid-request', {
      why: `An XML Patch is a <diff> with 1 to ${OPERATIONS_MAX} operations.`,
      french: `Un XML Patch est un <diff> de 1 à ${OPERATIONS_MAX} opérations.`,
    });
  }
  if (documents.length > 0)
    throw problem('invalid-request', {
      why: 'An XML Patch holds no document.',
      french: 'Un XML Patch ne contient pas de document.',
    });
  return children.map(operationOf);
}

function operationOf(operation: XmlElement, at: number): XmlOperation {
  const { name: verb, attributes, children: content, text } = operation;
  const sel = attributes.get('sel') ?? '';
  const selector = parseSelector(sel.trim());
  const type = attributes.get('type');
  const position = attributes.get('pos') ?? 'append';
  if (verb !== 'add' && verb !== 'replace' && verb !== 'remove')
    throw badOperation(
      at,
      both('it must be add, replace or remove', 'ce doit être add, replace ou remove'),
    );
  if (selector === undefined)
    throw badOperation(
      at,
      both(
        'sel must be a path such as DocumentReference/status/@value',
        'sel doit être un chemin tel que DocumentReference/status/@value',
      ),
    );
  if (!isPosition(position))
    throw badOperation(
      at,
      both('pos must be before, after or prepend', 'pos doit être before, after ou prepend'),
    );
  if (type !== undefined && !/^@[A-Za-z]+$/.test(type))
    throw badOperation(
      at,
      both('type must be an attribute such as @value', 'type doit être un attribut tel que @value'),
    );
  const read: XmlOperation = {
    ...{ verb, sel, selector, position, content, text },
    ...(type === undefined ? {} : { added: type.slice(1) }),
  };
  const fault = faultOf(read);
  if (fault !== undefined) throw badOperation(at, fault);
  content.forEach(adopt);
  return read;
}

function isPosition(text: string): text is XmlOperation['position'] {
  return text === 'append' || text === 'prepend' || text === 'before' || text === 'after';
}

/** What is wrong with the content of an operation. */
function faultOf({ verb, selector, added, content, text }: XmlOperation): Sentence | undefined {
  if (verb === 'remove') return undefined;
  const isValue = selector.attribute !== undefined || added !== undefined;
  if (isValue)
    return content.length > 0 || text === ''
      ? both('it needs a text as its value', 'il faut un texte comme valeur')
      : undefined;
  if (text !== '')
    return both(
      'it has a text where an element is meant',
      'elle a un texte là où un élément est attendu',
    );
  if (verb === 'replace' && content.length !== 1)
    return both('it needs one element', 'il faut un seul élément');
  return content.length === 0 ? both('it needs an element', 'il faut un élément') : undefined;
}

/** Elements of a patch that are in no namespace are meant as FHIR's. */
function adopt(element: XmlElement): void {
  if (element.namespace === '') element.namespace = FHIR_NAMESPACE;
  element.children.forEach(adopt);
}

/** Changes a tree. A selector that selects nothing, or more than one node, is 422. */
export function applyXmlPatch(root: XmlElement, patch: readonly XmlOperation[]): void {
  patch.forEach((operation, at) => {
    const [selected, ...others] = select(root, operation.selector);
    if (selected === undefined || others.length > 0 || !apply(selected, operation))
      throw cannotApply(operation, at);
  });
}

/** Applies one operation; false where it cannot be. */
function apply(selected: Selected, operation: XmlOperation): boolean {
  const { selector, added, text, verb } = operation;
  const { attributes } = selected.element;
  if (added !== undefined && verb === 'add') {
    if (selector.attribute !== undefined || attributes.has(added)) return false;
    attributes.set(added, text);
    return true;
  }
  if (selector.attribute === undefined) return applyToElement(selected, operation);
  if (verb === 'add' || !attributes.has(selector.attribute)) return false;
  if (verb === 'remove') attributes.delete(selector.attribute);
  else attributes.set(selector.attribute, text);
  return true;
}

function applyToElement({ element, parent }: Selected, operation: XmlOperation): boolean {
  const { verb, position } = operation;
  const content = structuredClone([...operation.content]);
  if (verb === 'add' && position === 'append') return element.children.push(...content) > 0;
  if (verb === 'add' && position === 'prepend') return element.children.unshift(...content) > 0;
  if (parent === undefined) return false;
  const at = parent.children.indexOf(element);
  const from = verb === 'add' && position === 'after' ? at + 1 : at;
  parent.children.splice(from, verb === 'add' ? 0 : 1, ...(verb === 'remove' ? [] : content));
  return true;
}

function badOperation(at: number, { why, french }: Sentence): Error {
  return problem('invalid-request', {
    why: `Operation ${at}: ${why}.`,
    french: `Opération ${at} : ${french}.`,
    expression: `diff[${at}]`,
  });
}

function cannotApply({ verb, sel }: XmlOperation, at: number): Error {
  return problem('unprocessable', {
    why: `Operation ${at} (${verb} ${sel.slice(0, 200)}) cannot be applied: its selector must name one node that is there, and an attribute that is added must not be. Read the resource again and send a patch for what it holds.`,
    french: `L'opération ${at} (${verb} ${sel.slice(0, 200)}) ne peut pas être appliquée : son sélecteur doit désigner un seul nœud présent, et un attribut ajouté ne doit pas l'être déjà. Relire la ressource et envoyer un patch de ce qu'elle contient.`,
    expression: `diff[${at}]`,
  });
}
