/**
 * Security labels of documents: how confidential, and for whom invisible. A label is a set: one
 * confidentiality code stays, visibility codes stand beside it (decision 1).
 * https://hl7.org/fhir/R4/security-labels.html; TRE_A07 and TRE_A08 of the national terminologies
 */

/** The code system of visibility codes (TRE_A07), as stored. */
const VISIBILITY_SYSTEM =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';

/** The code system of confidentiality codes (N, R, V), as stored. */
export const CONFIDENTIALITY_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

/**
 * Codes of confidentiality from the lowest to the highest.
 * https://terminology.hl7.org/CodeSystem-v3-Confidentiality.html
 */
const LEVELS: readonly string[] = ['U', 'L', 'M', 'N', 'R', 'V'];

/** The highest of these codes of confidentiality; undefined where there is none. */
export function mostConfidential(codes: readonly (string | undefined)[]): string | undefined {
  return LEVELS[Math.max(-1, ...codes.map((code) => LEVELS.indexOf(code ?? '')))];
}

/** Whom a document is invisible to: professionals, the patient, legal representatives. */
export type Visibility = 'MASQUE_PS' | 'INVISIBLE_PATIENT' | 'INVISIBLE_REPRESENTANTS_LEGAUX';

/** A coding as found; what is not text is not looked at. */
export interface LabelCoding {
  readonly system?: unknown;
  readonly code?: unknown;
}

/** The visibility that a coding says; undefined for other systems and for unknown codes. */
export function visibilityOf(coding: LabelCoding): Visibility | undefined {
  if (!isVisibilityCoding(coding)) return undefined;
  return VISIBILITIES.find((visibility) => visibility === coding.code);
}

/** The coding of a visibility, as stored. */
export function visibilityLabel(code: Visibility): { system: string; code: string } {
  return { system: VISIBILITY_SYSTEM, code };
}

/** The coding with the official address of the visibility system; any other coding as it is. */
export function officialLabel<Label extends LabelCoding>(coding: Label): Label {
  return isVisibilityCoding(coding) ? { ...coding, system: VISIBILITY_SYSTEM } : coding;
}

const VISIBILITIES: readonly Visibility[] = [
  'MASQUE_PS',
  'INVISIBLE_PATIENT',
  'INVISIBLE_REPRESENTANTS_LEGAUX',
];

// The official address says Statut; examples in circulation say Status.
const SPELLINGS = ['Statut', 'Status'].map(
  (word) =>
    `https://mos.esante.gouv.fr/NOS/TRE_A07-${word}VisibiliteDocument/FHIR/TRE-A07-${word}VisibiliteDocument`,
);
const VISIBILITY_SYSTEMS = new Set<unknown>([...SPELLINGS, 'urn:oid:1.2.250.1.213.1.1.4.13']);

function isVisibilityCoding(coding: LabelCoding): boolean {
  return VISIBILITY_SYSTEMS.has(coding.system);
}
