/**
 * What an existence check tells practice software beside the Patient: the extension
 * `dossier-standing` of the entry's search, made for its caller alone.
 */
import type { Existence } from '../access/existence.js';
import type { SearchEntry } from '../search/searchset.js';

const STANDING = 'https://dossier.example/fhir/StructureDefinition/dossier-standing';

/** The extension; nothing where a search is no existence check. */
export function standingOf(existence: Existence | undefined): Pick<SearchEntry, 'extension'> {
  if (existence === undefined) return {};
  const { isOpen, ground } = existence;
  const extension = [
    { url: 'state', valueCode: isOpen ? 'open' : 'closed' },
    { url: 'authorised', valueBoolean: ground !== undefined },
    ...(ground === undefined ? [] : [{ url: 'ground', valueCode: ground }]),
  ];
  return { extension: { url: STANDING, extension } };
}
