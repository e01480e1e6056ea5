/**
 * The dossier of Hélène Garnier, 68: high blood pressure, migraines, a fall. A dozen documents over
 * the years, from those who care for her, from her insurance, and from herself.
 */
import { tellDossier, type ToldDossier } from './dossier.js';
import type { Opening } from './opening.js';

/** Tells it, from first to last. */
export async function tellHelene(opening: Opening): Promise<void> {
  const dossier = await tellDossier(opening, 'patient', 1);
  const oldPrescription = await yearsAgo(dossier);
  const talk = await atTheDoctor(dossier);
  await atTheLaboratory(dossier);
  await atTheOthers(dossier);
  await herOwnWord(dossier);
  await dossier.archive('gp', oldPrescription);
  await dossier.mask(talk);
}

async function yearsAgo(dossier: ToldDossier): Promise<string> {
  const oldPrescription = await dossier.deposit('gp', {
    ...{ kind: 'prescription', form: 'pdf', date: '2021-05-18T09:40:00+02:00' },
    title: 'Ordonnance du 18 mai 2021',
    says: ['Périndopril 4 mg : un comprimé le matin, pour trois mois.', 'Régime peu salé.'],
  });
  await dossier.deposit('neurologist', {
    ...{ kind: 'stay', form: 'pdf', date: '2023-02-09T12:00:00+01:00' },
    title: "Compte rendu d'hospitalisation du 7 au 9 février 2023",
    says: [
      'Motif :',
      'Chute au domicile avec perte de connaissance brève.',
      'Examens :',
      'Scanner cérébral et échographie des artères du cou normaux.',
      'Conclusion :',
      'Malaise vagal probable. Sortie au domicile, avec passage d’une infirmière.',
    ],
  });
  await dossier.deposit('dentist', {
    ...{ kind: 'dental-chart', form: 'photo', date: '2024-10-08T17:00:00+02:00' },
    title: 'Schéma dentaire',
    says: ['0000000000', '0898989890', '0797979790', '0000000000', '0696969690', '0000000000'],
  });
  return oldPrescription;
}

/** Gives what she told her doctor, and does not want others to read. */
async function atTheDoctor(dossier: ToldDossier): Promise<string> {
  await dossier.deposit('gp', {
    ...{ kind: 'medical-summary', form: 'cda', date: '2025-09-02T18:20:00+02:00' },
    title: 'Volet de synthèse médicale',
    says: [
      'Antécédents :',
      'Hypertension artérielle depuis 2018. Migraine. Chute en 2023.',
      'Traitements :',
      'Périndopril 8 mg le matin. Paracétamol si besoin.',
      'Allergies :',
      'Aucune connue.',
    ],
  });
  const talk = await dossier.deposit('gp', {
    ...{ kind: 'consultation', form: 'text', date: '2025-11-12T11:00:00+01:00' },
    title: 'Consultation du 12 novembre 2025',
    says: [
      'Tristesse et sommeil difficile depuis le décès de son mari.',
      'Long entretien. Revue dans un mois ; pas de traitement pour le moment.',
    ],
  });
  await dossier.deposit('neurologist', {
    ...{ kind: 'consultation', form: 'pdf', date: '2026-02-10T10:00:00+01:00' },
    title: 'Compte rendu de consultation de neurologie',
    says: [
      'Motif :',
      'Migraines plus fréquentes depuis six mois : quatre par mois.',
      'Examen :',
      'Normal. Pas de signe d’alerte.',
      'Conduite à tenir :',
      'Agenda des crises, propranolol 40 mg par jour en accord avec le médecin traitant.',
    ],
  });
  return talk;
}

/** A result, and its correction. */
async function atTheLaboratory(dossier: ToldDossier): Promise<void> {
  const first = await dossier.deposit('lab', {
    ...{ kind: 'laboratory', form: 'pdf', date: '2026-02-17T15:10:00+01:00' },
    title: 'Bilan biologique du 17 février 2026',
    says: ['Potassium :', '6,1 mmol/L (3,5 à 5,0)', 'Créatinine :', '71 µmol/L (50 à 98)'],
  });
  await dossier.deposit('lab', {
    ...{ kind: 'laboratory', form: 'pdf', date: '2026-02-18T08:30:00+01:00' },
    title: 'Bilan biologique du 17 février 2026, corrigé',
    replaces: first,
    says: [
      'Potassium :',
      '4,3 mmol/L (3,5 à 5,0). Le premier tube était hémolysé : analyse refaite.',
      'Créatinine :',
      '71 µmol/L (50 à 98)',
    ],
  });
}

async function atTheOthers(dossier: ToldDossier): Promise<void> {
  const signs = await dossier.deposit('nurse', {
    ...{ kind: 'vital-signs', form: 'text', date: '2026-03-02T08:15:00+01:00' },
    title: 'Mesures à domicile',
    says: ['Tension : 13,5 / 8. Pouls : 62. Poids : 64 kg.', 'Se sent bien, marche chaque jour.'],
  });
  await dossier.open('neurologist', signs);
  await dossier.deposit('pharmacist', {
    ...{ kind: 'dispensation', form: 'text', date: '2026-03-03T10:05:00+01:00' },
    title: 'Dispensation du 3 mars 2026',
    says: ['Périndopril 8 mg, 30 comprimés.', 'Propranolol 40 mg, 28 comprimés.'],
  });
  await dossier.deposit('insurance', {
    ...{ kind: 'reimbursement', form: 'text', date: '2026-04-01T06:00:00+02:00' },
    title: 'Remboursements de mars 2026',
    says: ['Pharmacie de la Cathédrale, 3 mars : 14,62 €.', 'Soins infirmiers, 2 mars : 9,30 €.'],
  });
  await dossier.deposit('insurance', {
    ...{ kind: 'insurance-rights', form: 'pdf', date: '2026-04-01T06:00:00+02:00' },
    title: 'Attestation de droits',
    says: ['Hélène Garnier a droit à la prise en charge de ses frais de santé.'],
  });
}

async function herOwnWord(dossier: ToldDossier): Promise<void> {
  await dossier.deposit('patient', {
    ...{ kind: 'directives', form: 'pdf', date: '2024-03-30T16:00:00+01:00' },
    title: 'Mes directives anticipées',
    says: [
      'Si je ne peux plus le dire moi-même :',
      'Je ne souhaite pas être maintenue en vie par des machines sans espoir de guérison.',
      'Ma fille Sophie est ma personne de confiance.',
    ],
  });
  await dossier.deposit('patient', {
    ...{ kind: 'patient-treatment', form: 'text', date: '2026-03-15T20:00:00+01:00' },
    title: 'Mon agenda des migraines',
    says: ['4 mars : une heure. 9 mars : tout l’après-midi. 14 mars : le matin, légère.'],
  });
}
