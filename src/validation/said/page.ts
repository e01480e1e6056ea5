/** Where R4 writes what it asks: the page of a type, and the definition of an element. */

const R4 = 'https://hl7.org/fhir/R4/';

/** The types that do not have a page of their own name. */
const PAGES = new Map(
  [
    ['extensibility', 'Extension'],
    ['references', 'Reference'],
    ['resource', 'Meta MetadataResource'],
    [
      'datatypes',
      `Address Age Annotation Attachment CodeableConcept Coding ContactPoint Count Distance Duration
      HumanName Identifier Money Period Quantity Range Ratio SampledData Signature SimpleQuantity
      Timing`,
    ],
    [
      'metadatatypes',
      `ContactDetail Contributor DataRequirement Expression ParameterDefinition RelatedArtifact
      TriggerDefinition UsageContext`,
    ],
  ].flatMap(([page = '', types = '']) => types.split(/\s+/).map((type) => [type, page] as const)),
);

/** A page of R4 by its name and, where one is given, a part of it: `json.html#primitive`. */
export function clause(page: string): { readonly url: string } {
  return { url: `${R4}${page}` };
}

/** The page of a type, or of a group of elements: `Patient.contact`. */
export function pageOf(type: string): { readonly url: string } {
  const [name = ''] = type.split('.');
  const page = PAGES.get(name) ?? name.toLowerCase();
  return clause(page === 'datatypes' ? `${page}.html#${name}` : `${page}.html`);
}

/** The definition of an element: `Patient.contact.name`. */
export function definitionOf(element: string): { readonly url: string } {
  const [name = ''] = element.split('.');
  const page = PAGES.get(name) ?? name.toLowerCase();
  return clause(`${page}-definitions.html#${element}`);
}

/** The page of a value set of R4. */
export function valueSetPage(name: string): { readonly url: string } {
  return clause(`valueset-${name}.html`);
}
