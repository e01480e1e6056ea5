/**
 * A dossier that is being told: what its people do, one call each, in the order of the story. Every
 * act can be told again: a document sent twice is the same document.
 */
import type { Persona } from '../../app.js';
import { letterhead } from './author.js';
import { drawCda } from './cda.js';
import type { Clients, Json } from './client.js';
import { concept, SYSTEMS } from './coding.js';
import type { Drawing } from './drawing.js';
import { drawJpeg } from './jpeg.js';
import { typeCodeOf, type DocumentKind } from './kinds.js';
import { openDossier, personaOf, type Opening } from './opening.js';
import { drawText, frenchDay, type Drawn, type Page } from './page.js';
import { OID, provideBundle } from './submission.js';

/** A document as the story tells it. */
export interface Told {
  readonly kind: DocumentKind;
  readonly title: string;
  /** ISO, with time and zone. */
  readonly date: string;
  readonly form: 'pdf' | 'cda' | 'text' | 'photo';
  /** Its paragraphs, a heading ends with ` :`; of a photo, rows of digits from black to white. */
  readonly says: readonly string[];
  /** Kept from the patient until the doctor has spoken with them. */
  readonly invisible?: boolean;
  /** The document that it replaces, as `deposit` gave it. */
  readonly replaces?: string;
  /** The folder that it comes in, with documents of before. */
  readonly folder?: { readonly title: string; readonly others: readonly string[] };
}

/** What can happen in a dossier. Documents are named by their reference. */
export interface ToldDossier {
  /** A persona deposits a document; gives its reference. */
  deposit(by: string, told: Told): Promise<string>;
  /** The patient masks a document. */
  mask(document: string): Promise<void>;
  /** Its author archives a document. */
  archive(by: string, document: string): Promise<void>;
  /** A persona reads a document, and leaves a trace. */
  open(by: string, document: string): Promise<void>;
}

/** Opens the dossier of a patient persona; `number` distinguishes its documents' identifiers. */
export async function tellDossier(
  opening: Opening,
  persona: string,
  number: number,
): Promise<ToldDossier> {
  const subject = personaOf(opening, persona);
  const patient = await openDossier(opening, persona);
  let count = 0;
  return {
    deposit: async (by, told) => {
      count += 1;
      const author = personaOf(opening, by);
      const serial = `${number}.${count}`;
      const drawn = await draw(opening.drawing, told, { author, subject, serial });
      const labels = told.invisible === true ? ['INVISIBLE_PATIENT'] : [];
      const submitted = { ...told, drawn, serial, labels };
      const bundle = provideBundle(submitted, { patient, subject, author });
      return depositedBy(
        await (await opening.clients(by)).send('', { method: 'POST', body: bundle }),
      );
    },
    ...changesOf(opening.clients, persona),
  };
}

function changesOf(clients: Clients, patient: string): Omit<ToldDossier, 'deposit'> {
  const patch = async (by: string, document: string, operation: Json) =>
    void (await (await clients(by)).send(document, { method: 'PATCH', body: [operation] }));
  return {
    mask: async (document) => patch(patient, document, MASKING),
    archive: async (by, document) => patch(by, document, ARCHIVING),
    open: async (by, document) =>
      void (await (await clients(by)).send(document, { method: 'GET' })),
  };
}

const MASKING = {
  op: 'add',
  path: '/securityLabel/-',
  value: concept(SYSTEMS.visibility, 'MASQUE_PS'),
};

const ARCHIVING = {
  op: 'add',
  path: '/extension',
  value: [
    {
      url: 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived',
      valueBoolean: true,
    },
  ],
};

interface Signed {
  readonly author: Persona;
  readonly subject: Persona;
  readonly serial: string;
}

async function draw(
  drawing: Drawing,
  told: Told,
  { author, subject, serial }: Signed,
): Promise<Drawn> {
  const { title, date, says } = told;
  const page: Page = {
    letterhead: letterhead(author),
    patient: patientLine(subject),
    paragraphs: says,
    ...{ title, date },
  };
  switch (told.form) {
    case 'pdf':
      return drawing.draw(page);
    case 'cda':
      return drawCda(page, {
        root: `${OID}.1.${serial}`,
        typeCode: typeCodeOf(told.kind),
        ins: subject.ins?.value ?? '',
      });
    case 'text':
      return drawText(page);
    case 'photo':
      return drawJpeg(says);
  }
}

function patientLine({ name, civil, ins }: Persona): string {
  const born = civil?.gender === 'female' ? 'née' : 'né';
  return `${name}, ${born} le ${frenchDay(civil?.birthDate ?? '')}, INS ${ins?.value ?? ''}`;
}

/** The reference of the document in a transaction response, without its version. */
function depositedBy(response: Json): string {
  // Cast: the shape of a transaction response (`provideBundle` puts the document second).
  const { entry } = response as { entry?: { response?: { location?: string } }[] };
  const [type, id] = entry?.[1]?.response?.location?.split('/') ?? [];
  return `${type}/${id}`;
}
