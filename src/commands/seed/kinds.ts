/** The kinds of documents that the story needs, and where its authors work. Codes of the NOS. */
import type { Json } from './client.js';
import { concept, SYSTEMS } from './coding.js';

/** Code, label and class of a kind of document. */
type Kind = readonly [system: string, code: string, classCode: string, display: string];

const LOINC = SYSTEMS.loinc;
const NOS = SYSTEMS.documentType;

const KINDS = {
  'accompaniment-plan': [LOINC, '80788-3', '44', "Projet personnalisé d'accompagnement"],
  'assessment-grid': [LOINC, '34842-5', '11', "Grille d'évaluation médico-social"],
  'care-follow-up': [LOINC, '11506-3', '10', 'CR ou fiche de suivi de soins'],
  consultation: [LOINC, '11488-4', '10', 'CR ou fiche de consultation ou de visite'],
  'dental-chart': [LOINC, '83836-7', '11', 'Schéma dentaire'],
  directives: [NOS, 'EXPPAT_3', '90', 'Directives anticipées'],
  'discharge-letter': [LOINC, '11490-0', '10', "Lettre de liaison à la sortie d'hospitalisation"],
  dispensation: [LOINC, '60593-1', '43', 'Dispensation médicamenteuse'],
  'emergency-liaison': [LOINC, '74207-2', '11', "Document de liaison d'urgence"],
  'emergency-visit': [LOINC, '15507-7', '10', 'CR de passage aux urgences'],
  'insurance-rights': [
    NOS,
    'ATTEST-DROITS-AM',
    '95',
    "Attestation de droits à l'assurance maladie",
  ],
  laboratory: [LOINC, '11502-2', '10', "CR d'examens biologiques"],
  'medical-summary': [LOINC, '60591-5', '11', 'Synthèse médicale'],
  'patient-document': [NOS, 'EXPPAT_2', '90', 'Autre document du patient'],
  'patient-treatment': [NOS, 'DOCPAT02', '42', 'Traitement déposé par le patient'],
  prescription: [LOINC, '57833-6', '42', 'Prescription de produits de santé'],
  'psychological-report': [LOINC, '83901-9', '11', 'Bilan psychologique'],
  reimbursement: [NOS, 'REMB', '60', 'Données de remboursement'],
  stay: [LOINC, '34112-3', '10', 'CR hospitalier (séjour)'],
  'vital-signs': [LOINC, '29274-8', '10', 'Mesures de signes vitaux'],
} as const satisfies Record<string, Kind>;

/** A kind of document. */
export type DocumentKind = keyof typeof KINDS;

/** The type and category of a DocumentReference. */
export function classified(kind: DocumentKind): Json {
  const [system, code, classCode, display] = KINDS[kind];
  return {
    type: concept(system, code, display),
    category: [concept(SYSTEMS.documentClass, classCode)],
  };
}

/** The code alone. */
export function typeCodeOf(kind: DocumentKind): string {
  return KINDS[kind][1];
}

/** Sector of activity (TRE_R02) and setting (TRE_A01) of an author, by persona. */
const PLACES: Readonly<Record<string, readonly [sector: string, setting: string]>> = {
  gp: ['SA52', 'AMBULATOIRE'],
  nurse: ['SA52', 'AMBULATOIRE'],
  neurologist: ['SA01', 'ETABLISSEMENT'],
  emergency: ['SA01', 'ETABLISSEMENT'],
  pharmacist: ['SA33', 'AMBULATOIRE'],
  dentist: ['SA05', 'AMBULATOIRE'],
  home: ['SA16', 'ESSMS'],
  lab: ['SA25', 'AMBULATOIRE'],
  insurance: ['SA24', 'AMO'],
};

/** The facilityType and practiceSetting of an author; those of the patient's own word otherwise. */
export function placeOf(persona: string): Json {
  const place = PLACES[persona];
  if (place === undefined) {
    const own = concept(SYSTEMS.otherProducer, 'EXP_PATIENT');
    return { facilityType: own, practiceSetting: own };
  }
  const [sector, setting] = place;
  return {
    facilityType: concept(SYSTEMS.sector, sector),
    practiceSetting: concept(SYSTEMS.setting, setting),
  };
}
