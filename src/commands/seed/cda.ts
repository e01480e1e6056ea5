/**
 * Draws a page as a small CDA R2 document: a header, and one section per heading.
 * https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
 */
import type { Drawn, Page } from './page.js';

/** What the header of a CDA says beside the page. */
export interface CdaHeader {
  /** OID of the document. */
  readonly root: string;
  readonly typeCode: string;
  readonly ins: string;
}

/** Draws it. */
export function drawCda(page: Page, header: CdaHeader): Drawn {
  const [author = '', ...structures] = [...page.letterhead].reverse();
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <realmCode code="FR"/>
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <id root="${header.root}"/>
  <code code="${header.typeCode}" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"/>
  <title>${escaped(page.title)}</title>
  <effectiveTime value="${timeOf(page.date)}"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="fr-FR"/>
  <recordTarget>
    <patientRole>
      <id root="1.2.250.1.213.1.4.10" extension="${header.ins}"/>
      <patient><name>${escaped(page.patient)}</name></patient>
    </patientRole>
  </recordTarget>
  <author>
    <time value="${timeOf(page.date)}"/>
    <assignedAuthor>
      <id nullFlavor="NA"/>
      <assignedPerson><name>${escaped(author)}</name></assignedPerson>
    </assignedAuthor>
  </author>
  <custodian>
    <assignedCustodian>
      <representedCustodianOrganization>
        <id nullFlavor="NA"/>
        <name>${escaped(structures[0] ?? author)}</name>
      </representedCustodianOrganization>
    </assignedCustodian>
  </custodian>
  <component>
    <structuredBody>
${sectionsOf(page.paragraphs).map(sectionXml).join('\n')}
    </structuredBody>
  </component>
</ClinicalDocument>
`;
  return { contentType: 'text/xml', bytes: Buffer.from(xml) };
}

interface Section {
  readonly title: string;
  readonly texts: readonly string[];
}

/** A paragraph that ends with a colon is the title of a new section. */
function sectionsOf(paragraphs: readonly string[]): readonly Section[] {
  return paragraphs.reduce<readonly Section[]>((sections, paragraph) => {
    if (paragraph.endsWith(' :')) {
      return [...sections, { title: paragraph.slice(0, -2), texts: [] }];
    }
    const { title = 'Synthèse', texts = [] } = sections.at(-1) ?? {};
    return [...sections.slice(0, -1), { title, texts: [...texts, paragraph] }];
  }, []);
}

function sectionXml({ title, texts }: Section): string {
  const lines = texts.map((text) => `<paragraph>${escaped(text)}</paragraph>`).join('');
  return `      <component><section>
        <title>${escaped(title)}</title>
        <text>${lines}</text>
      </section></component>`;
}

/** `2026-03-10T09:30:00+01:00` → `20260310093000+0100`. */
function timeOf(date: string): string {
  return date.replace(/[-:T](?=\d\d)/g, (mark, at: number) => (at > 18 && mark === '-' ? '-' : ''));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
