/** Code systems and identifier systems of the demonstration's resources (NOS, FR Core, IHE). */
import type { Json } from './client.js';

const NOS = 'https://mos.esante.gouv.fr/NOS';

/** The systems, by their short names. */
export const SYSTEMS = {
  loinc: 'http://loinc.org',
  documentType: `${NOS}/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire`,
  documentClass: `${NOS}/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument`,
  visibility: `${NOS}/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument`,
  sector: `${NOS}/TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite`,
  setting: `${NOS}/TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice`,
  otherProducer: `${NOS}/TRE_A00-ProducteurDocNonPS/FHIR/TRE-A00-ProducteurDocNonPS`,
  activity: `${NOS}/TRE_R209-TypeActivite/FHIR/TRE-R209-TypeActivite`,
  profession: `${NOS}/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante`,
  specialty: `${NOS}/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale`,
  commune: `${NOS}/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM`,
  confidentiality: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  identifierType: 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203',
  consent: 'https://dossier.example/fhir/CodeSystem/dossier-consent',
  idNatPs: 'urn:oid:1.2.250.1.71.4.2.1',
  rpps: 'https://rpps.esante.gouv.fr',
  idNatSt: 'urn:oid:1.2.250.1.71.4.2.2',
  finess: 'https://finess.esante.gouv.fr',
} as const;

/** A CodeableConcept of one coding. */
export function concept(system: string, code: string, display?: string): Json {
  return { coding: [{ system, code, ...(display === undefined ? {} : { display }) }] };
}

/** An Identifier whose type is a code of FR Core. */
export function typedIdentifier(type: string, system: string, value: string): Json {
  return { type: concept(SYSTEMS.identifierType, type), system, value };
}
