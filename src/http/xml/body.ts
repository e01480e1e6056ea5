/**
 * A resource in the body as FHIR XML. It is read whole, for a parser of XML takes no pieces; its
 * long documents then go the way that those of JSON go. https://hl7.org/fhir/R4/xml.html
 */
import type { Readable } from 'node:stream';
import { base64Decoder } from '../../fhir/base64.js';
import type { FhirXml } from '../../fhir/xml/fhir-xml.js';
import type { XmlDocument } from '../../fhir/xml/read.js';
import { notBase64 } from '../base64-cut.js';
import { readWhole, type JsonBody } from '../body.js';
import { pour, type Sink } from '../received.js';

/** Characters of base64 decoded at once, whole groups of four. */
const PIECE_LENGTH = 65_536;

/** How an XML body is read. */
export interface XmlReading<C> {
  /** Of the whole body. */
  readonly bytesMax: number;
  readonly xml: Pick<FhirXml, 'read'>;
  /** Takes each document in turn. */
  readonly sink: Sink<C>;
}

/**
 * Reads a resource, with the promises of `readJson`. Fails with `too-large`, `invalid-xml`,
 * `invalid-request` (not base64, or broken off) or as the sink does.
 */
export async function readXml<C>(
  stream: Readable,
  { bytesMax, xml, sink }: XmlReading<C>,
): Promise<JsonBody<C>> {
  const { value, documents } = xml.read(await readWhole(stream, bytesMax));
  const contents: C[] = [];
  for (const document of documents) contents.push(await pour(decoded(document), sink));
  return { value, contents };
}

async function* decoded({ path, text }: XmlDocument): AsyncGenerator<Uint8Array> {
  const decoder = base64Decoder();
  for (let at = 0; at < text.length; at += PIECE_LENGTH) {
    const bytes = decoder.push(text.slice(at, at + PIECE_LENGTH));
    if (bytes === undefined) throw notBase64(path);
    if (bytes.length > 0) yield bytes;
  }
  if (!decoder.isWhole()) throw notBase64(path);
}
