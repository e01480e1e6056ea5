/**
 * The FHIRPath library, read when the first invariant is judged: it takes a tenth of a second, and
 * most servers do without it for a long time.
 */
import { createRequire } from 'node:module';
import type { FhirPathLibrary } from '../validation/structure/fhirpath.js';

/** The library with its model of R4. The first call reads it. */
export function loadFhirPath(): FhirPathLibrary {
  const require = createRequire(import.meta.url);
  // The package is CommonJS; what is used of it has this shape.
  const fhirpath = require('fhirpath') as FhirPathLibrary['fhirpath'];
  return { fhirpath, model: require('fhirpath/fhir-context/r4') as FhirPathLibrary['model'] };
}
